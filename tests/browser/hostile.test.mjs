// Names and titles that would like to be programs stay names and titles.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { browser, openLibrary, Studio } from "./studio.mjs";

const run = "window.struck=1";
const payloads = [
  `<script>${run}</script>`, `"><script>${run}</script>`, `'><script>${run}</script>`, `</title><script>${run}</script>`, `</textarea><script>${run}</script>`,
  `</style><script>${run}</script>`, `<img src=x onerror=${run}>`, `<img src=x onerror="${run}">`, `"><img src=x onerror=${run}>`, `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`, `<svg/onload=${run}>`, `<body onload=${run}>`, `<iframe srcdoc="<script>parent.${run}</script>">`, `<iframe src="javascript:parent.${run}">`,
  `javascript:${run}`, `JaVaScRiPt:${run}`, `java\tscript:${run}`, `data:text/html,<script>parent.${run}</script>`, `<a href="javascript:${run}">x</a>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${run}>`, `<details open ontoggle=${run}>`, `<video><source onerror=${run}>`, `<audio src=x onerror=${run}>`, `<object data="javascript:${run}">`,
  `<embed src="javascript:${run}">`, `<form action="javascript:${run}"><button>x`, `<input autofocus onfocus=${run}>`, `<select autofocus onfocus=${run}>`, `<marquee onstart=${run}>`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`, `<link rel=stylesheet href="data:text/css,*{color:red}">`, `<base href="https://example.com/">`, `<style>@import 'https://example.com/x'</style>`, `<template><script>${run}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`, `<!--><script>${run}</script-->`, `<![CDATA[<script>${run}</script>]]>`, `<xmp><script>${run}</script></xmp>`, `<plaintext><script>${run}`,
  `{{constructor.constructor('${run}')()}}`, `\${${run}}`, `#{${run}}`, `<%= ${run} %>`, `" onmouseover=${run} x="`,
  `' onfocus=${run} autofocus='`, "`onerror=" + run + "`", `\u202e<script>${run}</script>`, `\ufeff<script>${run}</script>`, `&lt;script&gt;${run}&lt;/script&gt;`,
  `__proto__`, `constructor`, `url("x");background:url(//example.com/x)`,
];

// Each in the ways in which markup is most often smuggled past those who look for it.
const wrappings = [(text) => text, (text) => `">${text}`, (text) => `'-->]]>${text}`, (text) => `\u2028${text}\u202e`];
const everything = [...new Set(payloads.flatMap((payload) => wrappings.map((wrap) => wrap(payload))))];

const drawings = [
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" onload="${run}"><script>${run}</script><rect width="64" height="64" fill="#963"/></svg>`,
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><foreignObject width="64" height="64"><body xmlns="http://www.w3.org/1999/xhtml"><script>parent.${run}</script></body></foreignObject></svg>`,
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64"><a xlink:href="javascript:${run}"><text y="30">x</text></a><image href="https://example.com/x.png" width="9" height="9"/></svg>`,
];

let studio;
let running;
before(async () => {
  running = await browser();
  studio = await Studio.start({ samples: false });
});
after(async () => {
  await running?.close();
  await studio?.stop();
});

async function add(name, body) {
  const response = await fetch(`${studio.url}/api/v1/assets?name=${encodeURIComponent(name)}`, { method: "POST", headers: { Cookie: studio.cookie, Origin: studio.url }, body });
  assert.ok([200, 201].includes(response.status), `${name}: ${response.status}`);
  return (await response.json()).id;
}

const fields = ["title", "headline", "description", "alt_text", "creator", "credit", "copyright", "licence", "usage_terms", "city", "country", "person"];

test(`none of ${everything.length} hostile names, titles, tags, collections and searches runs or is taken for markup`, async () => {
  assert.ok(everything.length >= 200);
  const ids = [];
  for (const [index, payload] of everything.entries()) {
    const id = await add(payload, `Text ${index}: ${payload}`);
    ids.push(id);
    const told = await studio.call("PATCH", `/assets/${id}`, { body: { set: Object.fromEntries(fields.map((field) => [field, payload])) } });
    assert.equal(told.status, 200, JSON.stringify(told.body));
    assert.equal((await studio.call("POST", `/assets/${id}/tags`, { body: { tags: [payload] } })).status, 200);
    if (index % 8 === 0) {
      await studio.call("POST", "/collections", { body: { name: payload } });
      await studio.call("POST", `/changes`, { body: { assets: [id], collection: payload } });
      await studio.call("POST", "/searches", { body: { name: payload, query: "text" } });
    }
  }
  for (const [index, drawing] of drawings.entries()) await add(`drawing ${index}.svg`, drawing);

  const page = await openLibrary(running, studio);
  const untouched = async (where) => {
    assert.equal(await page.evaluate(() => window.struck), undefined, where);
    assert.equal(await page.evaluate(() => document.querySelectorAll("script:not([src^='/page/'])").length), 0, where);
    assert.deepEqual(page.wrongs, [], where);
  };
  // All of them go by on the wall and in the list.
  for (const address of ["/", "/?view=list&sort=title"]) {
    await page.goto(studio.url + address);
    await page.getByRole("main").getByText(`${everything.length + drawings.length} works`).waitFor();
    for (let i = 0; i < 40; i += 1) {
      await page.mouse.move(700, 500);
      await page.mouse.wheel(0, 900);
      await page.waitForTimeout(25);
    }
    await page.waitForFunction((last) => document.querySelector(`[data-index="${last}"]`), everything.length + drawings.length - 1);
    await untouched(address);
  }
  const more = page.getByRole("complementary").getByRole("button", { name: / more$/ });
  while ((await more.count()) > 0) await more.first().click();
  for (const address of ["/home", "/collections", `/?q=${encodeURIComponent(everything[0])}`, `/?q=${encodeURIComponent(`tag:"${everything[7]}"`)}`]) {
    await page.goto(studio.url + address);
    await page.waitForTimeout(250);
    await untouched(address);
  }
  // A dozen of them large, with every section open and a field in hand.
  for (let index = 0; index < everything.length; index += Math.ceil(everything.length / 12)) {
    await page.goto(`${studio.url}/asset/${ids[index]}`);
    await page.getByRole("dialog").getByRole("button", { name: "Change: Title" }).waitFor();
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    const title = await page.getByRole("dialog").locator("h2").first().evaluate((each) => each.textContent);
    assert.ok(title.includes(everything[index].trim().slice(0, 12)), `${everything[index]} is shown as ${title}`);
    await page.getByRole("button", { name: "Change: Title" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Title" }).inputValue(), (await studio.call("GET", `/assets/${ids[index]}`)).body.title);
    await untouched(everything[index]);
  }
  await page.context().close();
});

test("the page allows no markup from strings, no other host, and weighs little", async () => {
  const page = await openLibrary(running, studio);
  assert.match(await page.evaluate(() => { try { document.body.innerHTML = "<b>x</b>"; return "done"; } catch (error) { return error.name; } }), /TypeError/);
  page.wrongs.length = 0;
  const seen = await page.evaluate(() => performance.getEntriesByType("resource").map((each) => each.name));
  assert.deepEqual(seen.filter((each) => !each.startsWith(studio.url) && !each.startsWith("data:")), []);
  let weight = 0;
  for (const each of [`${studio.url}/`, ...seen.filter((address) => /\.(js|css|svg)(\?|$)/.test(address))]) weight += gzipSync(await (await fetch(each)).text()).length;
  assert.ok(weight < 60_000, `${weight} bytes`);
  assert.ok(weight > 30_000, "all of it was counted");
  await page.context().close();
});
