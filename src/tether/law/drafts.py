"""Two drafts of a law in one table: the text, and, where each is coded, its meaning, findings, heads, money and votes.

    print(compared_drafts(Path("draft-1.docx"), Path("draft-2.docx"), None, CheckOptions()))

A draft's charter is the one that is named, the file of its name beside it (``draft-1.yaml``), or the one beside it
whose ``meta.law`` names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tether.charter.compare import Difference, difference
from tether.charter.reports.comparison import comparison_data, comparison_sections, comparison_text
from tether.charter.reports.output import CheckOptions, run_reports, write
from tether.errors import InputError, Problem
from tether.law.read import read_law
from tether.law.versions import ArticleVersions, LawVersions, versions
from tether.law.written_law import WrittenLaw
from tether.report.blocks import Document, Listing, Paragraph, Row, Section, Sentence, Table, section
from tether.report.writers import render

MOST_BESIDE = 300  # files of a folder that are looked into for the charter of a draft
WRITTEN = (".docx", ".docm", ".dotx", ".odt", ".ott", ".pdf", ".html", ".htm", ".xhtml", ".xml", ".akn", ".md", ".json")
AS_LAW = re.compile(r"\s{0,9}\{\s{0,9}\"law\"")
AS_CHARTER = re.compile(r"(?:^|\n)\s{0,9}charter\s{0,9}:")
UNCODED = (
    "No charter of both drafts is named or stands beside them: what changed in meaning, in findings, heads, money and "
    "votes is not told here (--charters one.yaml two.yaml)."
)
READING = "What changed stands between ⟦ and ⟧: before → after, + put in, − struck."


def is_written_text(path: Path) -> bool:
    """Return whether a file is a law's own text, by its name, or for plain text by its first line."""
    ending = path.suffix.lower()
    if ending not in (".txt", ".text", ".json", ""):
        return ending in WRITTEN
    try:
        with path.open("rb") as file:
            start = file.read(4000).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ending != ""
    return AS_LAW.match(start) is not None if ending == ".json" else not AS_CHARTER.search(start)


def compared_drafts(before: Path, after: Path, charters: tuple[Path, Path] | None, wanted: CheckOptions) -> str:
    """Compare two written texts, and their charters where there are any; return what to print, or write it.

    Raises:
        InputError: a text or a charter that can't be read; texts in two languages.
    """
    found = versions(*_both_read(before, after))
    if found.before.language != found.after.language:
        said = f"a text in {found.after.language}, beside one in {found.before.language}"
        raise InputError(Problem(said, str(after), expected="two versions in one language"))
    coded = charters or charters_of(before, after)
    meaning = difference(*run_reports(list(coded), wanted)[0]) if coded else None
    if wanted.form == "text" and wanted.out is None:
        return drafts_text(found, meaning)
    if wanted.form == "json":
        made: str | bytes = json.dumps(drafts_data(found, meaning), indent=2, ensure_ascii=False, default=str) + "\n"
    else:
        made = render(drafts_document(found, meaning), "" if wanted.form == "text" else wanted.form, wanted.out)
    if wanted.out is None:
        return made if isinstance(made, str) else ""
    write(wanted.out, made)
    return f"wrote {wanted.out}\n"


def _both_read(before: Path, after: Path) -> tuple[WrittenLaw, WrittenLaw]:
    """Read both texts; the problems of both are told together."""
    laws: list[WrittenLaw] = []
    problems: list[Problem] = []
    for path in (before, after):
        try:
            laws.append(read_law(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return laws[0], laws[1]


def drafts_text(found: LawVersions, meaning: Difference | None) -> str:
    """Return two drafts side by side as text: what changed by article, those that were only renumbered in one line."""
    lines = [f"from {found.before.file}", f"to   {found.after.file}", "", f"{found.counted}.", ""]
    told = [a for a in found.articles if a.words or a.moved]
    if told:
        lines += [f"The text ({READING[0].lower()}{READING[1:-1]})"]
    for article in told:
        place = article.after or article.before
        was = f" (was {article.before})" if article.renumbered and article.after else ""
        heading = f" {article.heading}" if article.heading else ""
        lines.append(f"  {place}{was}{heading}: {_happened(article)}")
        lines += [f"    {line}" for line in _what(article) if line]
    plain = [f"{a.before} → {a.after}" for a in found.articles if a not in told]
    lines += [f"  renumbered only: {'; '.join(plain)}"] if plain else []
    lines += [""] if found.articles else []
    for title, rows in (
        ("References that were right and no longer are", found.misled),
        ("Faults of the text that are new", [str(f) for f in found.appeared]),
        ("Faults of the text that are gone", [f"{f.place}: {f.found}" for f in found.went]),
    ):
        lines += [title, *(f"  {row}" for row in rows), ""] if rows else []
    return "\n".join(lines) + "\n" + (comparison_text(meaning) if meaning is not None else f"{UNCODED}\n")


def charters_of(before: Path, after: Path) -> tuple[Path, Path] | None:
    """Return the charters that stand beside two drafts, None where one of them has none."""
    one, other = _beside(before), _beside(after)
    return (one, other) if one is not None and other is not None and one != other else None


def _beside(draft: Path) -> Path | None:
    for ending in (".yaml", ".yml"):
        if draft.with_suffix(ending).is_file():
            return draft.with_suffix(ending)
    named = re.compile(rf"\blaw\s{{0,9}}:\s{{0,9}}[\"']?{re.escape(draft.name)}(?![\w.])")
    for path in sorted(draft.parent.glob("*.y*ml"))[:MOST_BESIDE]:
        try:
            start = path.read_bytes()[:20_000].decode("utf-8", "replace")
        except OSError:
            continue
        if AS_CHARTER.search(start) and named.search(start):
            return path
    return None


def drafts_document(found: LawVersions, meaning: Difference | None) -> Document:
    """Return two drafts side by side as a page."""
    under = f"from {found.before.file} to {found.after.file}"
    sections = (*_text_sections(found), *(comparison_sections(meaning) if meaning else [_uncoded()]))
    data = drafts_data(found, meaning)
    return Document("What changed between two drafts", tuple(sections), under=under, data=data, name="drafts")


def _uncoded() -> Section:
    return section("Meaning", Paragraph((UNCODED,)))


def _text_sections(found: LawVersions) -> Iterator[Section]:
    lead = Paragraph((Sentence(f"{found.counted}.", "drafts"),), "lead")
    rows = tuple(
        Row((a.before or "none", a.after or "none", a.heading, _happened(a), _what(a))) for a in found.articles
    )
    columns = ("before", "after", "heading", "what happened", "words, norms, figures")
    table = Table(Sentence(READING, "drafts"), columns, rows)
    yield section("The text", lead, *([table] if rows else [Paragraph(("No article changed.",))]))
    if found.misled:
        yield section("References that were right and no longer are", Listing(tuple((s,) for s in found.misled)))
    if found.appeared:
        told = Listing(tuple((str(fault),) for fault in found.appeared))
        yield section("Faults of the text that are new", told)
    if found.went:
        gone = Listing(tuple((f"{fault.place}: {fault.found}",) for fault in found.went))
        yield section("Faults of the text that are gone", gone)


def _happened(article: ArticleVersions) -> str:
    return f"{article.said} ({article.moved})" if article.moved else article.said


def _what(article: ArticleVersions) -> tuple[str, ...]:
    norms = [f"Norm: {said}" for said in article.norms]
    return (*article.words, *norms, *(f"Figures: {said}" for said in article.figures)) or ("",)


def drafts_data(found: LawVersions, meaning: Difference | None) -> dict[str, Any]:
    """Return two drafts side by side as data."""
    return {
        "from": found.before.file,
        "to": found.after.file,
        "counted": found.counted,
        "same": found.same,
        "articles": [{**asdict(a), "said": a.said} for a in found.articles],
        "misled": list(found.misled),
        "faults": {"appeared": [asdict(f) for f in found.appeared], "went": [asdict(f) for f in found.went]},
        "meaning": comparison_data(meaning) if meaning is not None else None,
    }
