// A scrollbar for more than a browser can scroll. The document is at most `longest` pixels tall; what it stands for may be
// any height. A turn of the wheel moves by its own pixels, a drag of the bar moves in proportion. Near both ends the two are
// the same, so that top and bottom are reached without a stop. Pure.

export const longest = 4_000_000;  // a transform of so many pixels is still exact to a quarter of one
const even = 400_000;              // so near to an end a pixel is a pixel

export class VirtualScroll {
  position = 0;  // of the window's top, in what is shown
  real = 0;      // of the document
  #height = 0;
  #window = 1;

  /** `height` of what is shown, and of the window upon it. */
  resize(height: number, window: number) {
    this.#height = height;
    this.#window = window;
    this.position = Math.min(this.position, this.end);
  }

  get sizer() { return Math.min(this.#height, longest); }
  get end() { return Math.max(0, this.#height - this.#window); }
  get #realEnd() { return Math.max(0, this.sizer - this.#window); }

  /** What must be added to a place in what is shown to get one in the document. */
  get shift() { return this.real - this.position; }

  /** The document was scrolled to `real`, by whomever. */
  scrolled(real: number) {
    const step = real - this.real;
    this.real = real;
    const near = Math.abs(step) <= 3 * this.#window;
    this.position = near ? this.position + step : this.toPosition(real);
    if (real <= 0) this.position = 0;
    if (real >= this.#realEnd) this.position = this.end;
    this.position = Math.max(0, Math.min(this.position, this.end));
  }

  /** Moves what is shown without moving the document: when something above grew. */
  slide(by: number) { this.position = Math.max(0, this.position + by); }

  /** Where the document should be for the present position; to be applied when nobody scrolls. */
  get settled() { return Math.round(this.toReal(this.position)); }

  toPosition(real: number) {
    const { end, middle, realEnd, realMiddle } = this.#scale();
    if (real <= even || middle <= 0) return Math.min(real, end);
    if (real >= realEnd - even) return end - (realEnd - real);
    return even + ((real - even) * middle) / realMiddle;
  }

  toReal(position: number) {
    const { end, middle, realEnd, realMiddle } = this.#scale();
    if (position <= even || middle <= 0) return Math.min(position, realEnd);
    if (position >= end - even) return realEnd - (end - position);
    return even + ((position - even) * realMiddle) / middle;
  }

  #scale() {
    const end = this.end;
    const realEnd = this.#realEnd;
    const virtual = this.#height > longest;
    return { end, realEnd, middle: virtual ? end - 2 * even : 0, realMiddle: realEnd - 2 * even };
  }
}
