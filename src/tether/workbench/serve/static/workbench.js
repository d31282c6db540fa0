// The workbench's one script: it saves what is typed, shows marks beside it, and follows a job. Pages work without it.
"use strict";
(() => {
  const PAUSE = 700, AGAIN = 4000;

  const ask = async (path, body) => {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.error || "");
    return told;
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // The text

  const typed = document.getElementById("typed");
  const gutter = document.querySelector(".gutter-lines");
  const SIGNS = { stop: "■", error: "✕", warning: "▲" };
  let marks = new Map();

  const numbers = () => {
    const count = typed.value.split("\n").length;
    gutter.replaceChildren();
    for (let line = 1; line <= count; line += 1) {
      const kind = marks.get(line);
      const row = element("span", kind || "", `${kind ? `${SIGNS[kind]} ` : ""}${line}\n`);
      gutter.append(row);
    }
    gutter.scrollTop = typed.scrollTop;
  };

  const goTo = (line) => {
    const lines = typed.value.split("\n");
    const at = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    typed.focus();
    typed.setSelectionRange(at, at + (lines[line - 1] || "").length);
    const height = typed.scrollHeight / lines.length;
    typed.scrollTop = Math.max(0, (line - 6) * height);
    typed.scrollLeft = 0;
    gutter.scrollTop = typed.scrollTop;
  };

  const noted = (told) => {
    marks = new Map();
    for (const mark of told) {
      const kind = SIGNS[mark.severity] ? mark.severity : "";
      const now = marks.get(mark.line);
      if (kind && (!now || Object.keys(SIGNS).indexOf(kind) < Object.keys(SIGNS).indexOf(now))) marks.set(mark.line, kind);
    }
    numbers();
  };

  const show = (told) => {
    const box = document.getElementById("marks");
    const list = element("ul", "marks");
    for (const mark of told.marks) {
      const item = element("li", mark.severity);
      const link = element("a", "", `${box.dataset.line} ${mark.line}`);
      link.href = `?line=${mark.line}`;
      link.dataset.line = mark.line;
      const said = element("span", "", ` ${mark.said} `);
      said.dir = "auto";
      item.append(link, said, element("small", "", mark.code));
      list.append(item);
    }
    const head = told.reads ? (told.marks.length ? [] : [element("p", "sign clear", box.dataset.none)])
      : [element("p", "", document.getElementById("state").dataset.unread)];
    box.replaceChildren(...head, list);
    noted(told.marks);
  };

  const pane = () => {
    const state = document.getElementById("state");
    const form = typed.form;
    const parent = form.elements.parent, tab = form.elements.tab;
    tab.value = crypto.getRandomValues(new Uint32Array(2)).join("-");
    let saved = typed.value, timer = 0, busy = false;
    const say = (kind, number) => {
      state.className = kind;
      state.textContent = (state.dataset[kind] || "").replace("{0}", number === undefined ? "" : number);
    };
    const save = async () => {
      if (busy) { timer = setTimeout(save, PAUSE); return; }
      const text = typed.value;
      if (text === saved) return;
      busy = true;
      try {
        const told = await ask(typed.dataset.typed, { text, parent: Number(parent.value), tab: tab.value });
        saved = text;
        parent.value = told.version;
        say(told.beside ? "beside" : "saved", told.version);
        if (typed.value === text) show(told);
      } catch (error) {
        say("lost");
        if (error.message) state.textContent += ` (${error.message})`;
        timer = setTimeout(save, AGAIN);
      }
      busy = false;
    };
    typed.addEventListener("input", () => {
      if (state.className !== "lost") say("typing");
      numbers();
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); saved = typed.value; });
    window.addEventListener("beforeunload", (event) => {
      if (typed.value !== saved) event.preventDefault();
    });
  };

  if (typed) {
    typed.addEventListener("scroll", () => { gutter.scrollTop = typed.scrollTop; });
    const first = [...document.querySelectorAll("#marks li")].map((item) => ({
      line: Number(item.querySelector("a").dataset.line), severity: item.className,
    }));
    noted(first);
    document.getElementById("marks").addEventListener("click", (event) => {
      const line = event.target.dataset && event.target.dataset.line;
      if (line) { event.preventDefault(); goTo(Number(line)); }
    });
    const asked = Number(new URLSearchParams(location.search).get("line"));
    if (asked) goTo(asked);
    if (typed.dataset.typed) pane();
  }

  // A job

  const job = document.getElementById("job");
  if (job && job.dataset.watch) {
    const follow = async () => {
      try {
        const told = await ask(job.dataset.watch);
        if (told.told !== job.dataset.told) { location.reload(); return; } // what the page was written with
        const list = document.getElementById("stages") || job.appendChild(element("ol", "stages"));
        list.id = "stages";
        list.replaceChildren(...told.stages.map((stage, at) => {
          const item = element("li", "", `${stage} `);
          if (at === told.stages.length - 1) {
            item.setAttribute("aria-current", "step");
            if (told.of > 1) {
              const bar = element("progress");
              bar.max = told.of;
              bar.value = told.done;
              bar.setAttribute("aria-label", stage);
              item.append(bar, ` ${told.share} %`);
            }
          }
          return item;
        }));
      } catch (error) {
        if (error.message) job.dataset.said = error.message;
      }
      setTimeout(follow, 1000);
    };
    setTimeout(follow, 1000);
  }
})();
