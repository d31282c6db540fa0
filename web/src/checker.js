// The page's side of the worker: hands over what it runs on, then asks and is answered, one request after another.

async function bytes(id) {
  const text = document.getElementById(id).textContent;
  const raw = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Checker {
  constructor() {
    this.waiting = new Map();
    this.number = 0;
    this.step = null; // called with (stage, done, of) while a long request is under way
    this.ready = this.#start();
  }

  async #start() {
    const [script, wasm, library, site, solver] = await Promise.all(
      ["worker-script", "python-wasm", "python-library", "python-site", "solver-wasm"].map(bytes),
    );
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.worker = new Worker(address);
    await new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.failed)));
      this.worker.onerror = (event) => reject(new Error(event.message || "the worker could not start"));
      const parts = { wasm, library, site, solver };
      this.worker.postMessage({ start: parts }, Object.values(parts).map((part) => part.buffer));
    });
    URL.revokeObjectURL(address);
    this.worker.onmessage = ({ data }) => this.#told(data);
  }

  #told({ id, answer, broken, step }) {
    if (step) return this.step?.(...step);
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(answer === undefined ? { ok: false, kind: "machine", error: broken, problems: [] } : JSON.parse(answer));
  }

  // A worker that knows nothing of what the last one was told; call it when that one is ended.
  anew() {
    return new Checker();
  }

  async ask(request) {
    await this.ready;
    const id = ++this.number;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, asked: JSON.stringify(request) });
    });
  }
}
