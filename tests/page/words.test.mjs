// The page's messages: every language says everything, with the same arguments.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { argumentsOf, compileMessages, messagesOf, parse, pseudo } from "../../page/build/messages.mjs";

const source = join(dirname(fileURLToPath(import.meta.url)), "../../page/src");
const languages = ["de"];

const format = {
  n: (value) => new Intl.NumberFormat("en").format(value),
  plural: (value, cases) => cases[`=${value}`] ?? cases[new Intl.PluralRules("en").select(value)] ?? cases.other,
  select: (value, cases) => cases[value] ?? cases.other,
};
const compiled = async (messages, change) => {
  const module = await import(`data:text/javascript,${encodeURIComponent(compileMessages(messages, change))}`);
  return (key, values = {}) => (typeof module.default[key] === "string" ? module.default[key] : module.default[key](values, format));
};

test("a message says one and many, nothing, kinds and names", async () => {
  const say = await compiled({
    works: "{count, plural, =0 {no works} one {# work} other {# works}} of {name}",
    kind: "{kind, select, image {Picture} other {File}}",
    braces: "a '{'brace'}' and a '#'",
    code: "`${danger}\\",
  });
  assert.equal(say("works", { count: 0, name: "Ada" }), "no works of Ada");
  assert.equal(say("works", { count: 1, name: "Ada" }), "1 work of Ada");
  assert.equal(say("works", { count: 1234, name: "Ada" }), "1,234 works of Ada");
  assert.equal(say("kind", { kind: "image" }), "Picture");
  assert.equal(say("kind", { kind: "x" }), "File");
  assert.equal(say("braces"), "a {brace} and a #");
});

test("what is not well formed is refused with its place", () => {
  for (const wrong of ["{", "{count, plural, one {#}}", "a } b", "{count, choice, other {#}}", "{a, select, x {y}"]) assert.throws(() => parse(wrong), /at \d+ of: /, wrong);
});

test("an argument is text and never code", async () => {
  const say = await compiled({ greeting: "Hello {name}" });
  assert.equal(say("greeting", { name: "${process.exit(1)}`" }), "Hello ${process.exit(1)}`");
});

test("every language says everything that English says, with the same arguments", async () => {
  const english = await messagesOf("en");
  for (const language of languages) {
    const other = await messagesOf(language);
    assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), language);
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual([...argumentsOf(parse(other[key]))].sort(), [...argumentsOf(parse(text))].sort(), `${language}: ${key}`);
    }
    const equal = Object.keys(english).filter((key) => english[key] === other[key] && /[a-z]{3}.* .*[a-z]{3}/i.test(english[key]));
    assert.deepEqual(equal, [], `${language} still says these in English`);
  }
});

test("no message is said twice in two files, and none is left that nobody says", async () => {
  const files = readdirSync(join(source, "words/en")).map((name) => Object.keys(JSON.parse(readFileSync(join(source, "words/en", name), "utf8"))));
  const all = files.flat();
  assert.equal(new Set(all).size, all.length);
  const read = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? read(join(folder, each.name)) : /\.(svelte|ts)$/.test(each.name) ? [readFileSync(join(folder, each.name), "utf8")] : []));
  const text = read(source).join("\n");
  const prefixes = [...text.matchAll(/say\(`([\w.-]+)\$\{/g), ...text.matchAll(/sayNamed\("([\w-]+)"/g)].map((found) => found[1].replace(/\.?$/, "."));
  const unsaid = all.filter((key) => !text.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(unsaid, []);
});

test("the pseudo language marks every message and keeps its arguments", async () => {
  const say = await compiled({ works: "{count, plural, one {# work} other {# works}}", plain: "Library" }, pseudo);
  assert.match(say("plain"), /^⟦.+⟧$/);
  assert.notEqual(say("plain"), "⟦Library⟧");
  assert.match(say("works", { count: 5 }), /^⟦5 .+⟧$/);
});
