// SHA-256 (FIPS 180-4), piece by piece: the browser's own wants a whole file at once, and a secure connection.

/** Bits of the fractional part of a root of a prime: the constants of the standard are made and not written down. */
function fractions(count: number, root: number): Int32Array {
  const found = new Int32Array(count);
  for (let prime = 2, known = 0; known < count; prime += 1) {
    let divisor = 2;
    while (divisor * divisor <= prime && prime % divisor !== 0) divisor += 1;
    if (divisor * divisor > prime) found[known++] = (prime ** root % 1) * 2 ** 32;
  }
  return found;
}

const k = fractions(64, 1 / 3);
const first = fractions(8, 1 / 2);

const high = (e: number) => ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
const low = (a: number) => ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));

export class Sha256 {
  #state = Int32Array.from(first);
  #words = new Int32Array(64);
  #rest = new Uint8Array(64);
  #waiting = 0;
  #bytes = 0;

  update(bytes: Uint8Array) {
    this.#bytes += bytes.length;
    let at = 0;
    if (this.#waiting > 0) {
      at = Math.min(64 - this.#waiting, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#waiting);
      this.#waiting += at;
      if (this.#waiting < 64) return;
      this.#blocks(this.#rest, 0, 64);
      this.#waiting = 0;
    }
    const whole = at + Math.floor((bytes.length - at) / 64) * 64;
    this.#blocks(bytes, at, whole);
    this.#rest.set(bytes.subarray(whole));
    this.#waiting = bytes.length - whole;
  }

  /** The digest of all that came, in hexadecimal digits. Nothing may come after it. */
  finish(): string {
    const length = this.#bytes;
    const end = new Uint8Array(this.#waiting < 56 ? 64 - this.#waiting : 128 - this.#waiting);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(end.length - 4, (length * 8) >>> 0);
    this.update(end);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #blocks(bytes: Uint8Array, from: number, to: number) {
    const w = this.#words;
    const s = this.#state;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = from; at < to; at += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4);
      for (let i = 16; i < 64; i += 1) {
        const x = w[i - 15]!;
        const y = w[i - 2]!;
        const before = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const after = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16]! + before + w[i - 7]! + after) | 0;
      }
      let a = s[0]!, b = s[1]!, c = s[2]!, d = s[3]!, e = s[4]!, f = s[5]!, g = s[6]!, h = s[7]!;
      // Eight rounds at a time: then nothing has to be handed on from one name to the next.
      for (let i = 0; i < 64; i += 8) {
        h = (h + high(e) + (g ^ (e & (f ^ g))) + k[i]! + w[i]!) | 0; d = (d + h) | 0; h = (h + low(a) + ((a & b) | (c & (a | b)))) | 0;
        g = (g + high(d) + (f ^ (d & (e ^ f))) + k[i + 1]! + w[i + 1]!) | 0; c = (c + g) | 0; g = (g + low(h) + ((h & a) | (b & (h | a)))) | 0;
        f = (f + high(c) + (e ^ (c & (d ^ e))) + k[i + 2]! + w[i + 2]!) | 0; b = (b + f) | 0; f = (f + low(g) + ((g & h) | (a & (g | h)))) | 0;
        e = (e + high(b) + (d ^ (b & (c ^ d))) + k[i + 3]! + w[i + 3]!) | 0; a = (a + e) | 0; e = (e + low(f) + ((f & g) | (h & (f | g)))) | 0;
        d = (d + high(a) + (c ^ (a & (b ^ c))) + k[i + 4]! + w[i + 4]!) | 0; h = (h + d) | 0; d = (d + low(e) + ((e & f) | (g & (e | f)))) | 0;
        c = (c + high(h) + (b ^ (h & (a ^ b))) + k[i + 5]! + w[i + 5]!) | 0; g = (g + c) | 0; c = (c + low(d) + ((d & e) | (f & (d | e)))) | 0;
        b = (b + high(g) + (a ^ (g & (h ^ a))) + k[i + 6]! + w[i + 6]!) | 0; f = (f + b) | 0; b = (b + low(c) + ((c & d) | (e & (c | d)))) | 0;
        a = (a + high(f) + (h ^ (f & (g ^ h))) + k[i + 7]! + w[i + 7]!) | 0; e = (e + a) | 0; a = (a + low(b) + ((b & c) | (d & (b | c)))) | 0;
      }
      s[0] = s[0]! + a; s[1] = s[1]! + b; s[2] = s[2]! + c; s[3] = s[3]! + d;
      s[4] = s[4]! + e; s[5] = s[5]! + f; s[6] = s[6]! + g; s[7] = s[7]! + h;
    }
  }
}
