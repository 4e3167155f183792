// Bundles the page: node build.mjs OUT. Writes OUT/index.html and OUT/page/*, whose names carry a hash of their content.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { messages } from "./build/messages.mjs";
import { svelte } from "./build/svelte.mjs";
import { world } from "./build/world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? "../build/page");

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: join(out, "page"),
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/page",
  conditions: ["svelte", "browser", "production"],
  mainFields: ["svelte", "browser", "module", "main"],
  metafile: true,
  logLevel: "warning",
  legalComments: "none",
};

/** Where esbuild put an entry, as an address of the page. */
function addressOf(result, entry, kind = "js") {
  for (const [file, made] of Object.entries(result.metafile.outputs)) {
    if (made.entryPoint !== entry) continue;
    const found = kind === "css" ? made.cssBundle : file;
    if (found) return `/page/${found.split("/").at(-1)}`;
  }
  throw new Error(`${entry} was not built`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "page"), { recursive: true });

// What runs beside the page, or before it, is built first: the page names it.
const before = await esbuild.build({ ...shared, format: "iife", entryPoints: ["src/first.ts", "src/intake/digest.worker.ts"] });
const result = await esbuild.build({
  ...shared,
  entryPoints: ["src/main.ts"],
  splitting: true,
  define: { DIGEST_WORKER: JSON.stringify(addressOf(before, "src/intake/digest.worker.ts")) },
  loader: { ".svg": "file" },
  plugins: [messages, svelte, world],
});

// Views that are loaded later bring their styles in their scripts.
const style = addressOf(result, "src/main.ts", "css");
for (const name of readdirSync(join(out, "page"))) if (name.endsWith(".css") && `/page/${name}` !== style) rmSync(join(out, "page", name));

const index = readFileSync(join(here, "index.html"), "utf8")
  .replace("{first}", addressOf(before, "src/first.ts"))
  .replace("{script}", addressOf(result, "src/main.ts"))
  .replace("{style}", style);
writeFileSync(join(out, "index.html"), index);
writeFileSync(join(out, "icon.svg"), readFileSync(join(here, "icon.svg")));
if (process.env.METAFILE) writeFileSync(process.env.METAFILE, JSON.stringify(result.metafile));
