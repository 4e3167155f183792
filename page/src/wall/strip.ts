// Where every work of a library stands, however many there are: numbers in typed arrays, no elements, no pictures.
// A strip is a row of buckets (pages of the list, in order). The layout of a bucket is exact once its pictures' shapes are
// known; until then its height is an estimate. Pure: no document, no network.

export interface Bucket { month?: string; count: number; after?: string }

/** "wall": rows of pictures that fill the width; "list": one work to a line. */
export interface Shape { width: number; mode: "wall" | "list"; row: number; gap: number; heading: number }

export interface Box { x: number; y: number; width: number; height: number }

interface Rows {
  tops: Float32Array;     // of each row, from the bucket's top
  heights: Float32Array;  // of each row
  firsts: Uint32Array;    // the first work of each row, within the bucket; one more at the end
  lefts: Float32Array;    // of each work
  widths: Float32Array;   // of each work
  height: number;
}

const meanAspect = 1.35;
const tallest = 1.35;  // the last row of a bucket that goes on in the next may grow by so much

/** Rows of works with these shapes. `close`: the last row fills the width, too, since more follows. */
export function pack(aspects: Float32Array, shape: Shape, close: boolean): Rows {
  const { width, row: target, gap } = shape;
  const count = aspects.length;
  const lefts = new Float32Array(count);
  const widths = new Float32Array(count);
  if (shape.mode === "list") {
    widths.fill(width);
    const steps = Uint32Array.from({ length: count + 1 }, (_, i) => i);
    return { tops: Float32Array.from(steps.subarray(0, count), (i) => i * target), heights: new Float32Array(count).fill(target), firsts: steps, lefts, widths, height: count * target };
  }
  const tops: number[] = [];
  const heights: number[] = [];
  const firsts: number[] = [];
  let top = 0;
  let first = 0;
  let sum = 0;
  const finish = (end: number, height: number) => {
    let left = 0;
    for (let i = first; i < end; i += 1) {
      lefts[i] = left;
      widths[i] = aspects[i]! * height;
      left += widths[i]! + gap;
    }
    tops.push(top);
    heights.push(height);
    firsts.push(first);
    top += height + gap;
    first = end;
    sum = 0;
  };
  for (let i = 0; i < count; i += 1) {
    sum += aspects[i]!;
    const height = (width - gap * (i - first)) / sum;
    if (height <= target) finish(i + 1, height);
  }
  if (first < count) finish(count, Math.min(close ? target * tallest : target, (width - gap * (count - first - 1)) / sum));
  firsts.push(count);
  return { tops: Float32Array.from(tops), heights: Float32Array.from(heights), firsts: Uint32Array.from(firsts), lefts, widths, height: top };
}

/** Index of the last entry of a growing row of numbers that is not above `value`; 0 if all are. */
function lastNotAbove(numbers: Float32Array | Float64Array | Uint32Array, value: number, length = numbers.length) {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class Strip {
  readonly buckets: readonly Bucket[];
  readonly firsts: Uint32Array;  // the first work of each bucket; the total at the end
  #tops: Float64Array;
  #aspects: (Float32Array | undefined)[] = [];
  #rows: (Rows | undefined)[] = [];
  #shape: Shape = { width: 0, mode: "wall", row: 200, gap: 6, heading: 0 };

  constructor(buckets: readonly Bucket[]) {
    this.buckets = buckets;
    this.firsts = new Uint32Array(buckets.length + 1);
    this.#tops = new Float64Array(buckets.length + 1);
    for (let i = 0; i < buckets.length; i += 1) this.firsts[i + 1] = this.firsts[i]! + buckets[i]!.count;
  }

  get total() { return this.firsts[this.buckets.length]!; }
  get height() { return this.#tops[this.buckets.length]!; }
  get shape() { return this.#shape; }
  topOf(bucket: number) { return this.#tops[bucket]!; }
  known(bucket: number) { return this.#aspects[bucket] !== undefined; }

  /** Whether a bucket is the first of its month, and so has a heading. */
  headed(bucket: number) {
    const month = this.buckets[bucket]!.month;
    return this.#shape.heading > 0 && month !== undefined && month !== this.buckets[bucket - 1]?.month;
  }

  /** Takes the place that there is. Everything known is laid out anew. */
  fit(shape: Shape) {
    this.#shape = shape;
    this.#rows = [];
    this.#stack(0);
  }

  /** The shapes of a bucket's works (width by height) have become known. Returns by how much it grew. */
  arrive(bucket: number, aspects: Float32Array) {
    const before = this.#tops[bucket + 1]! - this.#tops[bucket]!;
    this.#aspects[bucket] = aspects;
    this.#rows[bucket] = undefined;
    this.#stack(bucket);
    return this.#tops[bucket + 1]! - this.#tops[bucket]! - before;
  }

  bucketAt(y: number) { return lastNotAbove(this.#tops, y, Math.max(1, this.buckets.length)); }
  bucketOf(index: number) { return lastNotAbove(this.firsts, index, Math.max(1, this.buckets.length)); }

  /** Where a work stands; a guess while its bucket is not known. */
  boxOf(index: number): Box {
    const bucket = this.bucketOf(index);
    const at = index - this.firsts[bucket]!;
    const top = this.#tops[bucket]! + this.#heading(bucket);
    const rows = this.#layout(bucket);
    if (!rows) {
      const count = this.buckets[bucket]!.count;
      return { x: 0, y: top + (this.#guess(bucket) * at) / count, width: this.#shape.row * meanAspect, height: this.#shape.row };
    }
    const row = lastNotAbove(rows.firsts, at, rows.tops.length);
    return { x: rows.lefts[at]!, y: top + rows.tops[row]!, width: rows.widths[at]!, height: rows.heights[row]! };
  }

  /** The work at or nearest before a place, for pointers. */
  indexAt(x: number, y: number) {
    const bucket = this.bucketAt(y);
    const rows = this.#layout(bucket);
    const inside = y - this.#tops[bucket]! - this.#heading(bucket);
    if (!rows) return this.firsts[bucket]! + Math.min(this.buckets[bucket]!.count - 1, Math.max(0, Math.floor((inside / this.#guess(bucket)) * this.buckets[bucket]!.count)));
    const row = lastNotAbove(rows.tops, inside);
    let at = rows.firsts[row]!;
    while (at + 1 < rows.firsts[row + 1]! && rows.lefts[at + 1]! <= x) at += 1;
    return this.firsts[bucket]! + at;
  }

  /** The work in the row above (-1) or below (+1) that is nearest to the middle of this one. */
  beside(index: number, step: 1 | -1) {
    const box = this.boxOf(index);
    const y = step > 0 ? box.y + box.height + this.#shape.gap + 1 : box.y - this.#shape.gap - 1;
    if (y < 0 || y >= this.height) return index;
    let found = this.indexAt(box.x + box.width / 2, y);
    // A heading lies between: what was found is the row that follows it.
    if (step < 0 && found >= index) found = Math.max(0, index - 1);
    if (step > 0 && found <= index) found = Math.min(this.total - 1, index + 1);
    return found;
  }

  /** Calls `visit` for every known work between two heights, in order, and `missing` for each bucket that is not known. */
  between(from: number, to: number, visit: (index: number, bucket: number, at: number, box: Box) => void, missing: (bucket: number) => void) {
    if (this.buckets.length === 0) return;
    for (let bucket = this.bucketAt(from); bucket < this.buckets.length && this.#tops[bucket]! < to; bucket += 1) {
      const rows = this.#layout(bucket);
      if (!rows) { missing(bucket); continue; }
      const top = this.#tops[bucket]! + this.#heading(bucket);
      for (let row = lastNotAbove(rows.tops, from - top); row < rows.tops.length && top + rows.tops[row]! < to; row += 1) {
        if (top + rows.tops[row]! + rows.heights[row]! < from) continue;
        for (let at = rows.firsts[row]!; at < rows.firsts[row + 1]!; at += 1) {
          visit(this.firsts[bucket]! + at, bucket, at, { x: rows.lefts[at]!, y: top + rows.tops[row]!, width: rows.widths[at]!, height: rows.heights[row]! });
        }
      }
    }
  }

  #heading(bucket: number) { return this.headed(bucket) ? this.#shape.heading : 0; }

  #guess(bucket: number) {
    const { width, mode, row, gap } = this.#shape;
    const count = this.buckets[bucket]!.count;
    if (mode === "list") return count * row;
    const perRow = Math.max(1, width / (row * meanAspect));
    return Math.ceil(count / perRow) * (row * 0.92 + gap);
  }

  #layout(bucket: number) {
    const aspects = this.#aspects[bucket];
    if (!aspects || this.#shape.width <= 0) return undefined;
    const next = this.buckets[bucket + 1];
    const goesOn = next !== undefined && (this.#shape.heading === 0 || next.month === this.buckets[bucket]!.month);
    return (this.#rows[bucket] ??= pack(aspects, this.#shape, goesOn));
  }

  #stack(from: number) {
    for (let bucket = from; bucket < this.buckets.length; bucket += 1) {
      const height = this.#layout(bucket)?.height ?? this.#guess(bucket);
      this.#tops[bucket + 1] = this.#tops[bucket]! + this.#heading(bucket) + height;
    }
  }
}
