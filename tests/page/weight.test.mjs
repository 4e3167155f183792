// What the page weighs, and what it takes to build it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const page = join(dirname(fileURLToPath(import.meta.url)), "../../page");

test("all of the page together stays below 300 kB, compressed", () => {
  const out = mkdtempSync(join(tmpdir(), "atelier-page-"));
  try {
    execFileSync(process.execPath, ["build.mjs", out], { cwd: page });
    const files = readdirSync(join(out, "page")).filter((name) => /\.(js|css)$/.test(name));
    const weight = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(out, "page", name))).length, 0);
    assert.ok(files.length > 10 && weight < 300_000, `${weight} bytes in ${files.length} files`);
    assert.equal(files.filter((name) => name.endsWith(".css")).length, 1, "one style sheet; later views bring their own");
    assert.ok(files.every((name) => /-[A-Z0-9]{8}\.(js|css)$/.test(name)), "each name carries a hash of its content");
    const index = readFileSync(join(out, "index.html"), "utf8");
    assert.doesNotMatch(index, /https?:|\{\w+\}/, "the page names no other host, and every place in it is filled");
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test("it is built from few packages, none of which may run a script, and the lock names no address", () => {
  const { packages } = JSON.parse(readFileSync(join(page, "package-lock.json"), "utf8"));
  const installed = Object.entries(packages).filter(([name, each]) => name && !(each.optional && each.os && !each.os.includes("linux")) && !(each.cpu && !each.cpu.includes("x64")));
  assert.ok(installed.length <= 30, `${installed.length} packages`);
  assert.deepEqual(Object.values(packages).filter((each) => each.resolved), []);
});
