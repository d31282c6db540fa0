"""Page one: the case in three sentences, options against questions, three pictures, what can't be told, who signs.

It stands alone on a screen, on paper and in Word, and is read in a minute: at most ``MOST_WORDS`` words and
``MOST_NUMBERS`` numbers for a case whose question is short (``tests/brief/test_first_page.py`` counts them on the
finished page: all that is read, the pictures' titles included, but what is drawn and each picture's line of sources).
Options are introduced before they are named. No count of worlds stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tether.brief.content import BriefContent
from tether.brief.figures.history import brown_in_short, history_figure
from tether.brief.figures.men import men_figure
from tether.brief.figures.whereabouts import whereabouts_figure
from tether.brief.headline import missing
from tether.brief.matrix import judged, options, options_matrix, standing_against
from tether.brief.money import page_one_sentence
from tether.brief.phrases import NO_RECORD, PLAN, STAMP_MEANS
from tether.brief.results import fact, facts
from tether.report.blocks import (
    Block,
    Figure,
    Heading,
    Jump,
    Listing,
    Method,
    Paragraph,
    Quoted,
    Section,
    Sentence,
    Text,
)
from tether.report.blocks import Item as Line
from tether.report.numbers import count, spell

MOST_WORDS, MOST_NUMBERS = 180, 15
CANT_TELL = "What we can’t tell, and who could"
MOST_TOLD = 3  # things that can't be told
SIGNS = "To sign:"
SENTENCES = re.compile(r"(?<=[.!?])\s+")


def first_section(content: BriefContent) -> Section:
    """Return the page that stands alone."""
    matrix = options_matrix(content)
    told = tuple(cannot_tell(content))
    blocks: tuple[Block, ...] = (
        Paragraph(tuple(three_sentences(content)), "lead"),
        *((Paragraph((Method(NO_RECORD),), "note"),) if content.record is None else ()),
        *((matrix,) if matrix else ()),
        *((Paragraph((Jump("What words mean", "assumptions"),), "note", on_paper=False),) if matrix else ()),
        *((Paragraph(laws, "note"),) if (laws := tuple(_against(content))) else ()),
        *((Paragraph(who_pays, "note"),) if (who_pays := page_one_sentence(content.costs or {})) else ()),
        *pictures(content),
        *((Heading(CANT_TELL), Listing(told, "small")) if told else ()),
        Paragraph(tuple(_signature(content)), "note"),
    )
    return Section(1, "question", PLAN[1], blocks)


def three_sentences(content: BriefContent) -> Iterator[Text]:
    """Return what is new, why it matters, and what is asked: the case's own words around what the record counts."""
    said = SENTENCES.split(content.case.question.strip()) if content.case.question else [f"{content.case.title}."]
    asked = [s for s in said if s.endswith("?")]
    new = [s for s in said if s not in asked]
    yield from (Quoted(s) for s in new)
    if content.record is not None:
        yield _why(content)
    yield from (Quoted(s) for s in asked)


def pictures(content: BriefContent) -> tuple[Figure, ...]:
    """Return where the fighting is and who holds what, where the men go, and the history with its fan."""
    found: list[Figure] = []
    if content.record is not None:
        found.append(whereabouts_figure(content))
    men = men_figure(content)
    found = [*found, men] if men else [replace(f, layout="wide") for f in found]
    if content.record is not None:
        history = history_figure(content)
        title = "Deaths a month if nothing changes"
        found.append(replace(history, title=title, unit=brown_in_short(content.record), note=(), on_paper=True))
    return tuple(found)


def _against(content: BriefContent) -> Iterator[Text]:
    """Name, for each option with a stop or a breach, one law that stands against it."""
    for name, called, law in standing_against(content):
        yield Sentence(f"Against {called}: {law}.", f"findings/{name}")


def cannot_tell(content: BriefContent) -> Iterator[Line]:
    """Return what can't be told and who could tell it, the gravest first, at most ``MOST_TOLD``."""
    found = [*_evidence(content), *_open_cells(content)]
    for text, who, section in found[:MOST_TOLD]:
        yield (f"{text}:", Jump(who, section))


def _evidence(content: BriefContent) -> Iterator[tuple[str, str, str]]:
    lacks = {lack.rule for lack in missing(content)}
    standing = content.standing
    parties = [p.name for p in standing.parties if not (p.in_order and p.sized)] if standing else []
    told = {
        "parties": (f"How strong {_plain(parties[0])} is" if parties else "Who fights", "analysts of the conflict"),
        "read": ("Whether claims hold, most unread", "whoever reads them"),
        "scored": ("How far the status quo’s forecast holds", "whoever runs the hindcast"),
        "matters": ("Which option costs fewer lives", "nobody yet"),
    }
    yield from ((*told[rule], "belief") for rule in told if rule in lacks)


def _plain(name: str) -> str:
    """Return a name without what is added in brackets, which may be of a later date."""
    return name.partition(" (")[0]


def _open_cells(content: BriefContent) -> Iterator[tuple[str, str, str]]:
    words = [judged(content, name) for name in options(content)]
    if any(w["paid"] == "not priced" for w in words):
        yield "What it costs", "the finance ministry", "agreed"
    elif any(w["paid"] in ("payer, no sum", "no money named", "undecided") for w in words):
        yield "Whether the money is there", "the finance ministry", "agreed"
    if any(w["agreed"] in ("open", "ask again", "undecided") for w in words):
        yield "How the blocs would vote", "their leaders", "agreed"
    if any(w["lawful"] == "open" for w in words):
        yield "What is lawful", "the deciders’ lawyers", "lawful"


def _why(content: BriefContent) -> Sentence:
    known = facts(content)
    deaths = fact(known, "record/last-year/deaths")
    until = spell(str(deaths["what"]).rpartition(" to ")[2])
    ids = set(known["result"])
    civil = ""
    if "record/last-year/civilians" in ids:
        civil = f", {count(fact(known, 'record/last-year/civilians')['value'])} of them civilians"
    text = f"The year to {until} has {count(deaths['value'])} recorded deaths{civil}."
    return Sentence(text, "record/last-year")


def _signature(content: BriefContent) -> Iterator[Text]:
    if not content.screened:
        yield Method(STAMP_MEANS)
        return
    yield SIGNS
    yield Jump("the screening note", "lawful")
