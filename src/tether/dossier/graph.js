// Draws the patron graph of any month: patrons above, armed groups below, an arrow for each claim that stands then.
const data = JSON.parse(document.getElementById("data").textContent);
const NS = "http://www.w3.org/2000/svg";
const WIDTH = 1040, MOST_IN_A_ROW = 8;
const WORDS = {
  patronage: "patronage →", command: "command →", composition: "made of ⇢", alliance: "alignment – –", rivalry: "rivalry ···",
};
const svg = document.getElementById("drawing");
const slider = document.getElementById("slider");
const kinds = document.getElementById("kinds");
const table = document.querySelector("#edges table");
let chosen = null;

function make(tag, attributes, parent) {
  const element = document.createElementNS(NS, tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  parent.append(element);
  return element;
}

// A name in at most three lines of nineteen letters.
function lines(name) {
  const out = [""];
  for (const word of name.split(" ")) {
    if ((out.at(-1) + " " + word).length > 19 && out.at(-1)) out.push(word);
    else out[out.length - 1] = (out.at(-1) + " " + word).trim();
  }
  return out.slice(0, 3);
}

// Give each living node its place; return the height of the drawing.
function place(alive) {
  const rows = {};
  for (const id of alive) (rows[data.nodes[id].row] ??= []).push(data.nodes[id]);
  let y = 44;
  for (const row of Object.keys(rows).map(Number).sort((a, b) => a - b)) {
    const members = rows[row].sort((a, b) => a.order - b.order);
    const parts = Math.ceil(members.length / MOST_IN_A_ROW);
    for (let p = 0; p < parts; p++) {
      const part = members.filter((_, i) => i % parts === p);
      part.forEach((node, i) => {
        node.x = (WIDTH * (i + 0.5)) / part.length + (parts > 1 && p % 2 ? 20 : 0);
        node.y = y;
      });
      y += parts > 1 && p < parts - 1 ? 74 : 112;
    }
  }
  return y - 50;
}

function arrowheads() {
  const defs = make("defs", {}, svg);
  for (const kind of data.kinds) {
    const size = { viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: "userSpaceOnUse", orient: "auto" };
    make("path", { d: "M0 0L8 4L0 8z", class: kind, fill: "context-stroke" }, make("marker", { id: "m-" + kind, ...size }, defs));
  }
}

function edge(e, dim) {
  const a = data.nodes[e.a], b = data.nodes[e.b];
  const up = b.y < a.y, level = a.y === b.y;
  const start = a.y + (up || level ? -20 : 20), end = b.y + (up ? 20 : -20);
  const middle = level ? a.y - 70 : (start + end) / 2;
  const bend = ((e.n % 5) - 2) * 9;
  const path = make("path", {
    d: `M${a.x + bend} ${start}C${a.x + bend} ${middle} ${b.x + bend} ${middle} ${b.x + bend} ${end}`,
    fill: "none",
    "stroke-width": (1 + 3.2 * (e.v ?? 0.3)).toFixed(1),
    class: `edge ${e.kind}${e.seen ? "" : " recalled-edge"}${dim ? " dim" : ""}`,
    "marker-end": e.kind === "alliance" || e.kind === "rivalry" ? "" : `url(#m-${e.kind})`,
  }, svg);
  make("title", {}, path).textContent = `${a.name} ${e.predicate} ${b.name}${e.v == null ? "" : " " + e.v} (${e.source})`;
}

function node(id, dim) {
  const n = data.nodes[id], said = lines(n.name);
  const group = make("g", {
    class: `node${dim ? " dim" : ""}${id === chosen ? " on" : ""}`,
    tabindex: 0, role: "button", "aria-label": said.join(" ") === n.name ? n.name : `${said.join(" ")}: ${n.name}`, transform: `translate(${n.x} ${n.y})`,
  }, svg);
  const width = Math.max(...said.map((l) => l.length)) * 6.5 + 14;
  const round = ["group", "umbrella", "unit"].includes(n.kind) ? 9 : 1;
  make("rect", { x: -width / 2, y: -9 - 7 * said.length, width, height: 10 + 14 * said.length, rx: round }, group);
  said.forEach((line, i) => {
    make("text", { "text-anchor": "middle", y: 4 + 14 * (i - (said.length - 1) / 2) }, group).textContent = i < said.length - 1 ? `${line} ` : line;
  });
  make("title", {}, group).textContent = n.name + (n.name_ar ? " · " + n.name_ar : "") + " · " + n.kind;
  const pick = () => { chosen = chosen === id ? null : id; draw(); };
  group.addEventListener("click", pick);
  group.addEventListener("keydown", (key) => {
    if (key.key === "Enter" || key.key === " ") { key.preventDefault(); pick(); }
  });
}

function words(e) {
  const strength = e.v == null ? "not said" : `${e.v} (${e.lo}–${e.hi}), ${e.basis}`;
  const cite = e.cite + (e.seen ? "" : " – recalled");
  return [data.nodes[e.a].name, e.predicate, data.nodes[e.b].name, strength, e.kinds, e.from, e.to || "no end known", cite];
}

function list(edges, month) {
  table.caption.textContent = `Those that stand in ${month}.`;
  table.tBodies[0].replaceChildren(...edges.map((e) => {
    const row = document.createElement("tr");
    words(e).forEach((text, i) => {
      const cell = document.createElement(i ? "td" : "th");
      cell.dir = "auto";
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  }));
}

function draw() {
  const month = data.months[slider.value];
  const shown = new Set([...kinds.querySelectorAll("input:checked")].map((box) => box.value));
  document.getElementById("when").textContent = month;
  history.replaceState(null, "", "#month=" + month + (chosen ? "&actor=" + chosen : ""));
  const edges = data.edges.filter((e) => shown.has(e.kind) && e.from <= month && (!e.to || e.to >= month));
  const of = (e) => e.a === chosen || e.b === chosen;
  const near = chosen ? new Set([chosen, ...edges.filter(of).flatMap((e) => [e.a, e.b])]) : null;
  const alive = new Set(edges.flatMap((e) => [e.a, e.b]));
  const height = place(alive);
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
  arrowheads();
  for (const e of edges) edge(e, near && !of(e));
  for (const id of Object.keys(data.nodes)) if (alive.has(id)) node(id, near && !near.has(id));
  document.getElementById("count").textContent = `${edges.length} edges, ${alive.size} actors`;
  list(near ? edges.filter(of) : edges, month);
}

function begin() {
  slider.min = 0;
  slider.max = data.months.length - 1;
  const asked = new URLSearchParams(location.hash.slice(1));
  slider.value = asked.has("month") ? Math.max(0, data.months.indexOf(asked.get("month"))) : data.months.length - 1;
  if (asked.has("actor")) chosen = asked.get("actor");
  for (const kind of data.kinds) {
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.value = kind;
    box.checked = kind !== "rivalry";
    box.addEventListener("change", draw);
    label.append(box, " ", WORDS[kind] ?? kind);
    kinds.append(label);
  }
  slider.addEventListener("input", draw);
  document.getElementById("all").addEventListener("click", () => { chosen = null; draw(); });
  draw();
  document.documentElement.dataset.ready = "yes";
}

begin();
