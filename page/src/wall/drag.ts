// Choosing by dragging: from the work where the mouse went down to the one under it now, in reading order. A drag is what moved
// more than a few pixels; a finger scrolls instead.

interface Options {
  enabled: boolean;
  frame: () => HTMLElement;
  /** The work at x of the frame and y of the window. */
  at: (x: number, y: number) => number;
  begin: (index: number) => void;
  over: (index: number) => void;
}

const enough = 8;

export function dragSelect(element: HTMLElement, options: Options) {
  let current = options;
  let from: { x: number; y: number; index: number } | undefined;
  let dragging = false;
  let last = -1;

  const indexAt = (event: PointerEvent) => {
    const box = current.frame().getBoundingClientRect();
    const x = document.documentElement.dir === "rtl" ? box.right - event.clientX : event.clientX - box.left;
    return current.at(x, event.clientY);
  };
  const moved = (event: PointerEvent) => {
    if (!from) return;
    if (!dragging && Math.hypot(event.clientX - from.x, event.clientY - from.y) < enough) return;
    if (!dragging) { dragging = true; current.begin(from.index); element.setPointerCapture(event.pointerId); }
    if (event.clientY < 80) scrollBy(0, -24);
    else if (event.clientY > innerHeight - 80) scrollBy(0, 24);
    const index = indexAt(event);
    if (index === last) return;
    last = index;
    current.over(index);
  };
  const down = (event: PointerEvent) => {
    if (!current.enabled || event.pointerType !== "mouse" || event.button !== 0 || event.shiftKey) return;
    from = { x: event.clientX, y: event.clientY, index: indexAt(event) };
    last = -1;
  };
  const up = () => {
    // The click that follows a drag means nothing.
    if (dragging) addEventListener("click", (event) => { event.stopPropagation(); event.preventDefault(); }, { capture: true, once: true });
    setTimeout(() => { dragging = false; });
    from = undefined;
  };
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", moved);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  return { update: (next: Options) => { current = next; } };
}
