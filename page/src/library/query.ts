// The query text, and the pieces of it that a click adds or takes away. Pure.

const fieldOf: Record<string, string> = { camera_model: "camera" };

/** `kind:image`, `keyword:"Mono Lake"`: how a facet's value is written in a query. */
export function term(name: string, text: string): string {
  const plain = text.replaceAll('"', " ").trim();
  return `${fieldOf[name] ?? name}:${/^[\p{L}\p{N}_-]+$/u.test(plain) ? plain : `"${plain}"`}`;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const around = (piece: string) => new RegExp(`(^|\\s)${escape(piece)}(?=\\s|$)`, "iu");

export const has = (query: string, piece: string) => around(piece).test(query);

export function toggle(query: string, piece: string): string {
  if (!has(query, piece)) return `${query} ${piece}`.trim();
  return query.replace(around(piece), " ").replace(/\s+/g, " ").trim();
}

/** While a word is being typed, what begins like it is found, too. */
export function whileTyping(query: string): string {
  return /(^|\s)[\p{L}\p{N}]{2,}$/u.test(query) && !/(^|\s)or$/i.test(query) ? `${query}*` : query;
}
