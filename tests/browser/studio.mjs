// A studio of its own for each test file, the real program in front of it, and a browser that notes what it should not see.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const atelier = resolve(root, process.env.ATELIER ?? "build/release/atelier");
// While the page is being changed, it is served from where it was just built.
const pageFolder = process.env.ATELIER_PAGE ? ["--page", process.env.ATELIER_PAGE] : [];
export const password = "a quiet morning";

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** The program on a fresh studio; `samples` imports the sample set, without what the machine may lack. */
export class Studio {
  static async start({ samples = true, ready = true } = {}) {
    assert.ok(existsSync(atelier), `${atelier} is not there; build it first`);
    const studio = new Studio();
    studio.folder = mkdtempSync(join(tmpdir(), "atelier-browser-"));
    studio.run("init");
    if (samples) {
      const originals = join(studio.folder, "originals");
      mkdirSync(originals);
      execFileSync(join(root, "samples/make"), [originals]);
      studio.run("import", originals, "--collection", "Samples");
    }
    studio.port = await freePort();
    await studio.serve();
    if (ready) await studio.setUp();
    return studio;
  }

  run(...words) {
    return execFileSync(atelier, ["--studio", join(this.folder, "studio"), ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  }

  async serve() {
    this.process = spawn(atelier, ["--studio", join(this.folder, "studio"), "serve", "--listen", `127.0.0.1:${this.port}`, ...pageFolder], { stdio: ["ignore", "pipe", "pipe"] });
    let told = "";
    this.link = await new Promise((done, fail) => {
      const read = (piece) => {
        told += piece;
        const found = /https?:\/\/\S+/.exec(told);
        if (found) done(found[0]);
      };
      this.process.stdout.on("data", read);
      this.process.stderr.on("data", read);
      this.process.once("exit", (code) => fail(new Error(`serve ended with ${code}: ${told}`)));
    });
  }

  async halt(signal = "SIGTERM") {
    const gone = new Promise((done) => this.process.once("exit", done));
    this.process.kill(signal);
    await gone;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async call(method, path, { body, cookie = this.cookie } = {}) {
    const headers = { Origin: this.url, ...(cookie ? { Cookie: cookie } : {}), ...(body ? { "Content-Type": "application/json" } : {}) };
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, headers: response.headers, body: response.status === 204 ? {} : await response.json() };
  }

  /** Makes the owner over the API, so that a test can begin in the library. */
  async setUp() {
    const code = decodeURIComponent(new URL(this.link).hash.slice("#code=".length));
    const answer = await this.call("POST", "/setup", { body: { code, name: "Ada", password } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    this.cookie = answer.headers.get("set-cookie").split(";")[0];
  }

  async stop() {
    if (this.process.exitCode === null) await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
export const browser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

/** A page, signed in if the studio has an owner. `page.wrongs` gathers violations of policy, errors and dialogs. */
export async function openPage(running, studio, { width = 1280, height = 800, scheme = "light", signedIn = true } = {}) {
  const context = await running.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce" });
  if (signedIn && studio.cookie) {
    const [name, ...value] = studio.cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url: studio.url }]);
  }
  const page = await context.newPage();
  page.wrongs = [];
  page.on("pageerror", (error) => page.wrongs.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { page.wrongs.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.exposeFunction("noteViolation", (text) => page.wrongs.push(`policy: ${text}`));
  await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => window.noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)));
  page.setDefaultTimeout(10_000);
  return page;
}

export async function openLibrary(running, studio, options) {
  const page = await openPage(running, studio, options);
  await page.goto(studio.url);
  await page.getByRole("heading", { name: "Library" }).waitFor();
  return page;
}

/** Drops files as a hand would; bytes are made in the page, which gets only names and texts. */
export function drop(page, files) {
  return page.evaluate((all) => {
    const transfer = new DataTransfer();
    for (const { name, text, size } of all) {
      const body = size ? new Uint8Array(size).map((_, i) => (i * 7919) % 251) : text;
      transfer.items.add(new File([body], name, { lastModified: 1 }));
    }
    document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer: transfer, bubbles: true }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
}
