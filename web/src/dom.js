// Small helpers: elements from names, attributes and children; text is always text, never markup.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "open") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

export const say = (text) => {
  const live = document.getElementById("status");
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 30);
};

// Base64 of bytes, and bytes of base64: what travels to the checker and back.
export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
export const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export function save({ name, media, data }) {
  const address = URL.createObjectURL(new Blob([fromBase64(data)], { type: media }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Markdown of the checker as elements: headings, lists, quotations, code, bold, tables. No links, no markup.
export function fromMarkdown(text) {
  const out = [];
  let list = null;
  let table = null;
  for (const line of text.split("\n")) {
    const cells = /^\s*\|(.*)\|\s*$/.exec(line)?.[1].split(/(?<!\\)\|/).map((c) => c.trim().replaceAll("\\|", "|"));
    if (cells && table && cells.every((c) => /^:?-+:?$/.test(c))) continue;
    if (cells) {
      const row = h("tr", {}, cells.map((c) => h(table ? "td" : "th", {}, c.split(/<br ?\/?>/).flatMap((part, n) => (n ? [h("br"), spans(part)] : [spans(part)])))));
      if (!table) out.push(h("div", { class: "scrolls", tabindex: "0" }, (table = h("table"))));
      table.append(row);
      continue;
    }
    table = null;
    const item = line.match(/^\s*(?:[-*]|\d+\.)\s+(.*)/);
    const head = line.match(/^(#{1,6})\s+(.*)/);
    if (item) {
      if (!list) out.push((list = h("ul")));
      list.append(h("li", {}, spans(item[1])));
      continue;
    }
    list = null;
    if (head) out.push(h("p", { class: "strong" }, spans(head[2])));
    else if (/^>/.test(line)) out.push(h("blockquote", {}, spans(line.replace(/^>\s?/, ""))));
    else if (line.trim() && line.trim() !== "---" && !/^```/.test(line)) out.push(h("p", {}, spans(line)));
  }
  return out;
}

function spans(text) {
  const plain = text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
  return plain.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) =>
    part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part.startsWith("`") ? h("code", {}, part.slice(1, -1)) : part,
  );
}
