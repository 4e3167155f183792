// What the page costs with a large library: node bench/page/measure.mjs LINK [MONTH], where LINK is what `atelier serve` printed.
// Prints the time to the first view, the work of scripts for each frame while scrolling and while dragging the ruler, the longest
// task while a large MONTH (2013-05) opens, and the heap afterwards. Needs Chromium and the packages of tests/browser.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tests = join(dirname(fileURLToPath(import.meta.url)), "../../tests/browser/package.json");
const { chromium } = createRequire(tests)("playwright-core");
const link = process.argv[2];
if (!link) {
  console.error("node bench/page/measure.mjs http://127.0.0.1:7717/#code=...");
  process.exit(2);
}

const percentile = (numbers, part) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))] ?? 0;
const milliseconds = (number) => `${number.toFixed(1)} ms`;

/** What runs as script on the page's own thread. */
const scripts = new Set(["FireAnimationFrame", "EventDispatch", "FunctionCall", "TimerFire", "RunMicrotasks", "EvaluateScript", "v8.callFunction", "XHRReadyStateChange", "FireIdleCallback"]);

/** Runs `work` under the browser's own tracing: script time per frame, and the longest task. */
async function traced(session, work) {
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "toplevel", "v8"] } });
  await work();
  const over = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await over;
  session.removeAllListeners("Tracing.dataCollected");
  const main = busiest(events.filter((each) => each.name === "FireAnimationFrame"));
  const mine = events.filter((each) => `${each.pid}:${each.tid}` === main && each.ph === "X");
  const frames = events.filter((each) => `${each.pid}:${each.tid}` === main && each.name === "FireAnimationFrame").map((each) => each.ts).sort((a, b) => a - b);
  const spent = new Map();
  let end = 0;
  for (const each of mine.filter((event) => scripts.has(event.name)).sort((a, b) => a.ts - b.ts)) {
    const from = Math.max(each.ts, end);  // what is inside of another counts once
    const to = each.ts + (each.dur ?? 0);
    if (to <= from) continue;
    end = to;
    const frame = lastNotAfter(frames, from);
    // By the thread's own clock: what other programs take from it is not the page's doing.
    spent.set(frame, (spent.get(frame) ?? 0) + (each.tdur ?? to - from) / 1000);
  }
  const perFrame = frames.map((_, i) => spent.get(i) ?? 0);
  const tasks = mine.filter((each) => each.name === "RunTask" || each.name === "ThreadControllerImpl::RunTask").map((each) => (each.tdur ?? each.dur ?? 0) / 1000);
  return { frames: perFrame.length, p50: percentile(perFrame, 0.5), p99: percentile(perFrame, 0.99), most: Math.max(0, ...perFrame), longest: Math.max(0, ...tasks) };
}

function busiest(events) {
  const counts = new Map();
  for (const each of events) counts.set(`${each.pid}:${each.tid}`, (counts.get(`${each.pid}:${each.tid}`) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function lastNotAfter(numbers, value) {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const say = (name, { frames, p50, p99, most, longest }) =>
  console.log(`${name}: ${frames} frames, script per frame p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, most ${milliseconds(most)}; longest task ${milliseconds(longest)}`);

async function signIn(page) {
  await page.goto(link);
  await page.waitForSelector("h1");
  await page.waitForTimeout(500);
  if (await page.getByRole("heading", { name: "Sign in" }).count()) {
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Password", { exact: true }).fill("a quiet morning");
    await page.getByRole("button", { name: "Sign in" }).click();
  } else if (await page.getByRole("heading", { name: "Welcome" }).count()) {
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("A password").fill("a quiet morning");
    await page.getByRole("button", { name: "Open the studio" }).click();
  }
  await page.getByRole("heading", { name: "Library" }).waitFor();
}

/** From the address to works that are seen. */
async function firstView(page) {
  await page.goto(new URL("/", link).href, { waitUntil: "commit" });
  return page.evaluate(() => new Promise((done) => {
    const look = () => (document.querySelectorAll("[data-index]").length > 5 ? done(performance.now()) : requestAnimationFrame(look));
    look();
  }));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"] });
const page = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
await signIn(page);
await page.waitForFunction(() => document.querySelector(".tally")?.textContent);
const total = await page.locator(".tally").textContent();
console.log(`${total}, ${await page.evaluate(() => navigator.userAgent.match(/Chrome\/\S+/)[0])}`);

const views = [];
for (let i = 0; i < 5; i += 1) views.push(await firstView(page));
console.log(`first view: ${views.map((each) => milliseconds(each)).join(", ")}`);

const session = await page.context().newCDPSession(page);
await page.waitForTimeout(1500);
for (const step of [120, 400]) {
  say(`scrolling ${step} pixels a frame`, await traced(session, async () => {
    await page.mouse.move(900, 600);
    for (let i = 0; i < 300; i += 1) {
      await page.mouse.wheel(0, step);
      await page.waitForTimeout(16);
    }
  }));
  await page.waitForTimeout(1000);
}

const ruler = await page.getByRole("slider", { name: "Timeline" }).boundingBox();
const at = (part) => ruler.y + 2 + part * (ruler.height - 4);
say("dragging the ruler", await traced(session, async () => {
  await page.mouse.move(ruler.x + 20, at(0));
  await page.mouse.down();
  for (let i = 0; i <= 300; i += 1) {
    await page.mouse.move(ruler.x + 20, at(0.5 - 0.5 * Math.cos((i / 300) * 4 * Math.PI)));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}));

const reached = [];
for (let i = 0; i < 25; i += 1) {
  const started = Date.now();
  await page.mouse.click(ruler.x + 20, at((i * 0.618) % 1));
  await page.waitForTimeout(30);
  await page.waitForFunction(() => document.querySelectorAll("[data-index]").length > 5 && [...document.querySelectorAll("[data-index]")].some((each) => { const box = each.getBoundingClientRect(); return box.bottom > 100 && box.top < innerHeight; }));
  reached.push(Date.now() - started);
}
console.log(`25 places of the timeline, each seen after: median ${percentile(reached, 0.5)} ms, longest ${Math.max(...reached)} ms`);

const month = process.argv[3];
if (month) {
  // Where its first and its last works stand on the ruler.
  const [from, to, count] = await page.evaluate(async (wanted) => {
    const { buckets, total } = await (await fetch("/api/v1/timeline")).json();
    const before = buckets.slice(0, buckets.findIndex((each) => each.month === wanted)).reduce((sum, each) => sum + each.count, 0);
    const inside = buckets.filter((each) => each.month === wanted).reduce((sum, each) => sum + each.count, 0);
    return [before / total, (before + inside) / total, inside];
  }, month);
  say(`${month}, ${count} works: opened at ten places and walked through`, await traced(session, async () => {
    for (let i = 0; i < 10; i += 1) {
      await page.mouse.click(ruler.x + 20, at(from + ((to - from) * (i + 0.5)) / 10));
      for (let j = 0; j < 20; j += 1) {
        await page.mouse.wheel(0, 200);
        await page.waitForTimeout(16);
      }
      await page.waitForTimeout(300);
    }
  }));
}

await session.send("HeapProfiler.collectGarbage");
const { usedSize } = await session.send("Runtime.getHeapUsage");
console.log(`heap: ${(usedSize / 2 ** 20).toFixed(1)} MiB; ${await page.locator("[data-index]").count()} works live`);
await browser.close();
