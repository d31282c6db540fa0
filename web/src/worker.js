// The checker: Python in a worker of its own, fed from memory alone. One message in, one message out, both JSON.
import { loadPyodide } from "pyodide/pyodide.mjs";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import loadSolver from "highs";

// Pyodide refuses a classic worker, and Chromium refuses a module worker from a file: a classic one whose importScripts
// throws is taken. Nothing is fetched: what Pyodide asks for is handed over from memory.
self.importScripts = () => {
  throw new TypeError("nothing is loaded from outside");
};
const held = new Map();
self.fetch = async (asked) => {
  const name = String(asked.url ?? asked).split("/").pop();
  if (!held.has(name)) throw new TypeError(`${name}: nothing is loaded from outside`);
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(held.get(name), { headers: { "content-type": type } });
};

const SITE = "/lib/tether-site";
const OPEN = `
import sys, json
sys.path.insert(0, "${SITE}")
from tether.workbench.door import answer
def handle(asked):
    return json.dumps(answer(json.loads(asked)), ensure_ascii=False)
handle
`;
let handle = null;
let solver = null;

// What Python finds as the module tether_highs: a linear program as text in, its status and values out as JSON.
const SOLVER = {
  solve(text, seconds) {
    const found = solver.solve(text, { output_flag: false, time_limit: seconds, mip_rel_gap: 0 });
    const values = Object.entries(found.Columns).map(([name, column]) => [name, column.Primal ?? 0]);
    return JSON.stringify({ status: found.Status, values: Object.fromEntries(values) });
  },
  step(stage, done, of) {
    self.postMessage({ step: [stage, done, of] });
  },
};

function unpack(py, archive) {
  const view = new DataView(archive.buffer, archive.byteOffset);
  const length = view.getUint32(0, true);
  const table = JSON.parse(new TextDecoder().decode(archive.subarray(4, 4 + length)));
  let at = 4 + length;
  const made = new Set();
  for (const [path, size] of table) {
    const full = `${SITE}/${path}`;
    const folder = full.slice(0, full.lastIndexOf("/"));
    if (!made.has(folder)) {
      py.FS.mkdirTree(folder);
      made.add(folder);
    }
    py.FS.writeFile(full, archive.subarray(at, at + size), { canOwn: true });
    at += size;
  }
}

async function start({ wasm, library, site, solver: solverWasm }) {
  held.set("pyodide.asm.wasm", wasm);
  held.set("python_stdlib.zip", library);
  const py = await loadPyodide({
    indexURL: "https://page.invalid/",
    createPyodideModule,
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} },
    packageBaseUrl: "https://page.invalid/",
    env: { HOME: "/home/reader", TETHER_CACHE: "off", PYTHONHASHSEED: "0" },
    stdout: () => {},
    stderr: (line) => console.warn(line),
  });
  held.clear();
  held.set("highs.wasm", solverWasm);
  solver = await loadSolver({ locateFile: (name) => `https://page.invalid/${name}` });
  held.clear();
  py.registerJsModule("tether_highs", SOLVER);
  unpack(py, site);
  handle = py.runPython(OPEN);
}

self.onmessage = async ({ data }) => {
  if (data.start) {
    try {
      await start(data.start);
      self.postMessage({ ready: true });
    } catch (error) {
      self.postMessage({ failed: String(error?.message ?? error).slice(-2000) });
    }
    return;
  }
  try {
    self.postMessage({ id: data.id, answer: handle(data.asked) });
  } catch (error) {
    self.postMessage({ id: data.id, broken: String(error?.message ?? error).slice(-600) });
  }
};
