// The page: what is open, what is shown, and nothing that leaves it.
import { Checker } from "./checker.js";
import { CharterEditor } from "./editor.js";
import { fromMarkdown, h, save, say, toBase64 } from "./dom.js";
import { DIRECTION, LANGUAGES, words } from "./words.js";
import { forgetDraft, keepDraft, keptDraft, keeps } from "./drafts.js";

const KINDS = ["guard", "presidential-guard", "local-police", "auxiliary", "reserve", "merger", "integration", "formalisation", "demobilisation", "reform", "assistance"];
const FIRST_EXAMPLE = "iraq-national-guard-bill-2015";
const LONGEST_KEPT = 3_000_000;
const fresh = () => ({ law: null, charter: null, found: null, proposals: null, told: [], view: "home", unit: "", pane: "findings", yaml: false, skipped: new Set(), problem: null, pasted: "", amended: null, redLines: new Set() });
let state = { language: "en", ...fresh() };
let t = words(state.language);
let checker = new Checker();
let about = null;
let editor = null;

const ask = async (request) => checker.ask({ language: state.language, ...request });
const law = () => (state.law ? { name: state.law.name, data: state.law.data } : undefined);
const asked = () => ({ charter: state.charter, law: law() });

// ---- the frame

function draw({ focus = true } = {}) {
  document.documentElement.lang = state.language;
  document.documentElement.dir = DIRECTION[state.language];
  document.title = `Tether: ${t("title")}`;
  const view = VIEWS[state.view] ?? home;
  const wide = (state.view === "desk" && state.charter) || (state.view === "amend" && state.amended);
  const main = h("main", { id: "main", class: wide ? "wide" : null }, problem(), view());
  document.getElementById("app").replaceChildren(
    h("a", { class: "skip", href: "#main", onclick: (e) => { e.preventDefault(); head()?.focus(); } }, t("skip")),
    h("header", {}, h("span", { class: "name" }, "Tether"), navigation(), languages()),
    main,
    h("footer", {}, h("p", {}, t("private"), " ", keeps() ? t("keptHere") : t("keptNot")), h("p", {}, t("advice"), about ? ` Tether ${about.version}.` : ""), h("button", { type: "button", class: "plain", id: "forget", onclick: forget }, t("forget"))),
  );
  if (focus) head()?.focus({ preventScroll: false });
}
const head = () => document.querySelector("#main legend.big, #main h1");
const title = (text) => h("h1", { tabindex: "-1" }, text);

function navigation() {
  const items = ["home"];
  if (state.proposals) items.push("propose");
  if (state.charter) items.push("desk", "interview", "amend");
  if (state.charter || state.law) items.push("downloads");
  const link = (name) => h("button", { type: "button", "data-view": name, "aria-current": state.view === name ? "page" : null, onclick: () => go(name) }, t(name));
  return h("nav", { "aria-label": "Tether" }, items.map(link));
}

function languages() {
  const options = Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code, selected: code === state.language }, name));
  const chosen = async (event) => {
    state.language = event.target.value;
    t = words(state.language);
    keep();
    draw({ focus: false });
    document.getElementById("language").focus();
    if (state.charter && (await check()) && state.view === "desk") draw({ focus: false });
  };
  return h("label", { for: "language" }, h("span", { class: "hidden" }, t("language")), h("select", { id: "language", onchange: chosen }, options));
}

function go(view) {
  state.view = view;
  state.problem = null;
  editor = null;
  draw();
  window.scrollTo(0, 0);
}

function problem() {
  if (!state.problem) return null;
  const lines = state.problem.problems?.length ? state.problem.problems.map((p) => p.said) : [state.problem.error];
  return h("div", { class: "problem", role: "alert" }, h("ul", {}, lines.map((line) => h("li", {}, line))));
}
const refuse = (answer) => {
  state.problem = answer;
  draw({ focus: false });
  document.querySelector(".problem")?.scrollIntoView({ block: "nearest" });
};

// ---- start

function home() {
  const input = h("input", { type: "file", id: "file", "aria-describedby": "file-hint", accept: ".docx,.odt,.txt,.md,.html,.htm,.yaml,.yml,.xlsx,.json,.xml", onchange: (e) => e.target.files[0] && openFile(e.target.files[0]) });
  const drop = h("div", { class: "drop" }, h("label", { class: "block", for: "file" }, t("file")), h("p", { class: "hint", id: "file-hint" }, t("fileHint")), input);
  drop.addEventListener("dragover", (e) => { e.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (e) => { e.preventDefault(); drop.classList.remove("over"); if (e.dataTransfer.files[0]) openFile(e.dataTransfer.files[0]); });
  const text = h("textarea", { id: "paste", "aria-describedby": "paste-hint", dir: "auto", value: state.pasted, oninput: () => (state.pasted = text.value) });
  const read = async () => openUpload({ name: "pasted-text.txt", data: toBase64(new TextEncoder().encode(text.value)) });
  const examples = h("select", { id: "example" }, (about?.examples ?? []).map((name) => h("option", { value: name, selected: name === FIRST_EXAMPLE }, name.replaceAll("-", " "))));
  return [
    title(t("title")), h("p", { class: "lead" }, t("lead")), h("p", { class: "promise" }, t("private")),
    h("p", { class: "soft", id: "starting", role: "status" }, about ? t("ready") : t("starting")),
    h("div", { class: "field" }, drop),
    h("div", { class: "field" }, h("label", { class: "block", for: "paste" }, t("paste")), h("p", { class: "hint", id: "paste-hint" }, t("pasteHint")), text, h("div", { class: "row" }, h("button", { type: "button", class: "go", id: "read", onclick: read }, t("read")))),
    h("div", { class: "field" }, h("label", { class: "block", for: "example" }, t("example")), h("p", { class: "hint" }, t("exampleHint")), h("div", { class: "row" }, examples, h("button", { type: "button", id: "show-example", onclick: () => openExample(examples.value) }, t("show")))),
    h("h2", {}, t("notHere")), h("ul", { class: "soft" }, t("notHereList").split("|").map((line) => h("li", {}, line))),
  ];
}

async function openFile(file) {
  await openUpload({ name: file.name, data: toBase64(new Uint8Array(await file.arrayBuffer())) });
}

async function openUpload(upload) {
  say(t("working"));
  const opened = await ask({ do: "open", file: upload });
  if (!opened.ok) return refuse(opened);
  if (opened.kind === "charter") {
    const own = state.law && opened.charter.text.includes(state.law.name); // the charter of the bill that is open
    const before = own ? { law: state.law, proposals: state.proposals } : {};
    state = { language: state.language, ...fresh(), ...before, charter: opened.charter, told: opened.told ?? [] };
    return toDesk();
  }
  state = { language: state.language, ...fresh(), law: { ...upload, shown: opened.law } };
  const proposed = await ask({ do: "propose", law: law() });
  if (!proposed.ok) return refuse(proposed);
  state.proposals = proposed.rows.map((row) => ({ ...row, take: false }));
  keep();
  go("propose");
}

async function openExample(name) {
  say(t("working"));
  const opened = await ask({ do: "example", name });
  if (!opened.ok) return refuse(opened);
  state = { language: state.language, ...fresh(), charter: opened.charter };
  await toDesk();
}

// ---- what a bill says, row by row

function propose() {
  const about = state.proposals.find((row) => row.section === "meta");
  const rows = state.proposals.filter((row) => !/^[mw]/.test(row.number));
  const complete = (row) => row.missing.length === 0;
  const country = h("input", { type: "text", id: "country", autocomplete: "off", value: about.values.country ?? "" });
  const kind = h("select", { id: "kind" }, KINDS.map((k) => h("option", { value: k, selected: k === (about.values.kind?.[0] ?? "guard") }, k.replaceAll("-", " "))));
  const boxes = [];
  const set = (value) => boxes.forEach(([box, row]) => { row.take = value && complete(row); box.checked = row.take; });
  const listed = rows.map((row) => {
    const id = `take-${row.number}`;
    const box = h("input", { type: "checkbox", id, checked: row.take, onchange: (e) => (row.take = e.target.checked) });
    boxes.push([box, row]);
    return h("div", { class: "proposed" }, box, h("div", {}, h("label", { for: id }, h("strong", {}, `${place(row.article)} ${row.about}`.trim())), h("ul", { class: "says", lang: "en", dir: "auto" }, row.says.map(([what, value]) => h("li", {}, `${what}: `, h("strong", {}, value)))), row.quote ? h("blockquote", { dir: "auto" }, row.quote) : null, row.missing.length ? h("p", { class: "hint" }, t("missing", row.missing.join(", "))) : null));
  });
  const make = async () => {
    about.values = { ...about.values, country: country.value.trim(), kind: [kind.value] };
    if (!about.values.country) {
      refuse({ error: t("countryAsked") });
      return document.querySelector("#country").focus();
    }
    const given = state.proposals.filter((row) => row.take).map((row) => ({ number: row.number, state: "confirmed" }));
    given.push({ number: about.number, state: "confirmed", values: about.values });
    say(t("working"));
    const made = await ask({ do: "confirm", law: law(), rows: given });
    if (!made.ok) return refuse(made);
    state = { ...state, charter: made.charter, told: [t("taken", made.taken), ...made.not_taken, ...made.told] };
    await toDesk();
  };
  return [
    title(t("propose")), h("p", {}, t("proposeLead")),
    h("div", { class: "field" }, h("label", { class: "block", for: "country" }, t("country")), country),
    h("div", { class: "field" }, h("label", { class: "block", for: "kind" }, t("kind")), kind),
    faults(""),
    h("div", { class: "row" }, h("button", { type: "button", id: "take-all", onclick: () => set(true) }, t("takeAll")), h("button", { type: "button", onclick: () => set(false) }, t("takeNone"))),
    listed,
    h("div", { class: "row" }, h("button", { type: "button", class: "go", id: "make", onclick: make }, t("make"))),
  ];
}
const place = (article) => (article ? `${state.language === "ar" ? "المادة" : "Art."} ${article}:` : "");

function faults(unit) {
  const found = (state.law?.shown.faults ?? []).filter((f) => !unit || f.unit === unit);
  if (!found.length) return null;
  return h("details", {}, h("summary", {}, `${t("textFaults")} (${found.length})`), h("ul", { lang: "en", dir: "ltr" }, found.map((f) => h("li", {}, `${f.place}: ${f.found}; ${f.remedy}`))));
}

// ---- findings at their articles

async function check() {
  const found = await ask({ do: "check", ...asked() });
  if (!found.ok) return refuse(found);
  state.found = found.reads ? found : { ...(state.found ?? {}), reads: false, problems: found.problems };
  keep();
  return found;
}

async function toDesk() {
  await check();
  go("desk");
  if (state.found?.reads) say(counted().join(", "));
}

function counted() {
  const c = state.found?.counts;
  if (!c) return [];
  return [["nStop", c.stop], ["nFault", c.error], ["nWarning", c.warning], ["nSilence", c.silence], ["nQuestion", c.question]].filter(([, n]) => n).map(([key, n]) => t(key, n));
}

function desk() {
  if (!state.charter) return [title(t("findings")), h("p", {}, t("nothing"))];
  const tab = (name) => h("button", { type: "button", "aria-pressed": String(state.pane === name), onclick: () => { state.pane = name; draw({ focus: false }); } }, t(name));
  const pane = (name, ...children) => h("section", { id: `pane-${name}`, class: state.pane === name ? "shown" : null, "aria-label": t(name), tabindex: "0" }, h("h2", {}, t(name)), children);
  return [
    title(state.found?.title || state.law?.shown.title || state.charter.name),
    summary(),
    h("div", { class: "tabs" }, ["articles", "coding", "findings"].map(tab)),
    h("div", { class: "panes" }, pane("articles", articles()), pane("coding", coding()), pane("findings", findings())),
  ];
}

function summary() {
  const found = state.found;
  const told = state.told.length ? h("details", { lang: "en" }, h("summary", {}, t("told")), h("ul", { dir: "auto" }, state.told.map((line) => h("li", {}, line)))) : null;
  return h("div", { id: "summary" },
    found?.about ? h("p", { class: "soft", lang: "en", dir: "auto" }, `${found.about[0].toUpperCase()}${found.about.slice(1)}.`) : null,
    found?.reads ? h("ul", { class: "counts", id: "counts" }, counted().map((line) => h("li", {}, line))) : broken(found),
    told);
}
const broken = (found) => h("div", { class: "problem", role: "alert" }, h("h2", {}, t("notReads")), h("ul", { lang: "en", dir: "ltr" }, (found?.problems ?? []).slice(0, 12).map((p) => h("li", {}, p.said))));

function units() {
  if (state.law) {
    return state.law.shown.provisions.filter((p) => p.unit === p.id).map((p) => ({
      id: p.id, label: [p.label || p.number, p.heading].filter(Boolean).join(" "),
      lines: state.law.shown.provisions.filter((q) => q.unit === p.id).map((q) => (q.id === p.id ? q.text : `${q.label} ${q.text}`.trim())).filter(Boolean),
    }));
  }
  const numbers = new Map();
  for (const row of state.found?.rows ?? []) {
    const article = row.article ? row.article.split("(")[0].trim() : "";
    if (article) numbers.set(article, [...(numbers.get(article) ?? []), ...row.quotes]);
  }
  const sorted = [...numbers].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  return sorted.map(([number, quotes]) => ({ id: number, label: place(number).replace(/:$/, ""), lines: [...new Set(quotes)] }));
}
const unitOf = (thing) => (state.law ? thing.unit : thing.article ? thing.article.split("(")[0].trim() : "");
const RANK = ["stop", "error", "warning", "note", "question"];
const worst = (rows) => RANK.find((s) => rows.some((f) => f.severity === s)) ?? "";

function articles() {
  const rows = state.found?.findings ?? [];
  const item = (unit) => {
    const own = unit.id === "" ? rows : rows.filter((f) => unitOf(f) === unit.id);
    const badge = own.length ? h("span", { class: `badge ${worst(own)}` }, String(own.length), h("span", { class: "hidden" }, ` ${t("findings")}`)) : null;
    const chosen = () => { state.unit = state.unit === unit.id ? "" : unit.id; draw({ focus: false }); document.getElementById(`unit-${unit.id}`)?.focus(); };
    return h("article", { class: `article${state.unit === unit.id ? " on" : ""}` }, h("button", { type: "button", id: `unit-${unit.id}`, "aria-pressed": String(state.unit === unit.id), onclick: chosen }, h("span", { dir: "auto" }, unit.label), badge), unit.lines.map((line) => h("p", { dir: "auto" }, line)));
  };
  const loose = rows.filter((f) => !unitOf(f)).length;
  return [item({ id: "", label: t("all"), lines: [] }), ...units().map(item), loose ? h("p", { class: "soft" }, `${t("noArticle")}: ${loose}`) : null];
}

function coding() {
  const toggle = (yaml) => h("button", { type: "button", "aria-pressed": String(state.yaml === yaml), onclick: () => { state.yaml = yaml; editor = null; draw({ focus: false }); } }, t(yaml ? "yaml" : "sentences"));
  const bar = h("div", { class: "pair", role: "group", "aria-label": t("coding") }, toggle(false), toggle(true));
  if (state.yaml) {
    editor ??= new CharterEditor({ ask, charter: state.charter, label: t("yaml"), changed: (charter) => { state.charter = charter; keep(); }, refresh: renewed });
    return [bar, editor.host];
  }
  const rows = (state.found?.rows ?? []).filter((row) => row.says.length && (!state.unit || unitOf(row) === state.unit));
  return [bar, h("div", { lang: "en", dir: "ltr" }, rows.map((row) => h("div", { class: "coded", id: `row-${row.path}` }, h("h3", {}, row.heading, row.article ? h("span", { class: "soft" }, ` · Art. ${row.article}`) : null), h("dl", {}, row.says.map((s) => [h("dt", {}, s.what), h("dd", { class: s.value === "not known" ? "open" : null, dir: "auto" }, s.value)])))))];
}

// After typing: findings and counts are renewed, the editor stays as it is.
async function renewed(charter) {
  if (charter.text === state.checked) return;
  state.checked = charter.text;
  await check();
  for (const [id, part] of [["summary", summary], ["pane-findings", () => h("section", { id: "pane-findings", class: state.pane === "findings" ? "shown" : null, "aria-label": t("findings"), tabindex: "0" }, h("h2", {}, t("findings")), findings())]]) document.getElementById(id)?.replaceWith(part());
}

function findings() {
  if (!state.found?.findings) return null;
  const rows = state.found.findings.filter((f) => !state.unit || unitOf(f) === state.unit);
  const groups = [
    [t("first"), state.unit ? [] : rows.filter((f) => f.first)],
    [t("findings"), rows.filter((f) => f.state === "fault" && (state.unit || !f.first))],
    [t("silence"), rows.filter((f) => f.state === "silence" && (state.unit || !f.first))],
    [t("interview"), rows.filter((f) => f.state === "question" && (state.unit || !f.first))],
  ];
  const none = !rows.some((f) => f.state === "fault") ? h("p", { class: "promise" }, t("none")) : null;
  const safe = h("button", { type: "button", class: "plain", onclick: fixSafe }, t("safe"));
  return [faults(state.unit), none, groups.map(([name, of]) => (of.length ? [h("h3", {}, `${name} (${of.length})`), of.map(card)] : null)), safe];
}

function card(f) {
  const english = f.known ? null : "en";
  const sign = f.state === "silence" ? t("silence") : t(f.severity);
  const at = [f.article ? place(f.article).replace(/:$/, "") : "", t("line", f.line), f.code].filter(Boolean).join(" · ");
  const line = (key, text, quoted) => (text ? h("p", { lang: quoted ? null : "en", dir: "auto" }, h("strong", {}, `${t(key)}: `), text) : null);
  const more = h("details", {}, h("summary", {}, t("more"), h("span", { class: "hidden" }, ` ${f.code} ${f.path}`)), h("div", {},
    f.said !== f.message ? line("english", f.message) : null, line("measured", f.measured), line("todo", f.remedy), line("asks", f.ask),
    f.words ? line("rests", `“${f.words}” (${f.source})`) : null, f.quotes.map((q) => line("quote", `“${q}”`, true)), f.state === "fault" ? waysOf(f) : null));
  return h("div", { class: `found ${f.state === "silence" ? "silence" : f.severity}`, "data-code": f.code, "data-path": f.path }, h("p", {}, h("span", { class: "sign" }, sign), " ", h("span", { class: "at" }, at)), h("p", { lang: english, dir: "auto" }, f.said), more);
}

function waysOf(f) {
  const box = h("div", {});
  const list = async () => {
    button.disabled = true;
    const told = await ask({ do: "ways", charter: state.charter, code: f.code, path: f.path });
    const fixes = told.ok ? told.fixes : [];
    box.replaceChildren(...(fixes.length ? fixes.map((fix) => h("p", { lang: "en", dir: "ltr" }, h("button", { type: "button", class: "fix", onclick: () => fixOne(fix) }, fix.title))) : [h("p", {}, t("noWay"))]));
    box.querySelector("button")?.focus();
  };
  const button = h("button", { type: "button", class: "ways", onclick: list }, t("ways"), h("span", { class: "hidden" }, ` ${f.code} ${f.path}`));
  return [button, box];
}

async function fixOne(fix) {
  const made = await ask({ do: "fix", charter: state.charter, code: fix.code, path: fix.path, title: fix.title });
  if (!made.ok) return refuse(made);
  state.charter = made.charter;
  editor = null;
  await check();
  draw();
  say(t("fixed", state.found.counts.stop + state.found.counts.error));
}

async function fixSafe() {
  const made = await ask({ do: "fix", charter: state.charter });
  if (!made.ok) return refuse(made);
  if (!made.done.length) return say(t("nothingSafe"));
  state.charter = made.charter;
  editor = null;
  await check();
  draw();
  say(made.done.join(" "));
}

// ---- the interview: one question a page

function interview() {
  const box = h("div", { id: "question" }, title(t("interview")), h("p", { class: "soft" }, t("working")));
  nextQuestion(box);
  return box;
}

async function nextQuestion(box, message = "") {
  const told = await ask({ do: "questions", charter: state.charter });
  if (!told.ok) return refuse(told);
  const open = told.questions.filter((q) => !state.skipped.has(q.path));
  if (!open.length) return box.replaceChildren(title(t("interview")), message ? h("p", { class: "promise" }, message) : "", h("p", {}, t("noQuestion")));
  box.replaceChildren(form(open[0], told.questions.length, open.length, box, message));
  head()?.focus();
}

function form(q, all, left, box, message) {
  const group = `answer-${q.path}`;
  const kind = q.many ? "checkbox" : "radio";
  const choice = (word, called, type = "radio", extra = {}) => h("label", { class: "choice" }, h("input", { type, name: group, value: word }), h("span", extra, called));
  const options = q.kind === "yesno" ? [["true", t("yes")], ["false", t("no")]] : q.choices.map((c) => [c.word, c.called]);
  const fields = options.length ? options.map(([word, called]) => choice(word, called, kind, q.kind === "yesno" ? {} : { dir: "auto" })) : [h("label", { class: "block", for: "text-answer" }, t("answer")), h("input", { type: "text", id: "text-answer", "aria-describedby": "wanted", dir: "auto", autocomplete: "off" })];
  const blank = [choice("none", t("blankNone")), choice("unknown", t("blankUnknown"))];
  const error = h("p", { class: "problem", role: "alert", hidden: true });
  const why = q.why.map((w) => [h("p", {}, h("strong", {}, `${w.code}: `), w.reason), w.words ? h("blockquote", { lang: "en", dir: "ltr" }, `“${w.words}” (${w.source})`) : null, w.see ? h("p", { class: "hint", lang: "en", dir: "ltr" }, w.see) : null]);
  const send = async (event) => {
    event.preventDefault();
    const picked = [...element.querySelectorAll("input:checked")].map((i) => i.value);
    const text = element.querySelector("#text-answer")?.value.trim() ?? "";
    const value = picked.length ? (q.many && !picked.some((p) => p === "none" || p === "unknown") ? picked : picked[picked.length - 1]) : text;
    const wrong = (said) => { error.textContent = said; error.hidden = false; error.scrollIntoView({ block: "nearest" }); };
    if (!value.length) return wrong(t("choose"));
    if (value === "unknown") { state.skipped.add(q.path); }
    const made = await ask({ do: "answer", charter: state.charter, path: q.path, value });
    if (!made.ok) return wrong(made.error);
    const before = state.found?.counts?.question ?? 0;
    state.charter = made.charter;
    await check();
    nextQuestion(box, t("settled", state.found.counts.question, before));
  };
  const element = h("form", { onsubmit: send, novalidate: true },
    message ? h("p", { class: "promise", role: "status" }, message) : null,
    h("p", { class: "soft" }, t("nOf", all - left + 1, all)),
    h("fieldset", {}, h("legend", { class: "big", tabindex: "-1", lang: q.known ? null : "en", dir: "auto" },
      h("h1", {}, q.question)),
      h("p", { class: "hint" }, t("settles", q.settles), q.stops ? ` ${t("stops")}` : "", q.article ? ` ${place(q.article).replace(/:$/, "")}` : ""),
      h("p", { class: "hint", id: "wanted", lang: "en", dir: "auto" }, options.length ? "" : t("wanted", q.expected)),
      error, fields, blank),
    h("details", {}, h("summary", {}, t("why")), h("div", {}, why)),
    h("div", { class: "row" }, h("button", { type: "submit", class: "go", id: "save-answer" }, t("next")), h("button", { type: "button", id: "later", onclick: () => { state.skipped.add(q.path); nextQuestion(box); } }, t("later"))));
  return element;
}

// ---- the smallest amendments

const CLEARED = [["stop,error", "clearFaults"], ["stop,error,warning", "clearAll"]];
const GIVEN = ["places", "communities", "meta"]; // facts of the country and of the text: no edit touches them
const STAGES = { "findings looked at": "offering", "amendments tried": "trying" };

function amendments() {
  const rows = (state.found?.rows ?? []).filter((row) => row.says.length && row.path && !GIVEN.includes(row.section));
  const line = (row) => {
    const id = `stays-${row.path}`;
    const set = (e) => (e.target.checked ? state.redLines.add(row.path) : state.redLines.delete(row.path));
    return h("label", { class: "choice", for: id }, h("input", { type: "checkbox", id, checked: state.redLines.has(row.path), onchange: set }), h("span", { lang: "en", dir: "auto" }, row.heading, row.article ? ` · Art. ${row.article}` : ""));
  };
  const clear = h("select", { id: "clear" }, CLEARED.map(([value, key]) => h("option", { value }, t(key))));
  const told = h("p", { class: "soft", id: "amend-step", role: "status" });
  const stop = h("button", { type: "button", id: "amend-stop", hidden: true, onclick: stopped }, t("stopSearch"));
  const find = h("button", { type: "button", class: "go", id: "amend-find", onclick: () => seek(clear.value.split(","), { find, stop, told }) }, t("findAmendments"));
  return [
    title(t("amend")), h("p", {}, t("amendLead")),
    h("div", { class: "field" }, h("label", { class: "block", for: "clear" }, t("clear")), clear),
    h("details", {}, h("summary", {}, t("redLines")), h("p", { class: "hint" }, t("redLinesHint")), h("div", { class: "lines" }, rows.map(line))),
    h("div", { class: "row" }, find, stop), told,
    state.amended ? amended(state.amended) : null,
  ];
}

async function seek(clear, { find, stop, told }) {
  find.disabled = true;
  stop.hidden = false;
  say(t("working"));
  const mine = checker;
  mine.step = (stage, done, of) => (told.textContent = t("amendStep", t(STAGES[stage] ?? "trying"), done, of));
  const found = await ask({ do: "amend", ...asked(), clear, red_lines: [...state.redLines], seconds: 600 });
  mine.step = null;
  if (mine !== checker) return;
  find.disabled = false;
  stop.hidden = true;
  told.textContent = "";
  if (!found.ok) return refuse(found);
  state.amended = found;
  state.problem = null;
  draw({ focus: false });
  const head = document.getElementById("amended");
  head?.focus();
  say(t("amendDone", found.edits));
}

// The search cannot be asked to end: its worker is ended, and another one started. What is open stays open.
async function stopped() {
  checker.worker?.terminate();
  checker = checker.anew();
  draw();
  say(t("starting"));
  const started = checker;
  await started.ready;
  if (started === checker) say(t("ready"));
}

function amended(found) {
  const take = async () => {
    state = { ...state, charter: found.charter, amended: null };
    editor = null;
    await toDesk();
  };
  const get = (id, file, key) => (file ? h("button", { type: "button", id, onclick: () => { save(file); say(t("saved", file.name)); } }, t(key)) : null);
  return h("section", { "aria-labelledby": "amended" },
    h("h2", { id: "amended", tabindex: "-1" }, t("amendFound", found.edits)),
    h("div", { class: "row" },
      found.charter ? h("button", { type: "button", class: "go", id: "amend-take", onclick: take }, t("takeAmended")) : null,
      get("get-redlined", found.redlined, "getRedlined"), get("get-account", found.account, "getAccount"), get("get-proof", found.proof, "getProof"),
      found.charter ? get("get-amended", textFile(found.charter), "getAmended") : null),
    found.edits && !found.redlined ? h("p", { class: "soft" }, t("redlinedNo")) : null,
    found.told?.length ? h("ul", { lang: "en", dir: "auto" }, found.told.map((one) => h("li", {}, one))) : null,
    h("div", { class: "account", lang: "en", dir: "ltr" }, fromMarkdown(found.markdown.replace(/^# .*\n/, ""))));
}
const textFile = ({ name, text }) => ({ name: name.replace(/(\.ya?ml)?$/, "-amended.yaml"), media: "application/yaml", data: toBase64(new TextEncoder().encode(text)) });

// ---- what can be kept as a file

function downloads() {
  const get = (id, request) => h("button", { type: "button", id, onclick: () => download(request()) }, t("get"));
  const select = (id, label, options, chosen) => h("div", { class: "field" }, h("label", { class: "block", for: id }, label), h("select", { id }, options.map(([value, name]) => h("option", { value, selected: value === chosen }, name))));
  const input = (id, label, type = "text") => h("div", { class: "field" }, h("label", { class: "block", for: id }, label), h("input", { type, id, autocomplete: "off" }));
  const value = (id) => document.getElementById(id).value;
  const forms = [["html", t("web")], ["md", t("markdown")], ["txt", t("plain")], ["json", t("json")]];
  const parts = [title(t("downloads"))];
  if (state.charter) {
    parts.push(h("h2", {}, t("letter")),
      select("letter-language", t("letterLanguage"), Object.entries(LANGUAGES), state.language), input("letter-from", t("from")), input("letter-to", t("to")), input("letter-by", t("by"), "date"), select("letter-form", t("form"), forms, "html"),
      get("get-letter", () => ({ do: "letter", ...asked(), language: value("letter-language"), from: value("letter-from"), to: value("letter-to"), by: value("letter-by"), form: value("letter-form") })));
  }
  parts.push(h("h2", {}, t("commented")), state.law?.shown.form === "docx" ? get("get-comment", () => ({ do: "comment", law: law(), charter: state.charter ?? undefined })) : h("p", { class: "soft" }, t("commentedNo")));
  if (state.charter) {
    parts.push(h("h2", {}, t("report")), select("report-form", t("form"), forms, "html"), get("get-report", () => ({ do: "report", ...asked(), form: value("report-form") })),
      h("h2", {}, t("charterFile")), get("get-charter", () => ({ do: "download", charter: state.charter })),
      h("h2", {}, t("formFile")), get("get-form", () => ({ do: "form", charter: state.charter })));
  }
  return parts;
}

async function download(request) {
  say(t("working"));
  const made = await ask(request);
  if (!made.ok) return refuse(made);
  save(made.file);
  say(t("saved", made.file.name));
}

// ---- what is kept, and forgotten

function keep() {
  const { language, charter, unit } = state;
  const small = state.law && state.law.data.length < LONGEST_KEPT ? { name: state.law.name, data: state.law.data } : null;
  keepDraft({ language, charter, unit, law: small });
}

async function forget() {
  forgetDraft();
  checker.worker?.terminate();
  const language = state.language;
  state = { language, ...fresh() };
  editor = null;
  about = null;
  checker = checker.anew();
  begin();
  draw();
  say(t("forgotten"));
}

async function resume(draft) {
  if (draft?.law) {
    const opened = await ask({ do: "open", file: draft.law });
    if (opened.ok && opened.kind === "law") state.law = { ...draft.law, shown: opened.law };
  }
  if (draft?.charter) {
    state.charter = draft.charter;
    await check();
  }
  if (state.charter) go("desk");
}

async function begin(draft = null) {
  const started = checker;
  try {
    await started.ready;
    const told = await ask({ do: "about" });
    if (started !== checker) return;
    about = told;
    document.documentElement.dataset.ready = "yes";
    if (state.view === "home") {
      document.getElementById("starting")?.replaceChildren(t("ready"));
      document.getElementById("example")?.replaceChildren(...about.examples.map((name) => h("option", { value: name, selected: name === FIRST_EXAMPLE }, name.replaceAll("-", " "))));
    }
    if (draft) await resume(draft);
  } catch (error) {
    refuse({ error: `${t("failed")}: ${error.message}` });
  }
}

const VIEWS = { home, propose, desk, interview, amend: amendments, downloads };
const draft = keptDraft();
if (draft?.language in LANGUAGES) {
  state.language = draft.language;
  t = words(state.language);
}
document.body.append(h("div", { id: "status", role: "status", "aria-live": "polite", class: "hidden" }));
draw({ focus: false });
begin(draft);
window.tether = { ask: (request) => checker.ask(request) };
