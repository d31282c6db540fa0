"""The page: sections of a brief made a document, and the document set by the writers of ``report``.

    write(content, "runs/2026-11-22T0931Z-iraq-2015-7f3a/brief.html")     # and brief.json beside it

The JSON twin holds every sentence with the id of its result and its numbers, and every table: what is made from a
brief (a memo, a defence) reads it.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from tether.brief.believe import believe_script, in_edition
from tether.brief.content import BriefContent, CaseCard
from tether.brief.contract import check
from tether.brief.digest import annex_name, digest
from tether.brief.edition import for_paper
from tether.brief.first_page import first_section
from tether.brief.phrases import (
    ABSENT,
    ANNEX,
    CUT_OFF,
    DATA,
    NO_DATA,
    PLAN,
    RETROSPECTIVE,
    RUN,
    SEED,
    STAMP,
    STAMP_MEANS,
    retrospective_means,
)
from tether.brief.sections import sections
from tether.report.blocks import Bar, BarFact, ContentsLine, Document, Section
from tether.report.charts import drawings, unchecked
from tether.report.editions.edition import Edition
from tether.report.editions.pages import in_language
from tether.report.html import as_html
from tether.report.json_twin import as_twin_text
from tether.report.numbers import spell
from tether.report.writers import put_with_twin, twin_path


def document(content: BriefContent) -> Document:
    """Return the brief as a document.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    check(content)
    with unchecked():
        parts = [first_section(content), *digest(content)]
    page = _document(content, parts, content.case.title, content.case.id)
    return replace(page, script=believe_script(content))


def annex(content: BriefContent) -> Document:
    """Return what lies behind the brief: every table and sentence, and those of doubt, under the same numbers.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    check(content)
    with unchecked():
        parts = for_paper(sections(content))
    return _document(content, parts, ANNEX.format(content.case.title), f"{content.case.id}-annex")


def _document(content: BriefContent, parts: list[Section], title: str, name: str) -> Document:
    return Document(
        title,
        tuple(parts),
        data={"case": asdict(content.case), "screened": content.screened},
        name=name,
        bar=_bar(content),
        contents=_contents(parts),
        absent=ABSENT,
        running=_running(content),
    )


def render(content: BriefContent) -> str:
    """Return the brief as one HTML page.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    return as_html(document(content))


def render_annex(content: BriefContent) -> str:
    """Return the annex as one HTML page.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    return as_html(annex(content))


def write(content: BriefContent, path: str | Path) -> Path:
    """Write the brief to ``path``, its annex and their JSON twins beside it; return the path.

    Raises:
        InputError: the content breaks its contract (all problems at once).
        UsageError: ``path`` is where the twin would stand.
    """
    return _put(document(content), annex(content), content, Path(path))


def write_edition(content: BriefContent, path: str | Path, edition: Edition) -> Path:
    """Write the brief and its annex in the language of an edition, as ``write`` does.

    Raises:
        As ``write``.
    """
    page, behind = edition_page(content, edition), in_language(annex(content), edition)
    return _put(page, behind, content, Path(path))


def edition_page(content: BriefContent, edition: Edition) -> Document:
    """Return the brief as a document in the language of an edition, its sliders too.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    page = document(content)
    return replace(in_language(page, edition), script=in_edition(page.script, edition))


def _put(page: Document, behind: Document, content: BriefContent, path: Path) -> Path:
    """Put the annex in place, then the page, once both are made: a brief never stands without what it links to."""
    twin_path(path)  # refuses a name before anything is written
    files = [(path.with_name(annex_name(content)), behind), (path, page)]
    made = [(file, as_html(d).encode("utf-8"), as_twin_text(d).encode("utf-8")) for file, d in files]
    for file, text, twin in made:
        put_with_twin(file, text, twin)
    return path


def write_with_pictures(content: BriefContent, path: str | Path) -> dict[str, str]:
    """Write the brief as ``write`` does, and return every drawing as SVG, by name, for the run folder.

    Raises:
        As ``write``.
    """
    page, behind = document(content), annex(content)
    _put(page, behind, content, Path(path))
    return {name: drawing.svg for made in (behind, page) for name, drawing in drawings(made).items()}


def _bar(content: BriefContent) -> Bar:
    card = content.case
    recorded = content.record is not None
    mark = (RETROSPECTIVE, retrospective_means(recorded)) if card.retrospective else ("", "")
    facts = (
        BarFact(DATA, card.data_version if recorded else NO_DATA),
        BarFact(CUT_OFF, spell(card.cut_off), *mark),
        *((BarFact(SEED, str(card.seed)),) if recorded else ()),
        BarFact(RUN, card.run_id, minor=True),
    )
    stamp = () if content.screened else (STAMP, STAMP_MEANS)
    return Bar(card.title, facts, *stamp)


def _contents(parts: list[Section]) -> tuple[ContentsLine, ...]:
    """Return every section of the plan; those that this brief has not been through without a place to go to."""
    here = {s.number: s.id for s in parts}
    return tuple(ContentsLine(number, title, here.get(number, "")) for number, title in PLAN.items())


def _running(content: BriefContent) -> str:
    card: CaseCard = content.case
    stamp = [] if content.screened else [STAMP]
    mark = [RETROSPECTIVE] if card.retrospective else []
    return " · ".join((*stamp, card.title, f"{CUT_OFF} {spell(card.cut_off)}", *mark, f"{RUN} {card.run_id}"))
