// ThumbHash: a picture in about 25 bytes, shown until the preview has come. Written after the format's description:
// three colour channels and opacity as a few cosine terms each, with 4 bits per term.

const known = new Map();
const mostKnown = 600;

/** A data: address of the blurred picture, or nothing if the hash is not one. */
export function placeholder(base64) {
  if (!base64) return undefined;
  if (!known.has(base64)) {
    if (known.size >= mostKnown) known.delete(known.keys().next().value);
    known.set(base64, paint(base64));
  }
  return known.get(base64);
}

function paint(base64) {
  try {
    const hash = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    if (hash.length < 5) return undefined;
    const { width, height, pixels } = decode(hash);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    return canvas.toDataURL();
  } catch {
    return undefined;
  }
}

function header(hash) {
  const low = hash[0] | (hash[1] << 8) | (hash[2] << 16);
  const high = hash[3] | (hash[4] << 8);
  const landscape = high >> 15 === 1;
  const alpha = low >> 23 === 1;
  const terms = high & 7;
  const full = alpha ? 5 : 7;
  return {
    light: (low & 63) / 63,
    yellow: ((low >> 6) & 63) / 31.5 - 1,
    red: ((low >> 12) & 63) / 31.5 - 1,
    lightScale: ((low >> 18) & 31) / 31,
    yellowScale: ((high >> 3) & 63) / 63,
    redScale: ((high >> 9) & 63) / 63,
    alpha,
    across: Math.max(3, landscape ? full : terms),
    down: Math.max(3, landscape ? terms : full),
    ratio: (landscape ? full : terms) / (landscape ? terms : full),
  };
}

function decode(hash) {
  const head = header(hash);
  const opacity = head.alpha ? (hash[5] & 15) / 15 : 1;
  const opacityScale = (hash[5] >> 4) / 15;
  const reader = termReader(hash, head.alpha ? 6 : 5);
  const light = reader(head.across, head.down, head.lightScale);
  // The two colour channels were weakened when they were written: 1.25 gives them back.
  const yellow = reader(3, 3, head.yellowScale * 1.25);
  const red = reader(3, 3, head.redScale * 1.25);
  const clear = head.alpha ? reader(5, 5, opacityScale) : undefined;

  const width = Math.max(1, Math.round(head.ratio > 1 ? 32 : 32 * head.ratio));
  const height = Math.max(1, Math.round(head.ratio > 1 ? 32 / head.ratio : 32));
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const u = (x + 0.5) / width;
      const v = (y + 0.5) / height;
      const l = head.light + sum(light, u, v);
      const p = head.yellow + sum(yellow, u, v);
      const q = head.red + sum(red, u, v);
      const b = l - (2 / 3) * p;
      const r = (3 * l - b + q) / 2;
      pixels[at] = 255 * r;
      pixels[at + 1] = 255 * (r - q);
      pixels[at + 2] = 255 * b;
      pixels[at + 3] = 255 * (clear ? opacity + sum(clear, u, v) : 1);
    }
  }
  return { width, height, pixels };
}

/** Reads the terms of one channel after the other; each is half a byte, the constant one is in the header. */
function termReader(hash, start) {
  let index = 0;
  return (across, down, scale) => {
    const terms = [];
    for (let y = 0; y < down; y += 1) {
      for (let x = y > 0 ? 0 : 1; x * down < across * (down - y); x += 1) {
        const half = (hash[start + (index >> 1)] >> ((index & 1) << 2)) & 15;
        terms.push({ x, y, value: (half / 7.5 - 1) * scale });
        index += 1;
      }
    }
    return terms;
  };
}

function sum(terms, u, v) {
  let total = 0;
  for (const term of terms) total += term.value * Math.cos(Math.PI * term.x * u) * Math.cos(Math.PI * term.y * v) * 2;
  return total;
}
