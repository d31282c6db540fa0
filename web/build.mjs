// Writes the offline page: compiles the Python side with the Python that the page runs, bundles the scripts, packs both
// into one HTML file, and names the hash of every script and of the sheet in its policy.  node build.mjs BUILD OUT DIGEST-OF-SOURCES
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { loadPyodide } from "pyodide";

const [folder, out, sources] = process.argv.slice(2);
const site = resolve(folder, "site");
const home = resolve("node_modules/pyodide");

const COMPILE = `
import py_compile, pathlib
kept = []
for path in sorted(pathlib.Path("/site").rglob("*.py")):
    made = str(path) + "c"
    py_compile.compile(str(path), made, dfile=str(path).replace("/site", "/lib/tether-site"), doraise=True,
        optimize=0, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    path.unlink()
    kept.append(made)
len(kept)
`;

async function compiled() {
  const py = await loadPyodide({ indexURL: home });
  py.FS.mkdirTree("/site");
  py.FS.mount(py.FS.filesystems.NODEFS, { root: site }, "/site");
  const count = py.runPython(COMPILE);
  console.log(`compiled ${count} modules with Python ${py.runPython("import sys; sys.version.split()[0]")}`);
}

function files(at) {
  return readdirSync(at, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? files(join(at, entry.name)) : [join(at, entry.name)]));
}

// One archive: the length of its table (4 bytes), the table as JSON (path, size), then the files one after another.
function packed() {
  const paths = files(site);
  const table = Buffer.from(JSON.stringify(paths.map((p) => [relative(site, p).replaceAll("\\", "/"), statSync(p).size])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(table.length);
  return Buffer.concat([length, table, ...paths.map((p) => readFileSync(p))]);
}

async function bundled(entry, more = {}) {
  const made = await build({
    entryPoints: [entry], bundle: true, write: false, minify: true, format: "iife", target: ["chrome109", "firefox115", "safari16.4"],
    charset: "utf8", legalComments: "none", logLevel: "error", ...more,
  });
  return made.outputFiles[0].text;
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const data = (id, bytes) => `<script type="application/octet-stream" id="${id}">${gzipSync(bytes, { level: 9 }).toString("base64")}</script>`;

await compiled();
const main = await bundled("src/main.js");
const worker = await bundled("src/worker.js", {
  external: ["node:*", "ws"], define: { "import.meta.url": '"https://page.invalid/pyodide.asm.mjs"' },
});
const style = (await build({ entryPoints: ["src/style.css"], bundle: true, write: false, minify: true })).outputFiles[0].text.trim();
if (/<\/(script|style)/i.test(main + style)) throw new Error("a script or sheet would end its own element");
const policy = [
  "default-src 'none'", `script-src ${hash(main)} 'wasm-unsafe-eval'`, "worker-src blob:", `style-src ${hash(style)}`,
  "img-src data: blob:", "connect-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-src 'none'", "object-src 'none'",
].join("; ");
const payloads = [
  data("worker-script", Buffer.from(worker)),
  data("python-wasm", readFileSync(join(home, "pyodide.asm.wasm"))),
  data("python-library", readFileSync(join(home, "python_stdlib.zip"))),
  data("python-site", packed()),
  data("solver-wasm", readFileSync(resolve("node_modules/highs/build/highs.wasm"))),
];
const template = readFileSync("src/page.html", "utf8");
const page = template
  .replace("{{policy}}", () => policy)
  .replace("{{sources}}", () => sources)
  .replace("{{style}}", () => style)
  .replace("{{payloads}}", () => payloads.join("\n"))
  .replace("{{main}}", () => main);
writeFileSync(out, page);
for (const [name, text] of [["main", main], ["worker", worker], ["style", style]]) console.log(`${name}: ${text.length.toLocaleString()} characters`);
payloads.forEach((p) => console.log(`${p.slice(0, 64).match(/id="([\w-]+)"/)[1]}: ${p.length.toLocaleString()} characters packed`));
