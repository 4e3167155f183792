// Queries and commands, letter by letter.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "./load.mjs";

let query;
let match;
before(async () => {
  query = await load("library/query.ts");
  ({ match } = await load("palette/match.ts"));
});

test("a facet is a piece of the query that can be added and taken away", () => {
  const { has, term, toggle, whileTyping } = query;
  assert.equal(term("keyword", "Mono Lake"), 'keyword:"Mono Lake"');
  assert.equal(term("camera_model", "EOS"), "camera:EOS");
  const narrowed = toggle("sunset -draft", 'keyword:"Mono Lake"');
  assert.ok(has(narrowed, 'keyword:"Mono Lake"'));
  assert.equal(toggle(narrowed, 'keyword:"Mono Lake"'), "sunset -draft");
  assert.equal(whileTyping("lake sun"), "lake sun*");
  assert.equal(whileTyping("lake or"), "lake or");
  assert.equal(whileTyping("kind:image"), "kind:image");
});

test("a few letters find a command: whole words first, then beginnings of words, never scattered letters", () => {
  const names = ["Add or remove tags. asset tag", "Make the index again from the vault alone. studio rebuild", "Move an asset to the trash. asset delete", "Über alles"];
  const best = (text) => names.map((name) => [match(text, name), name]).filter(([score]) => score > 0).sort((a, b) => b[0] - a[0]).map(([, name]) => name);
  assert.equal(best("tag")[0], names[0]);
  assert.ok(!best("tag").includes(names[2]));
  assert.equal(best("trash")[0], names[2]);
  assert.equal(best("uber")[0], names[3]);
  assert.deepEqual(best("zzz"), []);
  assert.equal(best("").length, 4);
});
