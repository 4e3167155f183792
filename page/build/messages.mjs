// Compiles src/words/en/*.json and those of other languages, messages in the style of ICU MessageFormat, to modules of texts and small functions:
//   "{count, plural, =0 {nothing} one {# work} other {# works}}"   "{kind, select, image {Picture} other {File}}"   "{name}"
// "words:pseudo" is English with marks: what shows without them was never made translatable.

import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Text to a tree: strings, {name}, {name, plural|select, cases}, and "#" inside of a plural. */
export function parse(source) {
  let at = 0;
  const fail = (what) => { throw new Error(`${what} at ${at} of: ${source}`); };
  const word = () => {
    const found = /^\s*([\w=]+)\s*/.exec(source.slice(at));
    if (!found) fail("A name is missing");
    at += found[0].length;
    return found[1];
  };
  const expect = (sign) => {
    if (source[at] !== sign) fail(`"${sign}" is missing`);
    at += 1;
  };
  const sequence = (inside, counted) => {
    const parts = [];
    let text = "";
    const flush = () => { if (text) parts.push(text); text = ""; };
    for (;;) {
      const sign = source[at];
      if (sign === undefined) { if (inside) fail("A brace is not closed"); break; }
      if (sign === "}") { if (!inside) fail("A brace too many"); break; }
      at += 1;
      if (sign === "'" && (source[at] === "{" || source[at] === "}" || source[at] === "#")) { text += source[at]; at += 1; expect("'"); }
      else if (sign === "{") { flush(); parts.push(argument()); }
      else if (sign === "#" && counted) { flush(); parts.push({ count: true, name: counted }); }
      else text += sign;
    }
    flush();
    return parts;
  };
  const argument = () => {
    const name = word();
    if (source[at] === "}") { at += 1; return { name }; }
    expect(",");
    const type = word();
    if (type !== "plural" && type !== "select") fail(`There is no "${type}"`);
    expect(",");
    const cases = {};
    while (/^\s*[\w=]/.test(source.slice(at))) {
      const key = word();
      expect("{");
      cases[key] = sequence(true, type === "plural" ? name : undefined);
      expect("}");
    }
    at += /^\s*/.exec(source.slice(at))[0].length;
    if (!cases.other) fail(`The case "other" is missing`);
    expect("}");
    return { name, type, cases };
  };
  return sequence(false);
}

/** Names of the arguments of a message, each once. */
export function argumentsOf(tree, found = new Set()) {
  for (const part of tree) {
    if (typeof part === "string") continue;
    found.add(part.name);
    for (const inner of Object.values(part.cases ?? {})) argumentsOf(inner, found);
  }
  return found;
}

const literal = (text) => text.replace(/[`\\]|\$\{/g, "\\$&");

/** A tree as the inside of a template literal; `a` are the arguments, `f` formats. */
function template(tree) {
  return tree.map((part) => {
    if (typeof part === "string") return literal(part);
    if (part.count) return `\${f.n(a.${part.name})}`;
    if (!part.type) return `\${a.${part.name}}`;
    const cases = Object.entries(part.cases).map(([key, inner]) => `${JSON.stringify(key)}:\`${template(inner)}\``).join(",");
    return `\${f.${part.type}(a.${part.name},{${cases}})}`;
  }).join("");
}

export function compileMessages(messages, change = (tree) => tree) {
  const entries = Object.entries(messages).map(([key, text]) => {
    const tree = change(parse(text));
    const code = tree.every((part) => typeof part === "string") ? JSON.stringify(tree.join("")) : `(a,f)=>\`${template(tree)}\``;
    return `${JSON.stringify(key)}:${code}`;
  });
  return `export default {${entries.join(",\n")}};`;
}

const marked = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", c: "ç", A: "Á", E: "É", O: "Ó", S: "Š", s: "š" };

/** About a third longer, as translations are, and between brackets. */
export function pseudo(tree) {
  const dress = (parts) => parts.map((part) => {
    if (typeof part === "string") return part.replace(/[a-z]/gi, (letter) => marked[letter] ?? letter).replace(/(\p{L}{4,})/gu, "$1~");
    return part.cases ? { ...part, cases: Object.fromEntries(Object.entries(part.cases).map(([key, inner]) => [key, dress(inner)])) } : part;
  });
  return ["⟦", ...dress(tree), "⟧"];
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "../src/words");

/** All messages of a language, from its files. */
export async function messagesOf(language) {
  const names = (await readdir(join(folder, language))).sort();
  const files = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, language, name), "utf8"))));
  return Object.assign({}, ...files);
}

export const messages = {
  name: "messages",
  setup(build) {
    build.onLoad({ filter: /src\/words\/\w+\/\w+\.json$/ }, async ({ path }) => ({ contents: compileMessages(JSON.parse(await readFile(path, "utf8"))), loader: "js" }));
    build.onResolve({ filter: /^words:pseudo$/ }, () => ({ path: "pseudo", namespace: "words" }));
    build.onLoad({ filter: /.*/, namespace: "words" }, async () => ({ contents: compileMessages(await messagesOf("en"), pseudo), loader: "js" }));
  },
};
