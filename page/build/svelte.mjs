// Svelte for esbuild: components, and modules whose state is reactive (*.svelte.ts). Styles of components become CSS files.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { transform } from "esbuild";

// The package has its compiler twice: as one file, and as some hundred, which take half a second to find and read.
const { compile, compileModule } = createRequire(import.meta.url)("svelte/compiler");

/** Whose styles are in the first view's style sheet. All others bring their own. */
const first = /\/src\/(shell|design)\/|\/wall\/(Wall|Tile)\.|\/library\/Library\./;

const accepted = new Set([]);  // codes of warnings that may stay; none so far

function complain(file, warnings) {
  const text = warnings.filter((each) => !accepted.has(each.code)).map((each) => ({
    text: `${each.code}: ${each.message}`,
    location: each.start && { file, line: each.start.line, column: each.start.column },
  }));
  return { errors: text };
}

export const svelte = {
  name: "svelte",
  setup(build) {
    const styles = new Map();
    const later = new Set();  // files that are views loaded later
    const source = resolve(build.initialOptions.absWorkingDir, "src");
    const core = resolve(source, "core.ts");
    const adopt = resolve(source, "design/adopt.ts");
    const withCore = (path, contents) => (later.has(path) ? `${contents}\nimport ${JSON.stringify(core)};` : contents);

    build.onResolve({ filter: /^\./ }, async ({ path, kind, pluginData, ...from }) => {
      if (kind !== "dynamic-import" || pluginData?.asked) return undefined;
      const found = await build.resolve(path, { ...from, kind, pluginData: { asked: true } });
      later.add(found.path);
      return found;
    });

    // Half of what tells development from production, without the package's own conditions.
    build.onResolve({ filter: /^esm-env$/ }, () => ({ path: "esm-env", namespace: "esm-env" }));
    build.onLoad({ filter: /.*/, namespace: "esm-env" }, () => ({ contents: "export const DEV = false, BROWSER = true, NODE = false;" }));

    // The runtime's modules do nothing by being there; told so, the bundler leaves out those that nobody calls.
    build.onResolve({ filter: /^(\.|svelte)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData?.asked || !(path.startsWith("svelte") || from.importer.includes("/svelte/src/"))) return undefined;
      const found = await build.resolve(path, { ...from, pluginData: { asked: true } });
      return /\/(flags|disclose-version)/.test(found.path) ? found : { ...found, sideEffects: false };
    });

    build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      try {
        const { js, css, warnings } = compile(source, { filename: path, css: "external", dev: false, runes: true, discloseVersion: false });
        let contents = js.code;
        if (css?.code && !first.test(path)) {
          const { code } = await transform(css.code, { loader: "css", minify: true });
          contents += `\nimport { adopt } from ${JSON.stringify(adopt)};\nadopt(${JSON.stringify(code.trim())});`;
        } else if (css?.code) {
          styles.set(`${path}.css`, css.code);
          contents += `\nimport ${JSON.stringify(`${path}.css`)};`;
        }
        return { contents: withCore(path, contents), loader: "ts", ...complain(path, warnings) };
      } catch (error) {
        return { errors: [{ text: error.message, location: error.start && { file: path, line: error.start.line, column: error.start.column } }] };
      }
    });
    build.onResolve({ filter: /\.svelte\.css$/ }, ({ path }) => ({ path, namespace: "svelte-style" }));
    build.onLoad({ filter: /.*/, namespace: "svelte-style" }, ({ path }) => ({ contents: styles.get(path), loader: "css" }));

    build.onLoad({ filter: /\.svelte\.(ts|js)$/ }, async ({ path }) => {
      // Types go first: the compiler of modules reads JavaScript. The class fields it looks for must stay as they are.
      const plain = await transform(await readFile(path, "utf8"), { loader: "ts", target: "esnext", sourcefile: basename(path), tsconfigRaw: { compilerOptions: { useDefineForClassFields: true, verbatimModuleSyntax: true } } });
      try {
        const { js, warnings } = compileModule(plain.code, { filename: path, dev: false });
        return { contents: withCore(path, js.code), loader: "js", ...complain(path, warnings) };
      } catch (error) {
        return { errors: [{ text: `${path}: ${error.message}` }] };
      }
    });
  },
};
