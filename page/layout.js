// Packs pictures into rows of one width. Pure: numbers in, numbers out.

const narrowest = 0.5;
const widest = 3;

/** Width by height of a picture on the wall, kept within what a row can hold. */
export function aspectOf(asset) {
  const paper = asset.kind === "document" ? 0.77 : 1;
  const ratio = !asset.thumb_hash ? 1 : asset.width && asset.height ? asset.width / asset.height : paper;
  return Math.min(widest, Math.max(narrowest, ratio));
}

/**
 * Rows of {top, height, first, boxes: [{left, width}]}. Every row but the last fills the width exactly; heights stay
 * near `target`.
 */
export function packRows(aspects, width, target, gap) {
  const rows = [];
  let top = 0;
  let first = 0;
  let sum = 0;
  const close = (end, height) => {
    let left = 0;
    const boxes = aspects.slice(first, end).map((aspect) => {
      const box = { left, width: aspect * height };
      left += box.width + gap;
      return box;
    });
    rows.push({ top, height, first, boxes });
    top += height + gap;
    first = end;
    sum = 0;
  };
  for (let i = 0; i < aspects.length; i += 1) {
    sum += aspects[i];
    const height = (width - gap * (i - first)) / sum;
    if (height <= target) close(i + 1, height);
  }
  if (first < aspects.length) close(aspects.length, Math.min(target, (width - gap * (aspects.length - first - 1)) / sum));
  return rows;
}

/** Index of the row at `y`, or of the nearest. */
export function rowAt(rows, y) {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].top <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
