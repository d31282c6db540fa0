"""The page: sections set into one self-contained HTML file that draws with the network cut.

One JavaScript bundle (Vega, Vega-Lite, vega-embed and our few lines, one module, named by its hash in the content
security policy, run by Vega's expression interpreter so that nothing is evaluated), all data inline, no request at all.
Every drawing is there twice: as a still picture, which print and readers without scripts see, and as a live one.

    write(content, "runs/2026-11-22T0931Z-iraq-2015-7f3a/brief.html")
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tether.brief import phrases
from tether.brief.blocks import Block, ChartPanel, Figure, Fold, Section
from tether.brief.content import BriefContent
from tether.brief.contract import check
from tether.brief.edition import for_paper
from tether.brief.figures import style
from tether.brief.inline import bundle, css_string, data_url, file_url, json_text, policy, still
from tether.brief.numerals import spell
from tether.brief.sections import sections
from tether.brief.tables import csv_bytes
from tether.documents.files import write_text


def render(content: BriefContent) -> str:
    """Return the brief as one HTML page.

    Raises:
        InputError: the content breaks its contract (all problems at once).
    """
    check(content)
    parts = for_paper(sections(content))
    drawings = {d.id: d for figure in figures(parts) for d in _drawings(figure)}
    here = {s.number: s.id for s in parts}
    script = bundle(_asset("boot.js"))
    return (
        _environment()
        .get_template("page.html")
        .render(
            case=content.case,
            cut_off=spell(content.case.cut_off),
            screened=content.screened,
            sections=parts,
            plan=phrases.PLAN,
            here=here,
            absent=[title for number, title in phrases.PLAN.items() if number not in here],
            drawings=drawings,
            config=json_text(style.CONFIG),
            style=_asset("style.css"),
            running=css_string(_running(content)),
            script=script,
            policy=policy(script),
            words=phrases,
        )
    )


def write(content: BriefContent, path: str | Path) -> Path:
    """Write the brief to ``path``, whole or not at all; return the path."""
    return write_text(path, render(content))


def pictures(content: BriefContent) -> dict[str, str]:
    """Return every drawing as SVG, by name, for the run folder."""
    return {d.id: d.svg for figure in figures(sections(content)) for d in _drawings(figure)}


def figures(parts: list[Section]) -> list[Figure]:
    """Return all figures of the sections, in order."""
    return [b for s in parts for b in _flat(s.blocks) if isinstance(b, Figure)]


@dataclass(frozen=True)
class Drawing:
    """One drawing made ready: its spec for the live picture, its SVG for the still one."""

    id: str
    spec: str
    svg: str
    src: Markup


def _drawings(figure: Figure) -> list[Drawing]:
    return [_drawing(drawing_id(figure, i), cell, style.WIDTH[figure.layout]) for i, cell in enumerate(figure.cells)]


def drawing_id(figure: Figure, index: int) -> str:
    """Return the name of one drawing of a figure: the figure's own where there is but one."""
    return figure.id if len(figure.cells) == 1 else f"{figure.id}-{index + 1}"


def _drawing(name: str, cell: ChartPanel, width: int) -> Drawing:
    from tether.brief.figures.drawing import specification

    spec = specification(cell.chart)
    svg = still({**spec, "width": width, "config": style.CONFIG})
    return Drawing(name, json_text(spec), svg, data_url(svg.encode(), "image/svg+xml"))


def _flat(blocks: tuple[Block, ...]) -> list[Block]:
    return [b for block in blocks for b in (_flat(block.blocks) if isinstance(block, Fold) else [block])]


def _running(content: BriefContent) -> str:
    stamp = [] if content.screened else [phrases.STAMP]
    card = content.case
    mark = [phrases.RETROSPECTIVE] if card.retrospective else []
    parts = (*stamp, card.title, f"{phrases.CUT_OFF} {spell(card.cut_off)}", *mark, f"{phrases.RUN} {card.run_id}")
    return " · ".join(parts)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("tether.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["kind"] = lambda block: type(block).__name__.lower()
    found.filters["csv"] = lambda file: file_url(csv_bytes(file.table))
    found.filters["picture"] = lambda svg: data_url(svg.encode(), "image/svg+xml")
    found.filters["spell"] = spell
    found.globals["drawing_id"] = drawing_id
    return found


def _asset(name: str) -> Any:
    return (files("tether.brief") / "templates" / name).read_text("utf-8")
