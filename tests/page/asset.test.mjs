// One work, without a browser: what counts of what is said of it, how near one may look, and which bytes draw a sound.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "./load.mjs";

let fields;
let zoom;
let peaks;
let storyboard;
before(async () => {
  fields = await load("asset/fields.ts");
  zoom = await load("asset/stage/zoom.ts");
  peaks = await load("asset/stage/peaks.ts");
  storyboard = await load("asset/stage/storyboard.ts");
});

const said = (name, value, origin) => ({ name, value, origin, source: "" });

test("a person's word counts before a program's, and that before the camera's; the others are kept", () => {
  const all = [said("title", "IMG_1", "camera"), said("title", "A bird", "model"), said("title", "Wren", "person"), said("keyword", "bird", "file"), said("keyword", "wren", "person"), said("creator", "Ada", "file"), said("creator", "Grace", "file")];
  const title = fields.known(all, "title");
  assert.equal(title.value, "Wren");
  assert.deepEqual(title.others.map((each) => each.value), ["A bird", "IMG_1"]);
  assert.deepEqual(fields.values(all, "keyword"), ["bird", "wren"]);
  assert.deepEqual(fields.values(all, "creator"), ["Ada", "Grace"]);
  assert.equal(fields.ownWord(all, "creator"), undefined);
});

test("a place is one only if both of its numbers are on the globe", () => {
  const at = (latitude, longitude) => fields.pointOf([said("latitude", latitude, "camera"), ...(longitude ? [said("longitude", longitude, "camera")] : [])]);
  assert.deepEqual(at("35.6", "139.7"), { latitude: 35.6, longitude: 139.7 });
  assert.equal(at("35.6"), undefined);
  assert.equal(at("91", "0"), undefined);
  assert.equal(at("north", "0"), undefined);
});

test("a picture fits its frame, stays under the finger while it grows, and is never lost beyond an edge", () => {
  const frame = { width: 800, height: 600 };
  const fitted = zoom.fit({ width: 4000, height: 2000 }, frame);
  assert.deepEqual(fitted, { width: 800, height: 400 });
  assert.deepEqual(zoom.fit({ width: 40, height: 20 }, frame), { width: 40, height: 20 });
  const most = zoom.mostOf({ width: 4000, height: 2000 }, fitted);
  const near = zoom.zoomed(zoom.whole, 3, { x: 100, y: 50 }, fitted, frame, most);
  assert.deepEqual(near, { scale: 3, x: -200, y: -100 });
  const far = zoom.held({ ...near, x: 9999, y: 9999 }, fitted, frame, most);
  assert.deepEqual(far, { scale: 3, x: 800, y: 300 });
  assert.deepEqual(zoom.zoomed(near, 0.01, { x: 5, y: 5 }, fitted, frame, most), zoom.whole);
});

/** A file of peaks as the format describes it: two levels, of which the peaks count up. */
function file() {
  const levels = [{ offset: 100, peaks: 32, framesPerPeak: 256 }, { offset: 80, peaks: 2, framesPerPeak: 4096 }];
  const buffer = new ArrayBuffer(164);
  const view = new DataView(buffer);
  [..."ATLPEAKS"].forEach((letter, i) => view.setUint8(i, letter.charCodeAt(0)));
  view.setUint32(8, 1, true);
  view.setUint32(12, 8192, true);
  view.setBigUint64(16, 8192n, true);
  view.setUint32(24, 2, true);
  levels.forEach((each, i) => {
    view.setBigUint64(32 + 24 * i, BigInt(each.offset), true);
    view.setBigUint64(40 + 24 * i, BigInt(each.peaks), true);
    view.setUint32(48 + 24 * i, each.framesPerPeak, true);
  });
  for (let peak = 0; peak < 32; peak += 1) { view.setInt8(100 + 2 * peak, -4 * peak); view.setInt8(101 + 2 * peak, 3 * peak); }
  return { buffer, levels };
}

test("the head of a file of peaks says which level draws which stretch", () => {
  const { buffer, levels } = file();
  const head = peaks.headOf(buffer);
  assert.deepEqual(head, { rate: 8192, seconds: 1, levels });
  assert.equal(peaks.levelFor(head, 0, 1, 2).framesPerPeak, 4096);
  assert.equal(peaks.levelFor(head, 0, 1, 30).framesPerPeak, 256);
  assert.equal(peaks.levelFor(head, 0, 0.01, 1000).framesPerPeak, 256);
  assert.throws(() => peaks.headOf(new ArrayBuffer(200)));
});

test("each column of a drawing has the lowest and the highest of its stretch", () => {
  const bytes = new Int8Array(file().buffer, 100, 64);
  const { low, high } = peaks.columnsOf(bytes, 0, 0, 1, 32, 4);
  assert.deepEqual([...high].map((each) => Math.round(each * 127)), [21, 45, 69, 93]);
  assert.deepEqual([...low].map((each) => Math.round(each * 128)), [-28, -60, -92, -124]);
});

test("a sound is read in pieces, and a piece that is there is not asked for again", async () => {
  const { buffer } = file();
  const asked = [];
  globalThis.fetch = async (path, { headers }) => {
    asked.push(headers.Range);
    return asked.length === 1 ? new Response('{"done":0.5}', { status: 202, headers: { "Retry-After": "0.5" } }) : new Response(buffer, { status: 206 });
  };
  const heard = [];
  const opened = await peaks.Peaks.open("/peaks", new AbortController().signal, (done) => heard.push(done));
  const { high } = await opened.read(0.5, 1, 16);
  assert.deepEqual(heard, [0.5]);
  assert.deepEqual(asked, ["bytes=0-65535", "bytes=0-65535"]);
  assert.equal(Math.round(high[15] * 127), 93);
});

test("a moment of a film has its place on the sheet, and the last picture stands for what is behind it", () => {
  const board = { columns: 3, rows: 2, tiles: 5, interval_ms: 2000, width: 160, height: 90 };
  assert.deepEqual(storyboard.tileAt(board, 0), { x: 0, y: 0 });
  assert.deepEqual(storyboard.tileAt(board, 6.5), { x: 0, y: 90 });
  assert.deepEqual(storyboard.tileAt(board, 99), { x: 160, y: 90 });
});
