"""Charts and pictures in another language: titles, labels and figures; Vega has no layout from right to left.

Nothing is drawn anew. Of a chart the specification is taken: its titles are said in the language; a text that stands
in the data gets a column of its own ("… in words"), which labels and tooltips read, so that what picks rows by their
value still finds them; axes and legends of names say each name. In Arabic the vertical axis stands on the right, its
title set to the right; time runs from left to right, as in Arabic statistical yearbooks. Figures follow the edition.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape, unescape

from tether.report.editions.edition import Edition
from tether.report.isolates import bare
from tether.report.words import EASTERN

WORDED = " in words"
NAMES = ("nominal", "ordinal")
SAID = ("text", "tooltip")  # channels that print a value
LINE = 27  # letters of a label, where the English has several lines
_TEXT = re.compile(r"(<(?:text|title|desc)\b[^<>]*>)([^<>]+)(</)")
RIGHT = {"orient": "right", "titleAlign": "right", "titleAnchor": "end", "titleX": 0, "titleY": -8, "titleAngle": 0}


def svg_in(svg: str, edition: Edition) -> str:
    """Return a picture with each of its lines of text said in the language."""

    def line(found: re.Match[str]) -> str:
        return f"{found[1]}{escape(bare(edition.said(unescape(found[2]))))}{found[3]}"

    return _TEXT.sub(line, svg)


class TranslatedChart:
    """A chart in another language: it has of a chart what a page asks of one, the specification."""

    def __init__(self, chart: Any, edition: Edition) -> None:
        self.chart, self.edition = chart, edition
        self.config = config_in(edition)

    def to_dict(self, *, validate: bool = False) -> dict[str, Any]:
        """Return the specification."""
        spec = self.chart.to_dict(validate=validate)
        columns: dict[str, set[str]] = {}
        for rows in _tables(spec):
            _collect(rows, "", columns)
        made: dict[str, Any] = _Words(self.edition, columns, frozenset(_printing(spec, ""))).part(spec, "")
        return made


def config_in(edition: Edition) -> dict[str, Any]:
    """Return how charts of an edition are set: figures, months, and the side of the vertical axis."""
    french = edition.language == "fr"
    eastern = edition.language == "ar" and edition.digits == "eastern"
    number = {
        "decimal": "," if french else "٫" if eastern else ".",
        "thousands": "\u202f" if french else "٬" if eastern else ",",
        "grouping": [3],
        "currency": ["", ""],
        **({"numerals": list("0123456789".translate(EASTERN))} if eastern else {}),
    }
    return {"locale": {"number": number}, **({"axisY": RIGHT} if edition.language == "ar" else {})}


class _Words:
    """Says the parts of one specification."""

    def __init__(self, edition: Edition, columns: dict[str, set[str]], printing: frozenset[str]) -> None:
        self.edition, self.columns, self.printing = edition, columns, printing

    def said(self, text: str) -> str:
        """Return a text in the language; what the English breaks into lines is broken anew."""
        made = bare(self.edition.said(" ".join(text.split("\n"))))
        return "\n".join(wrap(made, LINE)) if "\n" in text else made

    def part(self, part: Any, key: str) -> Any:
        if isinstance(part, list):
            return [self.part(p, key) for p in part]
        if not isinstance(part, dict):
            return self.said(part) if isinstance(part, str) and key == "title" and part else part
        kept = {k: self.rows(v) if k in ("values", "datasets") else self.part(v, k) for k, v in part.items()}
        if key == "encoding":
            return self.from_the_right(kept)
        if key in SAID and isinstance(kept.get("field"), str):
            return self.printed(kept, key)
        if kept.get("type") in NAMES and key not in ("detail", "order"):
            return self.named(kept)
        return self.dated(kept) if kept.get("type") == "temporal" else kept

    def printed(self, channel: dict[str, Any], key: str) -> dict[str, Any]:
        """Return a channel of text that reads the column in words; a tooltip, under a title in the language."""
        field = channel["field"]
        title = {"title": channel.get("title") or self.said(field.rpartition(".")[2])} if key == "tooltip" else {}
        worded = (
            {"field": f"{field}{WORDED}"} if self.columns.get(field) and channel.get("type") in (*NAMES, None) else {}
        )
        return {**channel, **title, **worded}

    def from_the_right(self, encoding: dict[str, Any]) -> dict[str, Any]:
        """Return rows of names whose measure begins where the names stand: in Arabic, on the right.

        A measure with ends of its own (a difference, whose left the text calls fewer) runs as it does in English.
        """
        x, y = encoding.get("x", {}), encoding.get("y", {})
        rows = y.get("type") in NAMES and x.get("type") == "quantitative" and "domain" not in (x.get("scale") or {})
        if self.edition.language != "ar" or not rows:
            return encoding
        return {**encoding, "x": {**x, "scale": {**(x.get("scale") or {}), "reverse": True}}}

    def named(self, channel: dict[str, Any]) -> dict[str, Any]:
        """Return a channel of names whose axis or legend prints each in the language."""
        scale = channel.get("scale")
        domain = scale.get("domain") if isinstance(scale, dict) else None
        texts = {*self.columns.get(str(channel.get("field")), ()), *(d for d in domain or () if isinstance(d, str))}
        guide = "axis" if "axis" in channel else "legend"
        if not texts or channel.get(guide, {}) is None:
            return channel
        names = json.dumps({text: self.said(text) for text in sorted(texts)}, ensure_ascii=False)
        label = f"({names}[datum.label] || datum.label)"
        held = dict(channel.get(guide) or {})
        held["labelExpr"] = str(held.get("labelExpr", "datum.label")).replace("datum.label", label)
        return {**channel, guide: held}

    def dated(self, channel: dict[str, Any]) -> dict[str, Any]:
        """Return a channel of time whose axis has the edition's digits."""
        if self.edition.language != "ar" or self.edition.digits != "eastern" or not channel.get("axis"):
            return channel
        label = "datum.label"
        for digit, eastern in EASTERN.items():
            label = f"replace({label}, regexp('{chr(digit)}', 'g'), '{chr(eastern)}')"
        return {**channel, "axis": {**channel["axis"], "labelExpr": label}}

    def rows(self, values: Any) -> Any:
        """Return rows of data with a column in words beside each column of text."""
        if isinstance(values, str):
            return json.dumps(self.rows(json.loads(values)), ensure_ascii=False)
        if isinstance(values, list):
            return [self.rows(v) for v in values]
        if not isinstance(values, dict):
            return values
        if "features" in values:
            return {**values, "features": self.rows(values["features"])}
        if values.get("type") == "Feature":
            return {**values, "properties": self.rows(values.get("properties") or {})}
        deeper = {k: self.rows(v) if isinstance(v, list | dict) else v for k, v in values.items()}
        return {
            **deeper,
            **{f"{k}{WORDED}": self.said(v) for k, v in values.items() if isinstance(v, str) and k in self.printing},
        }


def _printing(part: Any, key: str) -> Iterator[str]:
    """Give the columns that a text or a tooltip prints, by their own names: no other needs words."""
    if isinstance(part, list):
        for inner in part:
            yield from _printing(inner, key)
    elif isinstance(part, dict):
        if key in SAID and isinstance(part.get("field"), str):
            yield part["field"].rpartition(".")[2]
        for inner_key, inner in part.items():
            if inner_key not in ("values", "datasets"):
                yield from _printing(inner, inner_key)


def _tables(part: Any) -> Iterator[Any]:
    """Give all rows of data that a specification holds."""
    if isinstance(part, list):
        for inner in part:
            yield from _tables(inner)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "values":
                yield json.loads(value) if isinstance(value, str) else value
            elif key == "datasets":
                yield from value.values()
            else:
                yield from _tables(value)


def _collect(rows: Any, path: str, columns: dict[str, set[str]]) -> None:
    """Note the texts of each column, by the name under which a channel asks for it."""
    if isinstance(rows, list):
        for row in rows:
            _collect(row, path, columns)
    elif isinstance(rows, dict):
        if "features" in rows:
            _collect(rows["features"], path, columns)
            return
        for key, value in rows.items():
            if key == "geometry":
                continue
            name = f"{path}.{key}" if path else key
            if isinstance(value, str):
                columns.setdefault(name, set()).add(value)
            elif isinstance(value, dict):
                _collect(value, name, columns)
