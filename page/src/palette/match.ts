// How well a few letters fit a name: 0 is not at all. Letters must come in order; those that begin a word, or follow each other,
// count more. Pure.

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function match(wanted: string, name: string): number {
  const letters = plain(wanted).replace(/\s+/g, "");
  const text = plain(name);
  if (letters === "") return 1;
  const whole = text.indexOf(plain(wanted).trim());
  if (whole >= 0) return 1000 - Math.min(500, whole) + (whole === 0 || text[whole - 1] === " " ? 400 : 0);
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    // The beginning of a later word is a better place than the middle of this one.
    let next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    if (next !== at + 1 && text[next - 1] !== " ") {
      const word = text.indexOf(` ${letter}`, at);
      if (word >= 0) next = word + 1;
    }
    score += next === at + 1 ? 8 : next === 0 || text[next - 1] === " " ? 6 : 1;
    at = next;
  }
  return score / letters.length > 5 ? score : 0;
}
