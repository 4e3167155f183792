// The query text, and the pieces of it that a click adds or takes away. Pure.

const fieldOf = { camera_model: "camera" };

/** `kind:image`, `keyword:"Mono Lake"`: how a facet's value is written in a query. */
export function term(name, value) {
  const text = String(value.label ?? value.value).replaceAll('"', " ").trim();
  return `${fieldOf[name] ?? name}:${/^[\p{L}\p{N}_-]+$/u.test(text) ? text : `"${text}"`}`;
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const around = (piece) => new RegExp(`(^|\\s)${escape(piece)}(?=\\s|$)`, "iu");

export const has = (query, piece) => around(piece).test(query);

export function toggle(query, piece) {
  if (!has(query, piece)) return `${query} ${piece}`.trim();
  return query.replace(around(piece), " ").replace(/\s+/g, " ").trim();
}

/** While a word is being typed, what begins like it is found, too. */
export function whileTyping(query) {
  return /(^|\s)[\p{L}\p{N}]{2,}$/u.test(query) && !/(^|\s)or$/i.test(query) ? `${query}*` : query;
}
