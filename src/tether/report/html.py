"""A document as one self-contained HTML page that draws with the network cut.

Nothing is asked for from outside. A page with charts carries one JavaScript bundle (Vega, Vega-Lite, vega-embed and our
few lines, one module, named by its hash in the content security policy, run by Vega's expression interpreter so that
nothing is evaluated), and every drawing is there twice: as a still picture, which print and readers without scripts
see, and as a live one. A page without charts carries no script at all, unless it brings one of its own.
"""

from __future__ import annotations

import re
from functools import cache, partial
from importlib.resources import files
from itertools import count
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tether.report import words
from tether.report.blocks import Aside, Document, Figure, Item, Jump, Method, Picture, Quoted, Sentence, Sign
from tether.report.isolates import as_elements, in_running_text
from tether.report.numbers import spell
from tether.report.release import released
from tether.report.standalone import bundle, css_string, csv_bytes, file_url, json_text, policy, script_text
from tether.report.svg import own_ids

_FOREIGN = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")  # scripts that run from right to left


def as_html(document: Document) -> str:
    """Return the page."""
    document = released(document, marks=True)
    drawn, config = _drawn(document)
    own = document.script
    mirrored = document.language in words.RIGHT_TO_LEFT
    style = _style(document.running)
    scripts = [*([bundle(_asset("figures.js"))] if drawn else []), *([script_text(own.text)] if own else [])]
    page = (
        _environment()
        .get_template("page.html")
        .render(
            document=document,
            numbers=document.numbers,
            pictures=count(1),
            drawings=drawn,
            config=config,
            style=style,
            absent=document.absent or document.say(words.ABSENT),
            missing=[line.title for line in document.contents if not line.id],
            right_to_left=mirrored,
            data=json_text(own.data) if own and own.data is not None else "",
            scripts=scripts,
            policy=policy(scripts, [style]),
            words=words,
            say=document.say,
        )
    )
    page = _within(page) if mirrored else page
    return as_elements(page) if document.language != "en" else page


def _style(running: str) -> Markup:
    """Return the page's one sheet; ``running`` is the line on top of every printed page."""
    more = f"@page {{ @top-left {{ content: {css_string(running)}; }} }}\n" if running else ""
    return Markup(_asset("style.css") + more)


def inline(part: Item, numbers: dict[str, int] | None = None) -> Markup:
    """Return running text as markup; ``numbers`` are those of the sources in the document's list."""
    if isinstance(part, tuple):
        return Markup(" ").join(inline(p, numbers) for p in part)
    match part:
        case Sentence():
            return _sentence(part, numbers or {})
        case Method():
            return Markup("<span data-method>{}</span>").format(part.text)
        case Quoted():
            return Markup("<span data-quoted{}>{}</span>").format(direction(part.text), part.text)
        case Sign():
            return Markup('<b class="sign {}">{}</b>').format(part.tone, part.text)
        case Jump():
            toned = Markup(' class="sign {}"').format(part.tone) if part.tone else ""
            return Markup('<a{} href="{}#{}">{}</a>').format(toned, part.page, part.to, part.text)
        case Aside():
            return Markup('<small class="aside">{}</small>').format(part.text)
    return escape(part)


def direction(part: Any) -> Markup:
    """Return ``dir="auto"`` for text that holds letters of a script from right to left."""
    text = getattr(part, "text", part)
    return Markup(' dir="auto"') if isinstance(text, str) and _FOREIGN.search(text) else Markup()


def _within(page: str) -> str:
    """Return a page that runs from right to left whose texts all run with it: one that begins in Latin, too.

    What stands in quotation marks keeps a direction of its own, so that its last stop stays where it belongs.
    """
    quoted = partial(re.sub, "«([^»<>]*)»", r"«<bdi>\1</bdi>»")
    return in_running_text(page.replace(' dir="auto"', ""), quoted)


def _sentence(part: Sentence, numbers: dict[str, int]) -> Markup:
    attributes = Markup()
    for name, value in (("result", part.result), ("theories", " ".join(part.theories))):
        attributes += Markup(' data-{}="{}"').format(name, value) if value else Markup()
    if part.recalled:
        attributes += Markup(' class="recalled"')
    cited = [numbers[s] for s in part.sources if s in numbers]
    marks = Markup().join(Markup('<sup><a href="#s{}">[{}]</a></sup>').format(n, n) for n in cited)
    if not (attributes or marks or direction(part)):
        return escape(part.text)
    return Markup("<span{}{}>{}</span>{}").format(attributes, direction(part), part.text, marks)


def _lines(part: Any, numbers: dict[str, int]) -> Markup:
    """Return a cell: a tuple's parts on a line each."""
    if not isinstance(part, tuple):
        return inline(part, numbers)
    return Markup().join(Markup('<span class="line">{}</span>').format(inline(p, numbers)) for p in part)


def _picture(picture: Picture, prefix: str) -> Markup:
    named = Markup('<svg aria-label="{}" ').format(picture.alt)
    return Markup(own_ids(picture.svg, prefix).replace("<svg ", named, 1))


def _drawn(document: Document) -> tuple[dict[str, Any], Markup]:
    """Return the drawings by name and their common style; without a figure nothing is imported for it."""
    if not any(isinstance(block, Figure) for block in document.blocks):
        return {}, Markup()
    from tether.report.charts import CONFIG, drawings

    return drawings(document), json_text(CONFIG)


@pass_context
def _inline_filter(context: Context, part: Any) -> Markup:
    return inline(part, context["numbers"])


@pass_context
def _lines_filter(context: Context, part: Any) -> Markup:
    return _lines(part, context["numbers"])


@pass_context
def _picture_filter(context: Context, picture: Picture) -> Markup:
    return _picture(picture, f"p{next(context['pictures'])}")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"inline": _inline_filter, "lines": _lines_filter, "picture": _picture_filter}
    made.filters |= {"direction": direction, "spell": spell}
    made.filters["kind"] = lambda block: type(block).__name__.lower()
    made.filters["csv"] = lambda file: file_url(csv_bytes(file.table))
    made.globals["drawing_id"] = _drawing_id
    return made


def _drawing_id(figure: Any, index: int) -> str:
    from tether.report.charts import drawing_id

    return drawing_id(figure, index)


@cache
def _asset(name: str) -> str:
    return (files("tether.report") / name).read_text("utf-8")
