// A module of the page, without a browser.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const page = join(dirname(fileURLToPath(import.meta.url)), "../../page");

export async function load(file) {
  const { build } = createRequire(join(page, "package.json"))("esbuild");
  const { outputFiles } = await build({ entryPoints: [join(page, "src", file)], bundle: true, write: false, format: "esm", platform: "neutral", external: ["words:pseudo"] });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
