// The outline of a sound in levels, coarse to fine (docs/formats/peaks.md). Only what is looked at is fetched, in pieces of 64 KiB:
// ten hours cost no more than ten seconds.

import { made } from "./made";

export interface Level { offset: number; peaks: number; framesPerPeak: number }
export interface Head { rate: number; seconds: number; levels: Level[] }

/** Lowest and highest for each column, -1 to 1. */
export interface Columns { low: Float32Array; high: Float32Array }

const piece = 65_536;
const mostPieces = 64;

export function headOf(buffer: ArrayBuffer): Head {
  const view = new DataView(buffer);
  const name = String.fromCharCode(...new Uint8Array(buffer, 0, 8));
  if (name !== "ATLPEAKS" || view.getUint32(8, true) !== 1) throw new Error("These are no peaks of a version that this page can read.");
  const rate = view.getUint32(12, true);
  return {
    rate,
    seconds: Number(view.getBigUint64(16, true)) / rate,
    levels: Array.from({ length: view.getUint32(24, true) }, (_, i) => ({
      offset: Number(view.getBigUint64(32 + 24 * i, true)),
      peaks: Number(view.getBigUint64(40 + 24 * i, true)),
      framesPerPeak: view.getUint32(48 + 24 * i, true),
    })),
  };
}

/** The coarsest level that still has a peak for each pixel, or the finest. Levels stand finest first. */
export function levelFor(head: Head, from: number, to: number, width: number): Level {
  const frames = ((to - from) * head.rate) / Math.max(1, width);
  return head.levels.findLast((each) => each.framesPerPeak <= frames) ?? head.levels[0]!;
}

/** Pairs of signed bytes, of which the first is peak number `first`, to one lowest and highest for each column. */
export function columnsOf(bytes: Int8Array, first: number, from: number, to: number, perSecond: number, width: number): Columns {
  const low = new Float32Array(width);
  const high = new Float32Array(width);
  const step = ((to - from) * perSecond) / width;
  for (let column = 0; column < width; column += 1) {
    const begin = Math.max(0, Math.floor(from * perSecond + column * step) - first);
    const end = Math.max(begin + 1, Math.ceil(from * perSecond + (column + 1) * step) - first);
    for (let peak = begin; peak < end && 2 * peak + 1 < bytes.length; peak += 1) {
      low[column] = Math.min(low[column]!, bytes[2 * peak]! / 128);
      high[column] = Math.max(high[column]!, bytes[2 * peak + 1]! / 127);
    }
  }
  return { low, high };
}

export class Peaks {
  /** Pieces by their number; the one used longest ago goes first. */
  #pieces = new Map<number, Promise<ArrayBuffer>>();

  private constructor(private path: string, readonly head: Head, private signal: AbortSignal) {}

  static async open(path: string, signal: AbortSignal, progress: (done: number) => void): Promise<Peaks> {
    const response = await made(path, signal, progress, { Range: `bytes=0-${piece - 1}` });
    const first = await response.arrayBuffer();
    const peaks = new Peaks(path, headOf(first), signal);
    peaks.#pieces.set(0, Promise.resolve(first.slice(0, piece)));
    return peaks;
  }

  #piece(number: number): Promise<ArrayBuffer> {
    let found = this.#pieces.get(number);
    this.#pieces.delete(number);
    found ??= made(this.path, this.signal, () => {}, { Range: `bytes=${number * piece}-${(number + 1) * piece - 1}` }).then(async (response) => {
      const bytes = await response.arrayBuffer();
      return response.status === 206 ? bytes : bytes.slice(number * piece, (number + 1) * piece);
    });
    found.catch(() => this.#pieces.delete(number));
    this.#pieces.set(number, found);
    if (this.#pieces.size > mostPieces) this.#pieces.delete(this.#pieces.keys().next().value!);
    return found;
  }

  /** What is needed to draw the time from `from` to `to` (seconds) on so many pixels. */
  async read(from: number, to: number, width: number): Promise<Columns> {
    const level = levelFor(this.head, from, to, width);
    const perSecond = this.head.rate / level.framesPerPeak;
    const first = Math.max(0, Math.floor(from * perSecond));
    const last = Math.min(level.peaks, Math.ceil(to * perSecond) + 1);
    const begin = level.offset + 2 * first;
    const end = level.offset + 2 * last;
    const numbers = Array.from({ length: Math.max(0, Math.ceil(end / piece) - Math.floor(begin / piece)) }, (_, i) => Math.floor(begin / piece) + i);
    const bytes = new Uint8Array(Math.max(0, end - begin));
    for (const [i, part] of (await Promise.all(numbers.map((number) => this.#piece(number)))).entries()) {
      const at = numbers[i]! * piece;
      const skip = Math.max(0, begin - at);
      bytes.set(new Uint8Array(part).subarray(skip, Math.max(skip, end - at)), at + skip - begin);
    }
    return columnsOf(new Int8Array(bytes.buffer), first, from, to, perSecond, width);
  }
}
