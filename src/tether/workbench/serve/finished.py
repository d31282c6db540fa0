"""What a child reads of a finished brief: options against questions, worlds, pathways, sentences and rows.

    comparison({"folder": "jobs/…/result", "language": "ar"})   # matrix, the sliders' JSON, pathways
    reading({"folder": …, "part": "brief", "at": "record/last-year"})   # the page as HTML, and a sentence’s rows

Nothing is computed anew: the sliders are the brief page’s own script with its copy of the worlds, the matrix and the
signposts are those of its JSON twins. A side of a signpost with fewer than ``LEAST`` worlds is told as too few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tether.brief.carried import BODY, LEAST, worlds_of
from tether.brief.exports import twin_and_stills
from tether.errors import InputError, Problem
from tether.evidence.countries import lookup
from tether.report.editions.edition import Edition
from tether.report.from_twin import document_of
from tether.report.json_twin import printed_sentences, read_twin, tables
from tether.report.numbers import count, measure, sentence_case, spell
from tether.workbench.serve.work import fragment

Plain = dict[str, Any]
MOST_ROWS = 60  # of one table behind a sentence
AGAINST = ", against the status quo"  # how the sliders' table says what is counted
RESULT = '<span data-result="'  # how the writer of pages marks a sentence that is made from a result


def ready(asked: Plain) -> Plain:
    """Answer nothing: whoever asks has this module, and what it needs, in memory from then on."""
    return {}


def comparison(asked: Plain) -> Plain:
    """Return what the page of options against questions shows of a brief, in a language as far as it is known."""
    folder = Path(asked["folder"])
    twin, behind = _twins(folder)
    said = _edition(str(asked.get("language", "en")), twin)
    matrix, titles = _matrix(twin, said)
    worlds = worlds_of((folder / "brief.html").read_text("utf-8"))
    signposts = tables(behind).get("signposts") if behind else None
    return {
        "title": said.said(str(twin["title"])),
        "facts": dict(twin.get("bar", {}).get("facts", {})),
        "matrix": matrix,
        "worlds": _worlds(worlds, said, asked.get("words", {})) if worlds else None,
        "body": BODY,
        "pathways": pathways(signposts, titles, said) if signposts else [],
        "least": LEAST,
    }


def _twins(folder: Path) -> tuple[Plain, Plain | None]:
    """Return the twin of a brief, and that of the annex beside it."""
    twin = dict(read_twin(folder / "brief.json"))
    case = twin.get("data", {}).get("case", {})
    annex = folder / f"{case.get('id', '')}-annex.json"
    return twin, dict(read_twin(annex)) if annex.is_file() else None


def _edition(language: str, twin: Plain) -> Edition:
    """Return the edition of a language for a case's country: places and actors by their names."""
    case = twin.get("data", {}).get("case", {})
    country = lookup(str(case.get("country", "")))
    names = _names(country.id) if language != "en" and country is not None else {}
    theirs = {str(twin["title"]), *(str(case.get(k, "")) for k in ("question", "data_version"))} - set(names) - {""}
    return Edition.of(language, str(case.get("country", "")), names, theirs)


def _names(country: str) -> dict[str, str]:
    """Return the Arabic names of places, communities and actors; none of a country that the package does not ship."""
    from tether.theatre import known_countries, load  # brings the numerical libraries: not for an English page

    if country not in known_countries():
        return {}
    theatre = load(country)
    return {row.name: row.name_ar for row in (*theatre.places, *theatre.communities, *theatre.actors)}


def _matrix(twin: Plain, said: Edition) -> tuple[Plain, dict[str, str]]:
    """Return page one's matrix, and each option's title by its id."""
    blocks: list[Plain] = next((s["blocks"] for s in twin["sections"] if s["id"] == "question"), [])
    found = next((b for b in blocks if b["block"] == "table" and b.get("columns")), None)
    if found is None:
        return {"columns": [], "rows": []}, {}
    rows, titles = [], {}
    for row in found["rows"]:
        first, *cells = row["cells"]
        name = str(row.get("result", "")).removeprefix("option/")
        titles[name] = " ".join(reversed(_words(first)))  # its short name first, as everywhere but on page one
        shown = [
            {"text": said.said(str(c["text"])), "tone": c.get("tone", ""), "to": str(c.get("to", ""))}
            for c in cells
            if isinstance(c, dict)
        ]
        rows.append({"name": name, "title": _say(said, titles[name]), "cells": shown})
    return {"columns": [said.said(str(c)) for c in found["columns"][1:]], "rows": rows}, titles


def _say(said: Edition, text: str) -> str:
    """Return a text in a language, known with a small first letter or as it is; with a capital where that is usual."""
    small = text[:1].lower() + text[1:]
    known = said.whole(text) or said.whole(small) or said.said(text)
    return sentence_case(known)


def _words(cell: Any) -> list[str]:
    if isinstance(cell, list):
        return [w for part in cell for w in _words(part)]
    return [str(cell["text"] if isinstance(cell, dict) else cell)]


def _worlds(worlds: Plain, said: Edition, words: Mapping[str, str]) -> Plain:
    """Return the sliders' JSON with its words in the page's language; its bytes are the brief's own."""
    outcome = str(worlds["words"]["option"]).removesuffix(AGAINST)
    own = {key: words[key] for key in worlds["words"] if key in words}
    if "option" in own:
        own["option"] = own["option"].replace("{outcome}", _say(said, outcome))
    inputs = [{**i, **{k: said.said(str(i[k])) for k in ("meaning", "label", "unit")}} for i in worlds["inputs"]]
    theories = [_say(said, str(t)) for t in worlds["theories"]]
    options = [{**o, "title": said.said(str(o["title"]))} for o in worlds["options"]]
    return {
        **worlds,
        "words": {**worlds["words"], **own},
        "inputs": inputs,
        "theories": theories,
        "options": options,
    }


def pathways(table: Plain, titles: Mapping[str, str], said: Edition, least: int = LEAST) -> list[Plain]:
    """Return one path for each pair that is watched in each contrast: the watch, its month, and two ways from there.

    ``table``: the signposts by theory, as the annex carries them. Paths that separate come first.
    """
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    groups: dict[tuple[str, ...], list[Plain]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row[k]) for k in (*PAIRS, "watched")), []).append(row)
    found = [_path(group, titles, said, least) for group in groups.values()]
    return sorted(found, key=lambda p: (p["few"], not p["separates"]))


PAIRS = ("sponsor", "host", "against_sponsor", "against_host")


def _path(group: list[Plain], titles: Mapping[str, str], said: Edition, least: int) -> Plain:
    first = group[0]
    pairs = (first["watched"], f"{first['sponsor']}+{first['host']}", "+".join(str(first[k]) for k in PAIRS[2:]))
    watched, a, b = (_pair(str(p), titles, said) for p in pairs)
    theories = [_sorted(row, said, least) for row in group]
    return {
        "watched": watched,
        "a": a,
        "b": b,
        "series": _say(said, str(first["title"])),
        "unit": said.said(str(first["unit"])),
        "months": int(first["months"]),
        "by": said.said(spell(str(first["by"]))),
        "threshold": said.said(measure(float(first["threshold"]))),
        "above_lower": first["says"] == "lower",
        "separates": bool(first["separates"]),
        "theories": theories,
        "few": all(t["few"] for t in theories),
        "result": str(first["result"]).rpartition("/")[0],
    }


def _pair(pair: str, titles: Mapping[str, str], said: Edition) -> str:
    """Return how a pair is called: the options in it, or the status quo where it has none."""
    chosen = [titles[p] for p in dict.fromkeys(pair.split("+")) if p in titles]
    return _say(said, " with ".join(chosen)) if chosen else said.said("the status quo")


def _sorted(row: Plain, said: Edition, least: int) -> Plain:
    """Return how many worlds of one theory the signpost sorts right; ``few`` where one side is small."""
    told = {k: int(row[k] or 0) for k in ("lower", "lower_right", "other", "other_right")}
    few = min(told["lower"], told["other"]) < least
    return {"theory": _say(said, str(row["theory"]).replace("-", " ")), "few": few, **told}


# Sentences and the rows behind them


def reading(asked: Plain) -> Plain:
    """Return a brief, or the annex behind it, as HTML whose sentences lead to their rows; and those of one result."""
    folder = Path(asked["folder"])
    own, behind = _twins(folder)
    part, at = str(asked.get("part", "brief")), str(asked.get("at", ""))
    if part not in ("brief", "annex") or (part == "annex" and behind is None):
        raise InputError(Problem(f"no part {part!r:.20}", "brief", expected="brief or annex"))
    file = folder / ("brief.json" if part == "brief" else f"{own['data']['case']['id']}-annex.json")
    twin, stills = twin_and_stills(file)
    shown = fragment(document_of(twin, stills))
    both = [own, *([behind] if behind else [])]
    return {
        "title": str(own["title"]),
        "html": linked(shown.partition("</h1>")[2], part, at),  # the page's own heading says the title
        "annex": behind is not None,
        "said": list(dict.fromkeys(s.text for t in both for s in printed_sentences(t) if at and s.result == at))[:6],
        "tables": rows_behind(both, at) if at else [],
    }


def linked(shown: str, part: str, at: str = "") -> str:
    """Return a page’s HTML in which each sentence with a result links to its rows; the one asked for is marked."""
    first, *pieces = shown.split(RESULT)
    made, marked = [first], False
    for piece in pieces:
        result, _, rest = piece.partition('"')
        more, _, rest = rest.partition(">")
        text, _, rest = rest.partition("</span>")
        here = unescape(result) == at
        place = ' id="at"' if here and not marked else ""
        marked = marked or here
        current = ' aria-current="true"' if here else ""
        target = f"?part={part}&amp;at={quote(unescape(result), safe='')}#at"
        made.append(f'<a class="sentence" href="{target}"{place}{current}{more}>{text}</a>{rest}')
    return "".join(made)


def rows_behind(twins: Iterable[Plain], at: str) -> list[Plain]:
    """Return the rows that a result names, table by table: its own row, else all rows below it."""
    found: dict[str, Plain] = {}
    for twin in twins:
        for name, table in tables(twin).items():
            if "result" not in table["columns"] or name in found:
                continue
            where = table["columns"].index("result")
            ids = [str(row[where]) for row in table["rows"]]
            own = [r for r, i in zip(table["rows"], ids, strict=True) if i == at]
            rows = own or [r for r, i in zip(table["rows"], ids, strict=True) if i.startswith(f"{at}/")]
            if rows:
                cells = [[_shown(v) for v in row] for row in rows[:MOST_ROWS]]
                found[name] = {"name": name, "columns": table["columns"], "rows": cells, "all": len(rows)}
    return list(found.values())


def _shown(value: Any) -> str:
    """Return a cell of a table as a reader sees it; missing is an en dash and never 0."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        return str(value)
    return count(value) if float(value).is_integer() else f"{value:,.6g}"
