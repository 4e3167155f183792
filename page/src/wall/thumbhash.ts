// ThumbHash: a picture in about 25 bytes, shown until the preview has come. Written after the format's description: three
// colour channels and opacity as a few cosine terms each, with 4 bits per term.

const side = 16;  // as much as a blur needs

interface Head {
  light: number; yellow: number; red: number; lightScale: number; yellowScale: number; redScale: number;
  alpha: boolean; across: number; down: number; ratio: number;
}

function headOf(hash: Uint8Array): Head {
  const low = hash[0]! | (hash[1]! << 8) | (hash[2]! << 16);
  const high = hash[3]! | (hash[4]! << 8);
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

/** cos(pi x (u + 1/2) / length) for each term x and each pixel u: the same few numbers serve every pixel. */
function waves(length: number): Float32Array[] {
  return Array.from({ length: 8 }, (_, x) => Float32Array.from({ length }, (_, u) => Math.cos((Math.PI * x * (u + 0.5)) / length)));
}

/** Adds the terms of one channel to its constant part. Each term is half a byte, read in order; `state.at` is the next. */
function addChannel(into: Float32Array, hash: Uint8Array, state: { at: number; start: number }, across: number, down: number, scale: number, size: Size) {
  for (let y = 0; y < down; y += 1) {
    for (let x = y > 0 ? 0 : 1; x * down < across * (down - y); x += 1) {
      const half = (hash[state.start + (state.at >> 1)]! >> ((state.at & 1) << 2)) & 15;
      state.at += 1;
      const value = (half / 7.5 - 1) * scale * 2;
      const wx = size.across[x]!;
      const wy = size.down[y]!;
      for (let v = 0, i = 0; v < size.height; v += 1) for (let u = 0; u < size.width; u += 1, i += 1) into[i]! += value * wx[u]! * wy[v]!;
    }
  }
}

interface Size { width: number; height: number; across: Float32Array[]; down: Float32Array[] }

function decode(hash: Uint8Array): ImageData {
  const head = headOf(hash);
  const width = Math.max(1, Math.round(head.ratio > 1 ? side : side * head.ratio));
  const height = Math.max(1, Math.round(head.ratio > 1 ? side / head.ratio : side));
  const size = { width, height, across: waves(width), down: waves(height) };
  const state = { at: 0, start: head.alpha ? 6 : 5 };
  const channel = (constant: number, across: number, down: number, scale: number) => {
    const values = new Float32Array(width * height).fill(constant);
    addChannel(values, hash, state, across, down, scale, size);
    return values;
  };
  const l = channel(head.light, head.across, head.down, head.lightScale);
  // The two colour channels were weakened when they were written: 1.25 gives them back.
  const p = channel(head.yellow, 3, 3, head.yellowScale * 1.25);
  const q = channel(head.red, 3, 3, head.redScale * 1.25);
  const alpha = head.alpha ? channel((hash[5]! & 15) / 15, 5, 5, (hash[5]! >> 4) / 15) : undefined;
  const image = new ImageData(width, height);
  for (let i = 0; i < l.length; i += 1) {
    const b = l[i]! - (2 / 3) * p[i]!;
    const r = (3 * l[i]! - b + q[i]!) / 2;
    image.data[4 * i] = 255 * r;
    image.data[4 * i + 1] = 255 * (r - q[i]!);
    image.data[4 * i + 2] = 255 * b;
    image.data[4 * i + 3] = alpha ? 255 * alpha[i]! : 255;
  }
  return image;
}

/** The blurred picture, or nothing if the text is no hash. */
export function imageOf(base64: string): ImageData | undefined {
  try {
    const hash = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return hash.length < 5 ? undefined : decode(hash);
  } catch {
    return undefined;
  }
}

/** For `use:blur={hash}` on a canvas. */
export function blur(canvas: HTMLCanvasElement, base64: string) {
  const paint = (hash: string) => {
    const image = imageOf(hash);
    if (!image) return;
    canvas.width = image.width;
    canvas.height = image.height;
    // Read often: kept in memory. A texture of the graphics card for 16 pixels costs more than it saves.
    canvas.getContext("2d", { willReadFrequently: true })?.putImageData(image, 0, 0);
  };
  paint(base64);
  return { update: paint };
}
