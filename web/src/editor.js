// The charter's text with marks while it is typed, words on hover and offers at the cursor: what the language server
// shows an editor, asked through the same door. It lives in a shadow tree, where its sheet needs no exception of the policy.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { fromMarkdown, h } from "./dom.js";

const SEVERITY = { stop: "error", error: "error", warning: "warning", note: "info" };
const PAUSE = 250;

// The checker counts lines and characters from 1; the editor UTF-16 units from 0.
export function offset(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const text = doc.line(Math.max(1, line));
  return text.from + Array.from(text.text).slice(0, column - 1).join("").length;
}
export function place(doc, at) {
  const line = doc.lineAt(at);
  return { line: line.number, column: Array.from(line.text.slice(0, at - line.from)).length + 1 };
}

export class CharterEditor {
  constructor({ ask, charter, label, changed, refresh }) {
    this.ask = ask;
    this.name = charter.name;
    this.changed = changed;
    this.refresh = refresh;
    this.host = h("div", { class: "editor", dir: "ltr" });
    const root = this.host.attachShadow({ mode: "open" });
    const box = document.createElement("div");
    root.append(box);
    this.view = new EditorView({
      root, parent: box,
      state: EditorState.create({
        doc: charter.text,
        extensions: [
          lineNumbers(), history(), drawSelection(), yaml(), syntaxHighlighting(defaultHighlightStyle), lintGutter(),
          EditorView.lineWrapping, EditorView.contentAttributes.of({ "aria-label": label }),
          autocompletion({ override: [(context) => this.#offers(context)] }),
          hoverTooltip((view, at) => this.#hover(view, at)),
          keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.updateListener.of((update) => update.docChanged && this.#typed()),
          EditorView.theme({ "&": { fontSize: "13.5px", height: "100%" }, ".cm-scroller": { fontFamily: "ui-monospace, Menlo, 'DejaVu Sans Mono', monospace" } }),
        ],
      }),
    });
    this.mark();
  }

  get charter() {
    return { name: this.name, text: this.view.state.doc.toString() };
  }

  put(text) {
    if (text !== this.charter.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  show(line) {
    const at = offset(this.view.state.doc, line, 1);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  }

  #typed() {
    this.changed(this.charter);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.mark(), PAUSE);
  }

  async mark() {
    const charter = this.charter;
    const told = await this.ask({ do: "marks", charter });
    if (charter.text !== this.charter.text || !told.ok) return;
    const doc = this.view.state.doc;
    const found = told.marks.map((m) => {
      const from = offset(doc, m.line, m.column);
      return {
        from, to: Math.max(from, offset(doc, m.end_line, m.end_column)), severity: SEVERITY[m.severity], source: m.code, message: m.message,
        actions: m.fixes.map((fix) => ({ name: fix.title, apply: () => this.#fix(fix) })),
      };
    });
    this.view.dispatch(setDiagnostics(this.view.state, found));
    this.host.dataset.marks = String(found.length);
    this.refresh(charter);
  }

  async #fix(fix) {
    const made = await this.ask({ do: "fix", charter: this.charter, code: fix.code, path: fix.path, title: fix.title });
    if (made.ok) this.put(made.charter.text);
  }

  async #hover(view, at) {
    const found = await this.ask({ do: "hover", charter: this.charter, ...place(view.state.doc, at) });
    if (!found.ok || !found.markdown) return null;
    const doc = view.state.doc;
    return {
      pos: offset(doc, found.line, found.column), end: offset(doc, found.end_line, found.end_column), above: true,
      create: () => {
        const dom = h("div", {}, fromMarkdown(found.markdown));
        Object.assign(dom.style, { maxInlineSize: "34rem", padding: ".2rem .6rem" });
        return { dom };
      },
    };
  }

  async #offers(context) {
    const word = context.matchBefore(/[\w-]*/);
    if (!context.explicit && (!word || word.from === word.to)) return null;
    const told = await this.ask({ do: "complete", charter: this.charter, ...place(context.state.doc, context.pos) });
    if (!told.ok || !told.offers.length) return null;
    return {
      from: word ? word.from : context.pos,
      options: told.offers.map((o) => ({
        label: o.label, detail: o.detail, info: o.explained || undefined,
        apply: o.kind === "key" ? `${o.label}: ` : o.label, type: o.kind === "key" ? "property" : "enum",
      })),
    };
  }
}
