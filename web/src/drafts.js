// What is kept in this browser between two visits; where a browser keeps nothing for a file, in memory alone.
const KEY = "tether-check-draft";
let works = null;

export function keeps() {
  if (works === null) {
    try {
      localStorage.setItem(`${KEY}-try`, "1");
      localStorage.removeItem(`${KEY}-try`);
      works = true;
    } catch {
      works = false;
    }
  }
  return works;
}

export function keepDraft(draft) {
  if (!keeps()) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...draft, law: null }));
    } catch {
      works = false;
    }
  }
}

export function keptDraft() {
  try {
    return keeps() ? JSON.parse(localStorage.getItem(KEY)) : null;
  } catch {
    return null;
  }
}

export function forgetDraft() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    works = false;
  }
}
