// Where works stand on the wall, however many there are.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "./load.mjs";

/** The same numbers in every run. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

let Strip;
let pack;
let VirtualScroll;
let longest;
before(async () => {
  ({ Strip, pack } = await load("wall/strip.ts"));
  ({ VirtualScroll, longest } = await load("wall/scroll.ts"));
});

const wall = (width) => ({ width, mode: "wall", row: 200, gap: 6, heading: 44 });
const shapes = (count, random) => Float32Array.from({ length: count }, () => 0.5 + 2.5 * random());

test("rows fill the width exactly, nothing overlaps, and every work has a place", () => {
  const random = dice(1);
  for (const width of [320, 777, 1900]) {
    for (const count of [1, 2, 17, 500]) {
      const rows = pack(shapes(count, random), wall(width), true);
      let seen = 0;
      for (let row = 0; row < rows.tops.length; row += 1) {
        let edge = 0;
        for (let i = rows.firsts[row]; i < rows.firsts[row + 1]; i += 1, seen += 1) {
          assert.ok(rows.lefts[i] >= edge - 0.01, "works stand beside each other");
          edge = rows.lefts[i] + rows.widths[i];
        }
        assert.ok(edge <= width + 0.1, "nothing is cut off");
        if (row < rows.tops.length - 1) {
          assert.ok(Math.abs(edge - width) < 0.1, "a full row fills the width");
          assert.ok(Math.abs(rows.tops[row] + rows.heights[row] + 6 - rows.tops[row + 1]) < 0.1, "rows follow each other");
        }
      }
      assert.equal(seen, count);
    }
  }
});

function stripOf(random, buckets = 40) {
  const list = Array.from({ length: buckets }, (_, i) => ({ month: `20${10 + (i >> 2)}-0${1 + (i % 4 >> 1)}`, count: 1 + Math.floor(random() * 300), after: String(i) }));
  const strip = new Strip(list);
  strip.fit(wall(1200));
  return strip;
}

test("what is between two heights is found, in order and completely, once it is known", () => {
  const random = dice(2);
  const strip = stripOf(random);
  for (let i = 0; i < strip.buckets.length; i += 1) strip.arrive(i, shapes(strip.buckets[i].count, random));
  const found = [];
  strip.between(0, strip.height, (index) => found.push(index), () => assert.fail("all is known"));
  assert.deepEqual(found, Array.from({ length: strip.total }, (_, i) => i));
  for (let i = 0; i < 200; i += 1) {
    const from = random() * strip.height;
    const seen = [];
    strip.between(from, from + 900, (index, bucket, at, box) => {
      seen.push(index);
      assert.ok(box.y < from + 900 && box.y + box.height > from);
      assert.deepEqual(box, strip.boxOf(index));
      assert.equal(strip.firsts[bucket] + at, index);
      assert.equal(strip.indexAt(box.x + box.width / 2, box.y + box.height / 2), index, "a pointer finds what is drawn there");
    }, () => {});
    for (let j = 1; j < seen.length; j += 1) assert.equal(seen[j], seen[j - 1] + 1);
  }
});

test("what is not known has a height near the one it gets, and is named when it is looked at", () => {
  const random = dice(3);
  const strip = stripOf(random);
  const missing = new Set();
  strip.between(0, strip.height, () => assert.fail("nothing is known"), (bucket) => missing.add(bucket));
  assert.equal(missing.size, strip.buckets.length);
  const guess = strip.height;
  let grown = 0;
  for (let i = 0; i < strip.buckets.length; i += 1) grown += strip.arrive(i, Float32Array.from({ length: strip.buckets[i].count }, () => 0.7 + 1.2 * random()));
  assert.ok(Math.abs(strip.height - guess - grown) < 1);
  assert.ok(Math.abs(strip.height - guess) / guess < 0.25, `${strip.height} was guessed as ${guess}`);
});

test("up and down lead to the row beside, also over the heading of a month", () => {
  const random = dice(4);
  const strip = stripOf(random);
  for (let i = 0; i < strip.buckets.length; i += 1) strip.arrive(i, shapes(strip.buckets[i].count, random));
  for (let index = 0; index < strip.total; index += 7) {
    const down = strip.beside(index, 1);
    const here = strip.boxOf(index);
    const there = strip.boxOf(down);
    assert.ok(down === strip.total - 1 || down === index || there.y > here.y, `${index} to ${down}`);
    assert.ok(there.y - here.y < 420, "not more than one row, with a heading between");
  }
  let index = 0;
  for (let steps = 0; index < strip.total - 1; steps += 1) {
    const next = strip.beside(index, 1);
    assert.ok(next > index && steps < strip.total);
    index = next;
  }
});

test("a list has one work to a line", () => {
  const strip = new Strip([{ count: 500 }, { count: 500 }]);
  strip.fit({ width: 800, mode: "list", row: 44, gap: 0, heading: 0 });
  assert.equal(strip.height, 44_000);
  strip.arrive(0, new Float32Array(500).fill(1));
  assert.equal(strip.height, 44_000);
  assert.equal(strip.boxOf(321).y, 321 * 44);
  assert.equal(strip.beside(499, 1), 500);
});

test("beyond what a browser can scroll, the wheel moves by its pixels and the bar in proportion", () => {
  const scroll = new VirtualScroll();
  scroll.resize(60_000_000, 1000);
  assert.equal(scroll.sizer, longest);
  scroll.scrolled(120);
  assert.equal(scroll.position, 120);
  scroll.scrolled(2_000_000);
  assert.ok(Math.abs(scroll.position - 30_000_000) < 200_000, "the middle of the bar is the middle");
  const middle = scroll.position;
  scroll.scrolled(2_000_100);
  assert.equal(scroll.position, middle + 100);
  scroll.scrolled(longest - 1000);
  assert.equal(scroll.position, 60_000_000 - 1000, "the end of the bar is the end");
  scroll.scrolled(0);
  assert.equal(scroll.position, 0);
});

test("every height is reached from the bar, and the bar settles where it belongs", () => {
  const scroll = new VirtualScroll();
  for (const height of [500, 3_000_000, 5_000_000, 48_000_000, 400_000_000]) {
    scroll.resize(height, 900);
    for (let i = 0; i <= 50; i += 1) {
      const position = (i / 50) * scroll.end;
      const real = scroll.toReal(position);
      assert.ok(real >= 0 && real <= Math.max(0, scroll.sizer - 900) + 0.001);
      assert.ok(Math.abs(scroll.toPosition(real) - position) < 0.5, `${height} at ${position}`);
    }
  }
});
