"""What would have to change in real texts: the cheapest edits in the menu, read as the other side's lawyer would.

    python -m studies.amendments            # writes docs/reference/amendments.md

Each text is amended as ``tether amend`` does, at the prices that ship, on a fixed day. What is odd in a set is written
beside it by hand (``amendments.yaml``), and was looked for by asking what the set's opponent would say of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tether.amend.amendment import AmendmentAsked, CharterAmendment, amend
from tether.amend.oracle import CheckedUnder
from tether.amend.report import HONEST
from tether.charter.read import read_charter
from tether.study.case import open_inputs

DAY = date(2026, 11, 30)
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class RealText:
    """One text: its title, its file, the case that it belongs to, and what is odd in its set."""

    title: str
    file: Path
    case: str = ""
    world: str = ""
    odd: tuple[str, ...] = ()


def texts() -> tuple[RealText, ...]:
    """Return the texts, in the order of ``amendments.yaml``."""
    rows: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return tuple(
        RealText(row["title"], ROOT / row["file"], row.get("case", ""), row.get("world", ""), tuple(row["odd"]))
        for row in rows
    )


def amended(text: RealText) -> CharterAmendment:
    """Return the amendment of one text, on the fixed day."""
    inputs = open_inputs(text.case) if text.case else None
    charter = read_charter(text.file, inputs.theatre, base=inputs.base) if inputs else read_charter(text.file)
    under = CheckedUnder(
        DAY, text.world, theatre=inputs.theatre if inputs else None, known=inputs.known if inputs else None
    )
    return amend(charter, AmendmentAsked(), under)


def as_markdown() -> str:
    """Return the page."""
    lines = ["# Amendments of real texts", "", "Made by `python -m studies.amendments`.", "", HONEST, ""]
    lines += [
        f"Checked as of {DAY}; stops and errors are to be cleared. *Odd* is read and written by hand, as the other"
    ]
    lines += ["side's lawyer would say it.", ""]
    for text in texts():
        lines += _section(text, amended(text))
    return "\n".join(lines)


def _section(text: RealText, found: CharterAmendment) -> list[str]:
    state = "no set in the menu costs less" if found.proved else f"no set costs less than {found.floor}"
    lines = [f"## {text.title}", ""]
    if not found.edits:
        lines += ["There is nothing to clear that an edit could clear.", ""]
    else:
        warnings = f"{found.before.count('warning')} → {found.after.count('warning')}" if found.after else ""
        lines += [
            f"{_counted(len(found.edits), 'edit')} for {found.price} points; cleared: "
            f"{_counted(len(found.cleared), 'finding')}; {state}. In the menu: {_counted(found.offered, 'edit')}. "
            f"Warnings {warnings}.",
            "",
            "| where | before | the law would say | clears | who must agree | points |",
            "|---|---|---|---|---|---|",
        ]
        for edit in found.edits:
            codes = ", ".join(dict.fromkeys(f.code for f in found.cleared if edit.number in f.without))
            kept_off = ", ".join(dict.fromkeys(f.code for f in found.kept_off if edit.number in f.without))
            codes = codes or f"keeps {kept_off} from coming up"
            cells = (edit.at, _short(edit.before), _short(edit.sentence), codes, ", ".join(edit.agree), str(edit.price))
            lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
        lines.append("")
    lines += [f"Left aside: {f.code} at `{f.at}`." for f in found.spared] + [""] * bool(found.spared)
    lines += [f"- *Odd*: {said}" for said in text.odd] + [""]
    return lines


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "amendments.md").write_text(as_markdown(), "utf-8")
