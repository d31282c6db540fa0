"""The rules as a catalogue: one explained, a family, or the list of all."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tether.charter.reports.explanation import Precedent, explanation
from tether.charter.rules import Rule, all_rules, rule_of
from tether.errors import UsageError, did_you_mean


def explained(precedent: Precedent, code: str = "", *, as_json: bool = False) -> str:
    """Return a rule's page, the list of a family or of all rules; UsageError on an unknown code."""
    found = _found(code)
    if as_json:
        return json.dumps([_data(r) for r in found], indent=2, ensure_ascii=False)
    return explanation(found[0], precedent) if rule_of(code) else listed(found)


def write_pages(precedent: Precedent, folder: Path) -> str:
    """Write the page of every rule and their index into a folder; pages of rules that are gone are removed."""
    from tether.charter.reports.manual import rule_pages

    folder.mkdir(parents=True, exist_ok=True)
    pages = rule_pages(precedent)
    for gone in {p.name for p in folder.glob("*.md")} - set(pages):
        (folder / gone).unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    return f"wrote {len(pages)} pages to {folder}"


def listed(rules: tuple[Rule, ...]) -> str:
    """Return one line for each rule: code, severity, evidence, statement."""
    return "\n".join(f"{r.code}  {r.severity:<8} {r.evidence:<10} {r.statement}" for r in rules)


def _found(code: str) -> tuple[Rule, ...]:
    word = code.upper()
    found = tuple(r for r in all_rules() if word in ("", r.code, r.family))
    if not found:
        known = {r.code for r in all_rules()} | {r.family for r in all_rules()}
        raise UsageError(f"no rule or family {code!r}; {did_you_mean(word, known)}")
    return found


def _data(rule: Rule) -> dict[str, object]:
    fields = asdict(rule)
    fields["looks_at"] = rule.check.__doc__
    return {k: v for k, v in fields.items() if k != "check"}
