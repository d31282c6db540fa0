"""From rows that a person confirmed to a charter anchored in its law, and what is still unsaid.

    coding = charter_of(form, law, out=Path("charter.yaml"))
    coding.text           # the charter's file: rows with article and quote, meta.law, whom they name
    coding.not_taken      # confirmed rows that make no row yet, each with its article and why
    coding.told           # what a reader should know, and what no row says

Nothing is taken that isn't confirmed. Whoever a confirmed row names comes with it, with name and article alone, and
that is told. A quote that was changed, a key that the schema doesn't know, a value of the wrong kind, two rows that say
two things where a charter has one place: these are faults of the form, told all at once, and nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tether.charter.read import charter_from_text
from tether.charter.schema import VERSION
from tether.charter.schema_keys import key_at
from tether.charter.workbook_words import set_at, slug
from tether.documents.slug import as_slug
from tether.documents.yaml_patch import block_text
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.countries import countries, lookup
from tether.law.anchored_anew import anchored_anew
from tether.law.anchors import how_it_stands
from tether.law.coding_rows import CodingForm, CodingRow, flattened, row_problem
from tether.law.coverage import coverage_of
from tether.law.faults import place_of
from tether.law.grounding import ungrounded
from tether.law.proposed_values import row_keys, row_path, schema_key
from tether.law.written_law import Provision, WrittenLaw

SAME = {  # rows that say no two things of one whom they are about are one row
    "pay": ("force",),
    "arms": ("force", "class"),
    "joint_bodies": ("body",),
    "oversight": ("body",),
    "trust.grievance": ("body",),
}
BY_ID = ("actors", "forces", "groups", "posts", "places", "communities", "units")  # rows of one id are one
PARTS = (
    "command",
    "powers",
    "posts",
    "induction",
    "pay",
    "arms",
    "exits",
    "law",
    "sharing",
    "trust",
    "oversight",
    "end_state",
)
SOURCE = "text"


@dataclass(frozen=True)
class ConfirmedCoding:
    """A charter made of confirmed rows."""

    text: str
    taken: int
    not_taken: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass
class _Built:
    """The tree as it grows, and which row said each of its paths."""

    tree: dict[str, Any]
    said: dict[str, CodingRow] = field(default_factory=dict)  # path, with a key's own below it → row
    not_taken: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def charter_of(form: CodingForm, law: WrittenLaw, out: Path | None = None) -> ConfirmedCoding:
    """Return the charter that a form's confirmed rows make.

    Raises:
        InputError: nothing is confirmed; the form is another law's; rows are wrong, each with its place.
    """
    problems = Problems(form.file)
    problems.extend(form.faults)
    if not form.confirmed and not form.faults:
        remedy = "write accept under Take (state: confirmed) at the rows that you take"
        raise InputError(Problem(f"no row is confirmed, of {len(form.rows)}", form.file, remedy=remedy))
    built = _Built({"charter": VERSION, "meta": _meta(law, out), "sources": [_source(law)]})
    built.told += _of_this_law(form, law, problems)
    if form.sha256 and form.sha256 != law.sha256:
        form, moved = anchored_anew(form, law)
        built.told += moved
    sound = [row for row in form.answered if _is_sound(row, law, problems)]
    problems.raise_if_any()
    taken = [row for row in sound if row.state == "confirmed"]
    complete = _in_order([row for row in taken if _is_complete(row, form, built)], law)
    _bring(complete, form, law, built)
    for row in complete:
        _put(row, law, built, problems)
    problems.raise_if_any()
    built.told += _country_declared(built.tree)
    _told_apart(built.tree)
    text = block_text(
        _ordered(built.tree), f"Coded from {form.file.rsplit('/', 1)[-1]} by rows that a person confirmed."
    )
    _validate(text, form, built)
    return _finished(text, form, law, built, len(complete))


def _in_order(rows: list[CodingRow], law: WrittenLaw) -> list[CodingRow]:
    """Return rows in the order of the law, names first: a form lists them by how sure they are."""
    order = {p.id: n for n, p in enumerate(law.provisions)}

    def place(row: CodingRow) -> tuple[bool, bool, int, int]:
        found = law.find(row.article).provision if row.article else None
        named = row.section != "meta", row.number[:1] != "w"
        if found is None:
            return *named, 0 if row.article else len(order), 0
        return *named, order[found.id], " ".join(law.words(found.id).split()).find(row.quote)

    return sorted(rows, key=place)


def _meta(law: WrittenLaw, out: Path | None) -> dict[str, Any]:
    title = " ".join(law.title.split())
    home = (out.parent if out is not None else Path()).absolute()
    found: dict[str, Any] = {"id": as_slug(slug(title)[:60].strip("-")) if title else "charter"}
    found |= {"title": title} if title else {}
    return found | {"lang": law.language, "law": os.path.relpath(Path(law.file).absolute(), home)}


def _source(law: WrittenLaw) -> dict[str, Any]:
    cite = " ".join(law.title.split()) or Path(law.file).name
    note = f"the text of sha256 {law.sha256}" if law.sha256 else ""
    return {"id": SOURCE, "kind": "text", "cite": cite, "lang": law.language, "seen": "whole"} | (
        {"note": note} if note else {}
    )


# ---- is it this law, are the rows sound


def _of_this_law(form: CodingForm, law: WrittenLaw, problems: Problems) -> Iterator[str]:
    """Note where a form was made for another text; one for another version of it goes on, its quotes looked up."""
    if not form.sha256 or form.sha256 == law.sha256:
        return
    quoted = [row for row in form.rows if row.quote]
    standing = [row for row in quoted if any(how_it_stands(law, unit, row.quote) for unit in law.units)]
    if len(standing) * 2 < len(quoted):
        counted = f"{len(standing)} of its {len(quoted)} quotes stand in this text"
        found = f"a form of another law: {form.law_title or form.law_file}; {counted}"
        problems.add(
            found,
            expected=f"a form of {' '.join(law.title.split()) or law.file}",
            remedy="name the law that it was made for",
        )
        problems.raise_if_any()
    yield (
        f"the form was made for another version of this text (sha256 {form.sha256[:12]}, this one {law.sha256[:12]}): "
        f"{len(standing)} of its {len(quoted)} quotes stand in this one"
    )


def _is_sound(row: CodingRow, law: WrittenLaw, problems: Problems) -> bool:
    """Return whether a row's section, keys, article and quote are good; note what isn't."""
    before = len(problems.found)
    if key_at(row_path(row.section)) is None or not row_keys(row.section):
        sections = [key for key in row_keys_of_charter() if key not in ("charter", "sources")]
        problems.found.append(
            row_problem(row, f"section '{row.section}'", "a section of a charter", did_you_mean(row.section, sections))
        )
        return False
    for key in row.values:
        if schema_key(row.section, key) is None:
            remedy = did_you_mean(key, row_keys(row.section))
            problems.found.append(row_problem(row, f"key '{key}'", f"a key of {row.section}", remedy, key))
    if problem := quote_problem(row, law):
        problems.found.append(problem)
    return len(problems.found) == before


def row_keys_of_charter() -> tuple[str, ...]:
    """Return the sections of a charter, those within sharing, trust and the like with their dots."""
    from tether.charter.schema_keys import keys_at

    found: list[str] = []
    for name, known in keys_at(()).items():
        found.append(name)
        if known.below is not None and not known.many:
            found += [f"{name}.{key}" for key, below in keys_at((name,)).items() if below.below is not None]
    return tuple(found)


def quote_problem(row: CodingRow, law: WrittenLaw) -> Problem | None:
    """Return what is wrong with a row's article and words; None where its words stand in its article."""
    if not row.article and not row.quote:
        return None
    cited = law.find(row.article) if row.article else None
    if cited is not None and cited.state == "missing":
        return row_problem(row, f"the text has no article {row.article}", "the number of an article of the law")
    if cited is not None and cited.provision is None:
        places = ", ".join(place_of(law, p.id) for p in cited.provisions[:4])
        return row_problem(row, f"'{row.article}' is the number of {places}", "one article")
    if not row.quote:
        return None
    if cited is None or cited.provision is None:
        return row_problem(row, "words without an article", "the article in which they stand")
    unit = law.unit_of(cited.provision.id)
    if how_it_stands(law, cited.provision, row.quote) or how_it_stands(law, unit, row.quote):
        return None
    home = next((u for u in law.units if how_it_stands(law, u, row.quote)), None)
    shown = row.quote if len(row.quote) <= 120 else f"{row.quote[:119]}…"
    if home is not None:
        remedy = f"write article {home.number}"
        return row_problem(
            row, f"the words '{shown}' stand in {place_of(law, home.id)}", f"words of article {row.article}", remedy
        )
    near = " ".join(law.words(cited.provision.id).split())
    remedy = f"copy the words as they stand: '{near if len(near) <= 200 else near[:199] + '…'}'"
    return row_problem(row, f"the words '{shown}' stand nowhere in the text", f"words of article {row.article}", remedy)


def _is_complete(row: CodingRow, form: CodingForm, built: _Built) -> bool:
    """Return whether a row has what the schema asks of it, and names nobody unknown; say why not."""
    gone = [known.name for known in row_keys(row.section).values() if known.needed and known.name not in row.values]
    known_ids = {str(r.values["id"]) for r in form.rows if "id" in r.values} | ORIGIN_WORDS
    strays = [f"{key} '{name}'" for key, name in _named(row) if name not in known_ids]
    cited = f"article {row.article}" if row.article else "no article"
    head = f"{row.number} ({cited}): {row.section}"
    if gone:
        built.not_taken.append(f"{head}: the words give no {', '.join(gone)}; write it in the form, or leave the row")
    if strays:
        built.not_taken.append(
            f"{head}: {', '.join(strays)} is nobody on the sheet Who; write the id of somebody there"
        )
    if not gone and not strays and not row.values:
        built.not_taken.append(f"{head}: no key has a value")
    return not gone and not strays and bool(row.values)


ORIGIN_WORDS = {"population", "recruits", "army", "police", "other", "former-army", "none", "unknown"}
REFERRED = {"actor": "actors", "force": "forces", "group": "groups", "post": "posts", "place": "places"}


def _named(row: CodingRow) -> Iterator[tuple[str, str]]:
    """Give whom a row names: key and id."""
    for key, value in row.values.items():
        known = schema_key(row.section, key)
        if known is not None and set(known.refers) & set(REFERRED):
            for name in value if isinstance(value, list | tuple) else (value,):
                if isinstance(name, str):
                    yield key, name


def _bring(rows: list[CodingRow], form: CodingForm, law: WrittenLaw, built: _Built) -> None:
    """Bring in whom confirmed rows name, where their own row isn't confirmed: id, name and article alone."""
    own = {str(row.values.get("id")) for row in rows if row.section in BY_ID}
    named = {
        str(r.values["id"]): r for r in form.rows if "id" in r.values and r.section in BY_ID and r.number[:1] == "w"
    }
    wanted = dict.fromkeys(name for row in rows for _, name in _named(row))
    brought = [named[name] for name in wanted if name in named and name not in own]
    for row in brought:
        kept = {k: v for k, v in row.values.items() if k in ("id", "name", "title")}
        _put(replace(row, values=kept), law, built, Problems())
    if brought:
        listed = ", ".join(f"{r.values['id']} ({r.section})" for r in brought)
        built.told.append(f"named by rows that you confirmed, taken with their name alone: {listed}")


# ---- the tree


def _put(row: CodingRow, law: WrittenLaw, built: _Built, problems: Problems) -> None:
    """Put a row into the tree: as a row of its list, or into the one object that its section is."""
    steps = row.section.split(".")
    home: Any = built.tree
    for step in steps[:-1]:
        home = home.setdefault(step, {})
    path = ".".join(steps)
    if row_path(row.section)[-1] == 0:
        rows = home.setdefault(steps[-1], [])
        same = next((r for r in rows if _is_same(row, r, law)), None)
        if same is None:
            same = {}
            rows.append(same)
        target, path = same, f"{path}.{rows.index(same) if same else len(rows) - 1}"
    else:
        target = home.setdefault(steps[-1], {})
    _fill(target, path, row, built, problems)
    _cite(target, path, row, law, built)


def _is_same(row: CodingRow, there: dict[str, Any], law: WrittenLaw) -> bool:
    """Return whether a row goes on with one that is there: by its id, or about the same one without a contradiction."""
    if row.section in BY_ID:
        return there.get("id") == row.values.get("id")
    if row.section == "induction":  # what articles say of men from one place into one force is one stream
        keys: tuple[str, ...] = ("from", "into")
        if there.get("into") != row.values.get("into"):
            return False
    else:
        keys = SAME.get(row.section, ())
    if not keys or row.values.get(keys[0]) is None or there.get(keys[0]) != row.values.get(keys[0]):
        return False
    flat = flattened({k: v for k, v in there.items() if k not in ("src", "article", "id")})
    return all(k == "id" or flat.get(k, v) == (list(v) if isinstance(v, tuple) else v) for k, v in row.values.items())


def _unit_number(law: WrittenLaw, article: str) -> str:
    found = law.find(article).provision if article else None
    return law.unit_of(found.id).id if found is not None else article


def _country_declared(tree: dict[str, Any]) -> Iterator[str]:
    """Declare a country that is on no list as a place of its own, and say so."""
    country = str(tree["meta"].get("country", ""))
    places = tree.get("places", [])
    if not country or lookup(country) is not None or any(p.get("kind") == "country" for p in places):
        return
    tree.setdefault("places", []).insert(
        0, {"id": as_slug(slug(country)) or "country", "name": country, "kind": "country"}
    )
    meant = did_you_mean(country, [known.name for known in countries()])
    yield f"the country '{country}' is on no list: taken as one of its own, declared under places" + (
        f"; {meant.split(' (')[0]}" if meant.startswith("did you mean") else ""
    )


def _fill(target: dict[str, Any], path: str, row: CodingRow, built: _Built, problems: Problems) -> None:
    for key, value in row.values.items():
        if key == "id" and row.section not in BY_ID and "id" in target:
            continue  # a row that goes on with another
        before = built.said.get(f"{path}.{key}")
        if before is not None and before.values.get(key) != value and row.number[:1] != "w":
            found = f"{key} {value!r}, where {before.number} (article {before.article}) says {before.values.get(key)!r}"
            if before.number[:1] != "w":
                problems.found.append(
                    row_problem(row, found, "one value: a charter has one place for it", "confirm one of the two", key)
                )
                continue
        elif before is not None:
            if before.number[:1] == "w":  # the row of names was first to say so: now an article does
                built.said[f"{path}.{key}"] = row
            continue
        set_at(target, key, list(value) if isinstance(value, tuple) else value)
        built.said[f"{path}.{key}"] = row
    built.said[path] = row


def _cite(target: dict[str, Any], path: str, row: CodingRow, law: WrittenLaw, built: _Built) -> None:
    """Give a row its article and words; a second article stands beside the first."""
    if not row.article or path == "meta":
        return
    citation = {"id": SOURCE, "article": row.article}
    if row.quote:
        citation |= {"quote": row.quote, "lang": law.language}
    cited = target.setdefault("src", [])
    if not row.quote:  # whoever is named: what the article's own row says stands in the words of that
        bare = [c for c in cited if c["article"] == row.article]
    else:
        bare = [c for c in cited if {**c, "says": ""} == {**citation, "says": ""}]
    gives = [key for key, value in row.values.items() if key != "id" and built.said.get(f"{path}.{key}") is row]
    gives = gives or [key for key in row.values if key != "id"][:1]  # it says of whom the row is, nothing new
    if bare:
        bare[0]["says"] = [*bare[0]["says"], *(key for key in gives if key not in bare[0]["says"])]
    else:
        cited.append({**citation, "says": gives})
    articles = {c["article"] for c in cited}
    target.pop("article", None)
    if len(articles) == 1 and path != "law":  # whose keys are matters of their own: none stands where another does
        target["article"] = row.article


def _told_apart(tree: Any, path: str = "") -> None:
    """Say of each citation which keys it gives, where a row cites several articles; elsewhere that says nothing."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree if isinstance(tree, list) else ()):
        _told_apart(value, f"{path}.{key}".lstrip("."))
    if not isinstance(tree, dict) or not isinstance(tree.get("src"), list):
        return
    several = path == "law" or len({c.get("article") for c in tree["src"]}) > 1
    for citation in tree["src"]:
        if not several or not citation["says"]:
            citation.pop("says", None)


def _ordered(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a charter's sections in the schema's order."""
    from tether.charter.schema_keys import keys_at

    order = {name: n for n, name in enumerate(keys_at(()))}
    return dict(sorted(tree.items(), key=lambda pair: order.get(pair[0], 99)))


def _validate(text: str, form: CodingForm, built: _Built) -> None:
    """Read the charter as any other; what the reader finds is told at the row that said it."""
    try:
        charter_from_text(text, form.file)
    except InputError as error:
        raise InputError([_at_row(problem, form, built) for problem in error.problems]) from None


def _at_row(problem: Problem, form: CodingForm, built: _Built) -> Problem:
    path = problem.path
    while path:
        if path in built.said:
            row = built.said[path]
            key = problem.path.removeprefix(path).strip(".") or path.rsplit(".", 1)[-1]
            return row_problem(row, f"{key}: {problem.found}", problem.expected, problem.remedy, key)
        path = path.rpartition(".")[0]
    return replace(problem, where=form.file, line=0, column=0)


# ---- what a reader is told


def _finished(text: str, form: CodingForm, law: WrittenLaw, built: _Built, taken: int) -> ConfirmedCoding:
    charter = charter_from_text(text, law.file)
    coverage = coverage_of(charter, law)
    told = [*built.told]
    for row in form.confirmed:
        unit = _unit(law, row)
        told += [f"{row.number} (article {row.article}): {said}" for said in ungrounded(row, law)] if unit else []
    open_rows = [r for r in form.rows if r.state == "proposed" and r.number[:1] not in ("w", "m")]
    if open_rows:
        listed = ", ".join(f"{r.number} ({r.article or 'no article'}: {r.section})" for r in open_rows[:12])
        more = f" and {len(open_rows) - 12} more" if len(open_rows) > 12 else ""
        told.append(f"{len(open_rows)} proposed rows are neither confirmed nor rejected: {listed}{more}")
    silent = [part for part in PARTS if part not in built.tree]
    if silent:
        told.append(f"no confirmed row speaks of: {', '.join(silent)}")
    gaps_within = [place for a in coverage.articles for place in a.uncoded]
    if gaps_within:
        told.append(f"paragraphs of coded articles that no row codes: {', '.join(gaps_within)}")
    if built.tree["meta"].get("text_seen") == "full" and (gaps_within or coverage.of("waiting")):
        told.append("text_seen is full, so what these say is told as not said: code them, or write part")
    waiting = [a.place + (f" {a.heading}" if a.heading else "") for a in coverage.of("waiting")]
    if waiting:
        told.append(f"articles that no row codes: {', '.join(waiting)}")
    gaps = [k for k in ("country", "kind", "text_seen") if k not in built.tree["meta"]]
    if gaps:
        told.append(f"of the text itself is not said (row m1): {', '.join(gaps)}")
    return ConfirmedCoding(text, taken, tuple(built.not_taken), (*told, coverage.sentence))


def _unit(law: WrittenLaw, row: CodingRow) -> Provision | None:
    found = law.find(row.article).provision if row.article else None
    return law.unit_of(found.id) if found is not None else None
