// Narrows assumptions of a run's worlds and counts what is left; asks for nothing, keeps what is believed in the address.
const told = JSON.parse(document.getElementById("data").textContent);
const box = document.getElementById("believe");
const part = (name) => box.querySelector(`[data-part="${name}"]`);
const say = (word, values = {}) => told.words[word].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const number = (value) => value.toLocaleString(document.documentElement.lang || "en");
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const inputs = new Map(told.inputs.map((i) => [i.symbol, { ...i, at: bytes(i.at) }]));
const options = told.options.map((o) => ({ ...o, sides: bytes(o.sides) }));
const worlds = told.points * told.theories.length;
const beliefs = new Map(); // symbol: [low step, high step]
const rows = new Map(); // symbol: its sliders
const LOWER = 0;

function value(input, step) {
  return input.low + (step / told.steps) * (input.high - input.low);
}

function shown(input, step) {
  const at = value(input, step);
  const size = Math.abs(at) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return at.toLocaleString(document.documentElement.lang || "en", size) + (input.unit ? " " + input.unit : "");
}

function narrowed() {
  return [...beliefs].filter(([, [low, high]]) => low > 0 || high < told.steps);
}

function kept() {
  const keep = new Uint8Array(worlds).fill(1);
  for (const [symbol, [low, high]] of narrowed()) {
    const at = inputs.get(symbol).at;
    for (let w = 0; w < worlds; w += 1) {
      const step = at[w % at.length];
      if (step < low || step > high) keep[w] = 0;
    }
  }
  return keep;
}

function counted(keep, sides) {
  return told.theories.map((_, t) => {
    let all = 0, lower = 0;
    for (let w = t * told.points; w < (t + 1) * told.points; w += 1) {
      all += keep[w];
      lower += keep[w] && sides[w] === LOWER ? 1 : 0;
    }
    return [lower, all];
  });
}

function element(name, text = "", more = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, more);
}

const everything = new Uint8Array(worlds).fill(1);
const cells = [];

function table() {
  const head = element("tr");
  head.append(...[say("option"), ...told.theories].map((t) => element("th", t, { scope: "col" })));
  const body = document.createElement("tbody");
  for (const option of options) {
    const row = element("tr");
    row.append(element("th", option.title, { scope: "row" }));
    const before = counted(everything, option.sides);
    cells.push(before.map(([n, m]) => {
      const cell = document.createElement("td"), now = element("span", "", { className: "line" });
      cell.append(now, element("span", say("before", { n: number(n), m: number(m) }), { className: "line" }));
      row.append(cell);
      return now;
    }));
    body.append(row);
  }
  const top = document.createElement("thead");
  top.append(head);
  part("counts").append(top, body);
}

function recount() {
  const keep = kept(), left = keep.reduce((a, b) => a + b, 0);
  options.forEach((option, o) => {
    counted(keep, option.sides).forEach(([n, m], t) => {
      const enough = m >= Math.min(told.least, told.points);
      cells[o][t].textContent = enough ? say("lower", { n: number(n), m: number(m) }) : say("few", { m: number(m) });
    });
  });
  const per = told.theories.map((_, t) => keep.subarray(t * told.points, (t + 1) * told.points).reduce((a, b) => a + b, 0));
  const few = told.theories.filter((_, t) => per[t] < Math.min(told.least, told.points));
  const said = [left ? say("left", { n: number(left), m: number(worlds) }) : say("none")];
  if (left && few.length) said.push(say("fewLeft", { least: told.least, theories: few.join(", ") }));
  part("status").textContent = said.join(" ");
}

function address() {
  const said = narrowed().map(([symbol, [low, high]]) => {
    const input = inputs.get(symbol);
    return [encodeURIComponent(symbol), ...[low, high].map((s) => Number(value(input, s).toPrecision(7)))].join(":");
  });
  if (!said.length && !location.hash.startsWith("#believe=")) return;
  history.replaceState(null, "", said.length ? "#believe=" + said.join(";") : "#belief");
}

let waiting = 0;

function changed() {
  recount();
  clearTimeout(waiting);
  waiting = setTimeout(address, 200); // browsers allow few changes of an address a second
}

function slider(input, side, row) {
  const label = element("label"), bar = document.createElement("input"), out = element("output");
  Object.assign(bar, { type: "range", min: 0, max: told.steps, step: 1 });
  const word = say(side ? "most" : "least");
  bar.setAttribute("aria-label", `${input.meaning}: ${word}`);
  const show = () => {
    const at = beliefs.get(input.symbol)[side];
    bar.value = at;
    out.textContent = shown(input, at);
    bar.setAttribute("aria-valuetext", out.textContent);
  };
  bar.addEventListener("input", () => {
    const range = beliefs.get(input.symbol), at = Number(bar.value);
    range[side] = at;
    range[1 - side] = side ? Math.min(range[0], at) : Math.max(range[1], at);
    row.show.forEach((each) => each());
    changed();
  });
  label.append(element("span", word), bar, out);
  row.show.push(show);
  return label;
}

function add(symbol, range = [0, told.steps]) {
  beliefs.set(symbol, range);
  if (!rows.has(symbol)) {
    const input = inputs.get(symbol), set = element("fieldset"), row = { show: [], set };
    const off = element("button", say("remove"), { type: "button" });
    off.setAttribute("aria-label", `${say("remove")}: ${input.meaning}`);
    off.addEventListener("click", () => remove(symbol));
    set.append(element("legend", `${input.meaning} (${input.label})`), slider(input, 0, row), slider(input, 1, row), off);
    rows.set(symbol, row);
    part("sliders").append(set);
  }
  rows.get(symbol).show.forEach((each) => each());
  choices();
}

function remove(symbol) {
  rows.get(symbol).set.remove();
  rows.delete(symbol);
  beliefs.delete(symbol);
  choices();
  changed();
  part("add").focus();
}

function choices() {
  const open = [...inputs.values()].filter((i) => !beliefs.has(i.symbol));
  part("add").replaceChildren(...open.map((i) => element("option", `${i.meaning} (${i.symbol})`, { value: i.symbol })));
  part("addButton").disabled = !open.length;
}

// What the address says: symbol:low:high, in the assumption's own unit. What this run doesn't have is told.
function fromAddress() {
  if (!location.hash.startsWith("#believe=")) return [];
  const unknown = [];
  for (const one of location.hash.slice(9).split(";").filter(Boolean)) {
    const [name, ...ends] = one.split(":");
    let symbol = name;
    try { symbol = decodeURIComponent(name); } catch { symbol = name; }
    const input = inputs.get(symbol), range = ends.map(Number);
    const steps = input ? range.map((v) => Math.round(((v - input.low) / (input.high - input.low || 1)) * told.steps)) : [];
    const [low, high] = steps.map((s) => Math.min(told.steps, Math.max(0, s)));
    if (ends.length === 2 && low <= high) add(symbol, [low, high]);
    else unknown.push(symbol.slice(0, 60));
  }
  return unknown;
}

function read() {
  const unknown = fromAddress();
  recount();
  if (unknown.length) part("status").textContent += " " + say("unknown", { names: unknown.join(", ") });
}

function save() {
  const author = part("author").value.trim(), reason = part("reason").value.trim();
  const all = narrowed(), held = all.filter(([symbol]) => inputs.get(symbol).file);
  const left = all.filter(([symbol]) => !inputs.get(symbol).file).map(([symbol]) => symbol);
  const leaves = left.length ? " " + say("saveLeaves", { names: left.join(", ") }) : "";
  if (!author || !reason || !held.length) {
    part("saved").textContent = say("saveAsks") + leaves;
    return;
  }
  const lines = ["beliefs:"];
  for (const [symbol, [low, high]] of held) {
    const input = inputs.get(symbol), [a, b] = [low, high].map((s) => Number(value(input, s).toPrecision(7)));
    const middle = Math.min(b, Math.max(a, Number(((a + b) / 2).toPrecision(7))));
    lines.push(`  - symbol: ${symbol}`, "    theories: all", `    low: ${a}`, `    middle: ${middle}`, `    high: ${b}`);
    lines.push(`    author: ${JSON.stringify(author)}`, `    reason: ${JSON.stringify(reason)}`);
  }
  const file = new Blob([lines.join("\n") + "\n"], { type: "text/yaml" });
  element("a", "", { href: URL.createObjectURL(file), download: "worlds.yaml" }).click();
  part("saved").textContent = say("saved", { command: told.command }) + leaves;
}

for (const node of box.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
part("lacking").hidden = !told.lacking;
if (told.without) box.append(element("p", say("room", { n: number(told.without) }), { className: "note" }));
table();
for (const input of told.inputs.slice(0, told.first)) add(input.symbol);
part("addButton").addEventListener("click", () => { add(part("add").value); changed(); });
part("reset").addEventListener("click", () => {
  for (const symbol of beliefs.keys()) add(symbol);
  changed();
});
part("save").addEventListener("click", save);
addEventListener("hashchange", read);
read();
box.hidden = false;
if (location.hash.startsWith("#believe=")) box.scrollIntoView();
