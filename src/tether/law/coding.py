"""``tether law code``: from a law to proposed rows, from confirmed rows to a charter.

code_law(Path("draft.docx"), out=Path("form.xlsx"))                                   # what is proposed
code_law(Path("draft.docx"), confirm=Path("form.xlsx"), out=Path("charter.yaml"))     # what was confirmed
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tether.documents.files import write_bytes, write_text
from tether.errors import InputError, Problem, UsageError
from tether.law.coding_form import read_workbook, shown, workbook_of
from tether.law.coding_rows import CodingForm, CodingRow, form_of, form_text, read_rows
from tether.law.confirming import charter_of
from tether.law.proposals_door import rows_by_others
from tether.law.proposing import LawProposals, proposals_of
from tether.law.read import read_law

ENDINGS = (".xlsx", ".yaml", ".yml", ".json")


def code_law(
    law_file: Path, *, out: Path | None = None, proposals: Path | None = None, confirm: Path | None = None
) -> tuple[str, str, int]:
    """Propose, or make a charter of what was confirmed; return what to print, what to tell beside it, the exit code.

    Raises:
        InputError: a file is wrong, with every fault. UsageError: options that don't go together.
    """
    if confirm is not None:
        if proposals is not None:
            raise UsageError("--confirm makes a charter of a form, --proposals adds to a new form: give one of them")
        return _confirmed(law_file, confirm, out)
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UsageError(f"--out {out}: expected a name that ends in {', '.join(ENDINGS)}")
    found = proposals_of(read_law(law_file))
    form = form_of(found)
    refused: tuple[Problem, ...] = ()
    if proposals is not None:
        others, refused = rows_by_others(proposals, found.law)
        form = replace(form, rows=(*form.rows, *others))
    told = "".join(f"refused: {problem}\n" for problem in refused)
    if out is None:
        return "\n".join(_lines(found, form)) + "\n", told, int(bool(refused))
    _write(out, form, found)
    return "\n".join((*_counts(found, form), *_next(law_file, out))) + "\n", told, int(bool(refused))


def _write(out: Path, form: CodingForm, found: LawProposals) -> None:
    if out.suffix.lower() == ".xlsx":
        write_bytes(out, workbook_of(form, found.law))
    else:
        write_text(out, form_text(form, "json" if out.suffix.lower() == ".json" else "yaml"))


def _lines(found: LawProposals, form: CodingForm) -> Iterator[str]:
    for row in form.rows:
        if row.number[:1] not in ("w", "m"):
            yield from _row_lines(row)
    yield from _counts(found, form)


def _row_lines(row: CodingRow) -> Iterator[str]:
    values = ", ".join(f"{key}: {shown(value)}" for key, value in row.values.items())
    missing = f"; to be written: {', '.join(row.missing)}" if row.missing else ""
    by = f", by {row.by}" if row.by != "tether" else ""
    said = f"(proposed, {row.sure or 'not said'}{by}): {values or 'no value read'}{missing}"
    yield f"{row.number} article {row.article} → {row.section} {said}"
    yield f"    “{row.quote if len(row.quote) <= 160 else row.quote[:159] + '…'}”"


def _counts(found: LawProposals, form: CodingForm) -> Iterator[str]:
    rows = [row for row in form.rows if row.number[:1] not in ("w", "m")]
    sure = Counter(row.sure for row in rows)
    spoken = found.sections()
    silent = [unit for unit in found.law.units if unit.id not in spoken]
    listed = ", ".join(f"{count} {name}" for name, count in sure.items() if name)
    spread = f"for {len(spoken)} of {len(found.law.units)} articles; {len(found.named.bodies)} are named"
    yield f"{len(rows)} rows proposed ({listed or 'none'}) {spread}"
    if silent:
        yield f"nothing proposed for: {', '.join(f'{u.number} {u.heading}'.strip() for u in silent)}"


def _next(law_file: Path, out: Path) -> Iterator[str]:
    yield f"wrote {out}: nothing in it is confirmed"
    how = (
        "write accept under Take at each row that you take"
        if out.suffix.lower() == ".xlsx"
        else "write state: confirmed at each row that you take"
    )
    yield f"next: {how}, then: tether law code {law_file} --confirm {out} --out charter.yaml"


def _confirmed(law_file: Path, confirm: Path, out: Path | None) -> tuple[str, str, int]:
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"--out {out}: a charter is YAML: expected a name that ends in .yaml")
    form = _read(confirm)
    law = read_law(law_file)
    made = charter_of(form, law, out)
    told = "".join(f"not taken: {line}\n" for line in made.not_taken) + "".join(f"{line}\n" for line in made.told)
    code = int(bool(made.not_taken))
    if out is None:
        return made.text, told, code
    write_text(out, made.text)
    return f"wrote {out}: {made.taken} confirmed rows\nnext: tether check {out} --into {law_file}\n", told, code


def _read(path: Path) -> CodingForm:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        expected = f"a form of tether law code: {', '.join(ENDINGS)}"
        raise InputError(Problem(f"a file named {ending or 'without an ending'}", str(path), expected=expected))
    return read_workbook(path, at_once=False) if ending == ".xlsx" else read_rows(path, at_once=False)
