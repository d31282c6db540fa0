"""What is made from a finished brief, by reading its JSON twin: a memo for a cabinet, and a defence.

    brief = read_brief("runs/…")                        # the run folder, its brief.html or its brief.json
    write_memo(brief, "memo.docx")                      # needs the extra "office" (python-docx)
    defended(brief)[0].objection

The memo begins with page one as it is, its matrix and its pictures, then gives two pages of the brief's own sentences,
each with the id of its result: the answers, every stop, the votes, what one would have to believe, what the model
leaves out. The annex that lies beside a brief is read with it. The defence is for
whoever must stand up for a brief before people who disagree: each headline sentence, the rows it rests on, the
assumption behind it, an objection and the answer, which claims no more than the page does. Neither says anything that
the brief does not say, and neither needs a second run. To add a kind of result to the defence: a row of ``ANSWERS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd

from tether.brief.phrases import AGREED, INTENDED_USE, LEFT_OUT, PLAN, STOPS
from tether.documents.files import write_bytes
from tether.documents.packed import MB
from tether.documents.xml_file import local, parse_xml
from tether.errors import InputError, Problem
from tether.report.blocks import Document, Heading, Paragraph, Picture, Row, Section, Sentence, Table
from tether.report.docx import as_docx
from tether.report.json_twin import PrintedSentence, printed_sentences, read_twin, tables
from tether.report.words import SHAPES
from tether.report.writers import twin_path

WORDS = 950  # of a memo, about two pages
FEW = 4
ANSWERED = ("lawful", "faults", "agreed", "record")  # sections of the page that answer its questions
ANSWERS = {
    "screening": (
        "The facts about the recipient may be otherwise.",
        "They may: each item names the fact it hangs on and the paper that would lift a stop. Software screens; a "
        "person signs.",
    ),
    "findings": (
        "These rules are opinions.",
        "A stop rests on law or arithmetic and quotes its source; errors and warnings say how strong their evidence "
        "is. The rules locate faults and foretell nothing.",
    ),
    "passage": (
        "You know how these votes ended, and the stands are guesses.",
        "The stands are intervals and say so. What is learnt comes only from bills decided by the cut-off, and the "
        "score on bills left out is printed beside it; it shows little.",
    ),
    "plan": (
        "Nobody asked these men.",
        "Section 5 says whether the roster was counted or invented. A plan shows what the charter's own rules leave "
        "possible with such men, not what will be; with another roster, tether plan does it again.",
    ),
    "break-even": (
        "The range of that assumption was set by hand.",
        "It was. That is why the value at which the sign turns is printed, and under how many theories it lies inside "
        "the range, and not a difference.",
    ),
    "comparison": (
        "These worlds are invented.",
        "They are sampled from assumptions under five rival theories. A count of worlds says how far a statement hangs "
        "on them, and nothing of how often it would come true.",
    ),
    "jackknife": ("You left out what suits you.", "Each source in turn, and the conclusions that change are listed."),
    "record": (
        "Recorded deaths are not all deaths.",
        "They are not. What could not be placed is counted beside every map, and missing is never zero.",
    ),
}


NUMBER, TEXT = (int, float), (str,)
NEEDED = {  # the columns that a defence reads, and what they hold
    "assumptions": {
        **dict.fromkeys(("symbol", "meaning", "unit", "label", "source"), TEXT),
        "lo": NUMBER,
        "hi": NUMBER,
    },
    "shares": {"symbol": TEXT, "share": NUMBER},
}


@dataclass(frozen=True)
class FinishedBrief:
    """A brief as its twin holds it: sentences in the page's order, the tables that the page carries, by name.

    ``sentences`` are the page's own; ``behind`` those of its annex. ``matrix`` and ``pictures`` are page one's.
    """

    title: str
    sentences: tuple[PrintedSentence, ...]
    tables: Mapping[str, pd.DataFrame]
    command: str  # the shell line that makes it again
    behind: tuple[PrintedSentence, ...] = ()
    matrix: Table | None = None
    pictures: tuple[tuple[str, Picture], ...] = ()  # title, drawing

    def printed(self, section: str, prefix: str = "") -> list[PrintedSentence]:
        """Return a section's sentences on paper that rest on results whose ids begin with ``prefix``."""
        on_paper = [s for s in self.sentences if s.section == section and s.on_paper]
        return [s for s in on_paper if s.kind == "result" and s.result.startswith(prefix)]


@dataclass(frozen=True)
class Defence:
    """One headline sentence with what stands behind it and what may be said against it."""

    sentence: str
    result: str
    rows: int  # rows of the page's tables that the sentence prints
    assumptions: tuple[str, ...]  # "meaning: range (label; source)"
    objection: str
    answer: str


def read_brief(path: str | Path) -> FinishedBrief:
    """Read a finished brief: its run folder, its page or its twin.

    Raises:
        InputError: there is no twin, or it is not that of a brief.
    """
    file = _twin_of(Path(path))
    twin = read_twin(file)
    card = twin.get("data", {}).get("case")
    if not isinstance(card, dict) or not isinstance(card.get("command"), str):
        raise InputError(Problem("the twin of another page", str(file), expected="the brief.json of a run"))
    behind = _annex_of(file, str(card.get("id", "")))
    carried = {**(tables(behind) if behind else {}), **tables(twin)}
    found = {name: pd.DataFrame(t["rows"], columns=t["columns"]) for name, t in carried.items()}
    problems = list(_missing(found, str(file)))
    if problems:
        raise InputError(*problems)
    more = tuple(printed_sentences(behind)) if behind else ()
    own = tuple(printed_sentences(twin))
    return FinishedBrief(twin["title"], own, found, card["command"], more, _matrix(twin), _pictures(file, twin))


def twin_and_stills(path: str | Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return a finished brief's twin, and the drawings of every figure by its id, as they stand in the page beside it.

    Raises:
        InputError: there is no twin, or a drawing holds more than shapes and text.
    """
    file = _twin_of(Path(path))
    page, found = file.with_suffix(".html"), {}
    for name, drawn in (_all_stills(_page_text(page)) if page.is_file() else {}).items():
        for svg in drawn:
            _only_drawn(svg, f"{page.name}, figure '{name}'")
        found[name] = drawn
    return dict(read_twin(file)), found


def _annex_of(file: Path, case: str) -> dict[str, Any] | None:
    """Return the twin of the annex beside a brief's twin; None where it has none (an older brief, a page alone)."""
    annex = file.with_name(f"{case}-annex.json")
    return dict(read_twin(annex)) if case and annex.is_file() else None


def _matrix(twin: Mapping[str, Any]) -> Table | None:
    """Return page one's matrix: each cell its shape and its word."""
    blocks: list[Any] = next((s["blocks"] for s in twin["sections"] if s["id"] == "question"), [])
    found = next((b for b in blocks if b["block"] == "table" and b.get("columns")), None)
    if found is None:
        return None
    rows = tuple(Row(tuple(_cell(c) for c in row["cells"]), row.get("result", "")) for row in found["rows"])
    return Table("", tuple(found["columns"]), rows)


def _cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return " ".join(str(_cell(c)) for c in cell)
    if isinstance(cell, dict):
        return f"{SHAPES[cell['tone']]} {cell['text']}" if cell.get("tone") in SHAPES else str(cell["text"])
    return cell


def _pictures(file: Path, twin: Mapping[str, Any]) -> tuple[tuple[str, Picture], ...]:
    """Return page one's drawings, as they stand in the page beside the twin; none where no page lies there."""
    page = file.with_suffix(".html")
    blocks: list[Any] = next((s["blocks"] for s in twin["sections"] if s["id"] == "question"), [])
    figures = [b for b in blocks if b["block"] == "figure"]
    if not figures or not page.is_file():
        return ()
    stills = {name: drawn[0] for name, drawn in _all_stills(_page_text(page)).items()}
    drawn = [f for f in figures if f["id"] in stills and f["drawings"]]
    for figure in drawn:
        _only_drawn(stills[figure["id"]], f"{page.name}, figure '{figure['id']}'")
    return tuple((f["title"], Picture(stills[f["id"]], f["drawings"][0]["alt"])) for f in drawn)


DRAWN = frozenset(
    "svg g path text tspan line rect circle polygon polyline ellipse defs clipPath title desc".split()  # noqa: SIM905
)
LARGEST_DRAWING = 4 * MB


def _only_drawn(svg: str, where: str) -> None:
    """Refuse a drawing that holds more than shapes and text: a page may have been changed since it was written."""
    remedy = "make the page again: tether brief"
    for element in parse_xml(svg.encode("utf-8"), where, most=LARGEST_DRAWING, remedy=remedy).iter():
        name = local(str(element.tag))
        named = [local(k) for k in element.attrib]
        calls = [k for k in named if k.lower().startswith("on") or k.lower() in ("href", "style")]
        if name not in DRAWN or calls:
            found = f"a drawing with '{name}'" + (f" that has {', '.join(calls)}" if calls else "")
            raise InputError(Problem(found, where=where, expected="shapes and text alone", remedy=remedy))


FIGURE, STILL = '<figure id="', 'src="data:image/svg+xml,'


def _page_text(page: Path) -> str:
    """Return a page's text; refuse one that is none."""
    try:
        return page.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                f"bytes that are not UTF-8 (at byte {error.start:,})",
                where=page.name,
                expected="a page that tether brief wrote",
                remedy="make it again: tether brief",
            )
        ) from error


def _all_stills(page: str) -> dict[str, list[str]]:
    """Return the still drawings of each figure of a page, by the figure's id."""
    found = {}
    for part in page.split(FIGURE)[1:]:
        drawn = [unquote(s.partition('"')[0]) for s in part.partition("</figure>")[0].split(STILL)[1:]]
        if drawn:
            found[part.partition('"')[0]] = drawn
    return found


def _missing(found: Mapping[str, pd.DataFrame], file: str) -> Iterator[Problem]:
    """Yield what the tables of assumptions and shares lack, where the page has rows of them."""
    for name, columns in NEEDED.items():
        table = found.get(name, pd.DataFrame())
        for column, kinds in columns.items() if not table.empty else ():
            said = "numbers" if kinds is NUMBER else "text"
            if column not in table:
                yield Problem(f"table {name!r} without the column {column!r}", file, expected=said)
            elif not all(isinstance(v, kinds) for v in table[column] if v is not None and v == v):
                yield Problem(f"table {name!r}: not all of {column!r} is {said}", file, expected=said)


def memo_parts(brief: FinishedBrief) -> list[tuple[str, list[PrintedSentence]]]:
    """Return the memo as headings with their sentences; stops and what is not observed are never cut to fit."""
    asked = [s for s in brief.sentences if s.section == "question" and s.tone == "lead"]
    everything = (*brief.sentences, *brief.behind)
    stops = list({s.text: s for s in everything if s.tone == "stop" and s.on_paper}.values())
    votes = [s for s in brief.behind if s.section in ("agreed", "staffed") and s.result.startswith("passage/")]
    left_out = [s for s in brief.sentences if s.section == "assumptions" and s.kind == "quoted" and s.on_paper]
    parts = [
        ("", asked),
        (PLAN[1], [s for part in ANSWERED for s in brief.printed(part) if s.tone != "stop"]),
        (STOPS, stops),
        (AGREED, votes),
        (PLAN[7], brief.printed("belief")),
        (LEFT_OUT, left_out[:FEW]),
    ]
    return _fitted([(title, sentences) for title, sentences in parts if sentences])


def memo(brief: FinishedBrief) -> Document:
    """Return the memo as a document."""
    asked, *rest = [Section(0, "", title, _paragraphs(sentences)) for title, sentences in memo_parts(brief)]
    shown = [block for title, drawn in brief.pictures for block in (Heading(title), drawn)]
    first = replace(asked, blocks=(*asked.blocks, *([brief.matrix] if brief.matrix else []), *shown))
    parts = (first, *rest)
    return Document(brief.title, parts, foot=f"{INTENDED_USE} {brief.command}", name="memo")


def write_memo(brief: FinishedBrief, path: str | Path) -> Path:
    """Write the memo as a Word file, whole or not at all; return the path.

    Raises:
        UsageError: python-docx is not installed.
    """
    made, target = as_docx(memo(brief), results=True), Path(path)
    return write_bytes(target, made)


def defended(brief: FinishedBrief) -> tuple[Defence, ...]:
    """Return a defence of each sentence of the page that rests on a result."""
    return tuple(_defence(s, brief) for s in brief.sentences if s.kind == "result" and s.on_paper)


def _twin_of(path: Path) -> Path:
    """Return the twin that a path means, or say what is missing."""
    if path.suffix == ".json":
        return path
    file = path / "brief.json" if path.is_dir() else twin_path(path)
    if file.is_file():
        return file
    page = path / "brief.html" if path.is_dir() else path
    wanted = "a run folder that tether brief wrote, or its brief.html with brief.json beside it"
    if not page.is_file():
        raise InputError(Problem(f"no {page.name} and no {file.name}", str(page), expected=wanted))
    remedy = f"a brief that an older version wrote has none: run tether brief again, which writes {file.name}"
    raise InputError(Problem(f"no {file.name} beside {page.name}", str(page), expected=wanted, remedy=remedy))


def _paragraphs(sentences: Iterable[PrintedSentence]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Sentence(s.text, s.result),)) for s in sentences)


def _fitted(parts: list[tuple[str, list[PrintedSentence]]]) -> list[tuple[str, list[PrintedSentence]]]:
    """Cut the longest list that may be cut, from its end, until the memo fits."""
    kept = [(title, list(sentences)) for title, sentences in parts]
    while _words(s for _, sentences in kept for s in sentences) > WORDS:
        may = [sentences for title, sentences in kept if title in (PLAN[1], AGREED, PLAN[7]) and len(sentences) > 1]
        if not may:
            break
        max(may, key=_words).pop()
    return kept


def _words(sentences: Iterable[PrintedSentence]) -> int:
    return sum(len(s.text.split()) for s in sentences)


def _defence(sentence: PrintedSentence, brief: FinishedBrief) -> Defence:
    kind = sentence.result.split("/")[0].removesuffix("-score")
    objection, answer = ANSWERS.get(kind, ("What does this rest on?", "On the rows named, carried inside the page."))
    rows = sum(_behind(table, sentence.result) for table in brief.tables.values())
    return Defence(sentence.text, sentence.result, rows, _assumptions(sentence, brief), objection, answer)


def _behind(table: pd.DataFrame, result: str) -> int:
    if "result" not in table:
        return 0
    ids = table["result"].astype(str)
    return int(((ids == result) | ids.str.startswith(result + "/")).sum())


def _assumptions(sentence: PrintedSentence, brief: FinishedBrief) -> tuple[str, ...]:
    """Return the assumption that a break-even turns on, or those that carry a comparison's spread most."""
    known, parts = brief.tables.get("assumptions", pd.DataFrame()), sentence.result.split("/")
    if known.empty:
        return ()
    symbols = [p for p in parts if p in set(known["symbol"])]
    if parts[0] == "comparison":
        symbols = _carriers(brief.tables.get("shares", pd.DataFrame()))
    return tuple(_assumption(known[known["symbol"] == s]) for s in symbols)


def _carriers(shares: pd.DataFrame, most: int = 3) -> list[str]:
    if shares.empty:
        return []
    total = shares.groupby("symbol")["share"].sum().sort_values(ascending=False, kind="stable")
    return [str(s) for s in total.index if str(s) not in ("rest", "luck")][:most]


def _assumption(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    first: Any = rows.iloc[0]
    span = f"{rows['lo'].min():g} to {rows['hi'].max():g} {first['unit']}".strip()
    return f"{first['meaning']}: {span} ({first['label']}; {first['source']})"
