"""Starts a case for any country: a folder that runs as it stands and says all that it lacks.

    start_case("mali-2024", "GEDEvent_v25_1.csv", "Mali", Path("."))

The folder gets ``case.yaml``, the country's events (``events.parquet`` with card and checksum),
``charters/status-quo.yaml``, ``CHECKLIST.md``, and, unless the package ships them, ``theatre.yaml`` with polygons or
outlines, ``actors.yaml`` (who fights in the event file, names only) and ``claims.yaml`` (empty, with what a person
must add with sources). It is made under a temporary name and moved into place when whole.

The files of a new case as text: what runs, and what a person must still bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tether.charter.schema import VERSION
from tether.documents.files import below, new_folder, refuse_taken
from tether.documents.slug import check_slug
from tether.documents.spelling import key_of
from tether.errors import InputError, Problem, UsageError, numbered
from tether.evidence.boundaries import Boundary
from tether.evidence.calendar import month
from tether.evidence.countries import slug
from tether.evidence.events import Events
from tether.evidence.store import add_events
from tether.theatre.actors import SHARED, TheatreActor, read_actors
from tether.theatre.new_theatre import quoted, sketch_theatre, write_theatre
from tether.theatre.panel import DateBy, Panel, build_panel
from tether.theatre.theatre import SHIPPED, Theatre, known_countries, load

MOST_ACTORS = 20


@dataclass(frozen=True)
class NewCase:
    """What was made: the folder, the axes, the panel that a run will read, and whether the package had the theatre."""

    folder: Path
    theatre: Theatre
    panel: Panel
    shipped: bool


def start_case(
    name: str,
    events: Events,
    where: Path = Path(),
    *,
    boundaries: Sequence[Boundary] = (),
    boundary_source: str = "",
    cut_off: str = "",
    date_by: DateBy | None = None,
) -> NewCase:
    """Make the case folder ``where/name`` and return what stands in it; raises before anything is written."""
    target = where / name
    _check_target(name, target)
    shipped = not boundaries and events.country.id in known_countries()
    theatre = load(events.country.id) if shipped else sketch_theatre(events, boundaries, boundary_source)
    panel = build_panel(events, theatre, date_by)
    last = str(panel.end)
    _check_cut_off(cut_off, str(panel.start), last)
    with new_folder(target) as draft:
        _write(draft, events, theatre, panel, _Choices(name, cut_off or last, date_by, shipped))
    made = load(target / "theatre.yaml") if (target / "theatre.yaml").exists() else theatre
    return NewCase(target, made, panel, shipped)


def _check_target(name: str, target: Path) -> None:
    if not name or name != slug(name):
        raise UsageError(
            f"name '{name}': expected lower-case letters, digits and hyphens, e.g. {slug(name) or 'mali-2024'}"
        )
    check_slug(name, "NAME")
    refuse_taken(below(target.parent, name))


def _check_cut_off(cut_off: str, first: str, last: str) -> None:
    if not cut_off:
        return
    ok = len(cut_off) == 7 and cut_off[:4].isdigit() and cut_off[4] == "-" and cut_off[5:] in _MONTHS
    if not ok or not first <= cut_off <= last:
        raise InputError(Problem(f"cut-off '{cut_off}'", where="--cut-off", expected=f"a month from {first} to {last}"))


_MONTHS = frozenset(f"{m:02d}" for m in range(1, 13))


@dataclass(frozen=True)
class _Choices:
    name: str
    cut_off: str
    date_by: DateBy | None
    shipped: bool


def _write(part: Path, events: Events, theatre: Theatre, panel: Panel, choices: _Choices) -> None:
    name, cut_off, shipped = choices.name, choices.cut_off, choices.shipped
    (part / "charters").mkdir(parents=True)
    add_events(events, part, "events")
    own = not (shipped and (SHIPPED / f"{theatre.id}-actors.yaml").exists())
    texts = {
        "case.yaml": case_text(name, theatre, panel, cut_off, "theatre.yaml" if own else "", choices.date_by),
        "charters/status-quo.yaml": status_quo_text(theatre, cut_off),
    }
    actors = _actors(events, theatre) if own else ()
    if own:
        write_theatre(theatre, part)
        texts["actors.yaml"] = actors_text(theatre, actors)
    if not _has_claims(theatre, shipped):
        texts["claims.yaml"] = claims_text(theatre, actors, cut_off)
    texts["CHECKLIST.md"] = checklist(name, theatre, panel, [*texts, *(["theatre.yaml"] if own else [])])
    for file, text in texts.items():
        (part / file).write_text(text, "utf-8")


def _has_claims(theatre: Theatre, shipped: bool) -> bool:
    from tether.evidence.packs import SHIPPED as PACKS

    return shipped and (PACKS / "claims" / f"{theatre.id}.yaml").exists()


def _actors(events: Events, theatre: Theatre) -> tuple[TheatreActor, ...]:
    """Return who fights in the file, by name: those with most deaths are kept, ids apart from the places'."""
    frame = events.frame
    deaths: dict[str, int] = {}
    for side in ("side_a", "side_b"):
        for who, total in frame.groupby(side)["best"].sum().items():
            deaths[str(who)] = deaths.get(str(who), 0) + int(total)
    deaths.pop("Civilians", None)
    found: dict[str, TheatreActor] = {}
    shared = {key_of(n) for a in read_actors([SHIPPED / SHARED]) for n in a.names}
    for who in sorted(deaths, key=lambda w: (-deaths[w], w))[:MOST_ACTORS]:
        if key_of(who.removeprefix("Government of ")) in shared:
            continue
        base = slug(who)
        known = f"{base}-forces" if base in theatre.place_ids else base
        if known and known not in found:
            found[known] = TheatreActor(known, who, _kind(who, events))
    return tuple(found[k] for k in sorted(found))


def _kind(who: str, events: Events) -> str:
    if not who.startswith("Government of "):
        return "group"
    return "government" if events.country.is_called(who.removeprefix("Government of ")) else "state"


ASKED_OF_ACTORS = (  # what the order reads of each armed actor: a line to fill in, and why
    (
        "{{says: size, value: [400, 700, 1200], basis: field, when: {since}, src: ID, tag: S}}",
        "men in the field, not on a payroll",
    ),
    (
        "{{says: rooted-in, of: PLACE, value: 0.6, basis: judged, when: {since}, src: ID, tag: S}}",
        "where its men come from; shares sum to 1",
    ),
    ("{{says: abuse-record, of: credible, when: {since}, src: ID, tag: S}}", "none, alleged or credible"),
)
ASKED_OF_PATRONS = "{{says: patron-of, of: ACTOR, value: 0.5, basis: judged, when: {since}, src: ID, tag: S}}"
ASKED_OF_PLACES = (
    "{{says: population, value: 500000, basis: counted, when: {since}, src: ID, tag: S}}",
    "{{says: community-share, of: COMMUNITY, value: 0.7, basis: claimed, when: {since}, src: ID, tag: S}}",
)
TODO = {
    "theatre.yaml": "check every place name and spelling; add local names, ISO codes, communities and real boundaries "
    "(`tether new … --boundaries`) if these are outlines",
    "actors.yaml": "check the actors and their kinds; add forces, ministries, parties and patrons",
    "claims.yaml": "sizes (in the field, not on paper), homes, patrons, records of abuse, populations and communities "
    "by place: until then no charter can be projected, and the brief says so",
    "charters/status-quo.yaml": "who commands, pays, arms and recruits whom today",
    "case.yaml": "the question, the roles (militias, insurgent, state), the charters to compare",
}
TODO_ALWAYS = (
    "`charters/`: one file per option; `tether check` tells what is wrong with it",
    "a request and its screening, where help is asked for: nothing here has been screened for lawfulness",
)
COUNTED = {
    "order_violations": "events whose low, best and high estimates are out of order (kept)",
    "zero_death_events": "events without a death in the best estimate (counted apart)",
    "unplaced_imprecise": "events known worse than to a first-order unit (counted beside the map)",
    "unplaced_no_fit": "events that fit no place (counted beside the map)",
    "across_border": "events whose point lies outside every place",
    "name_and_point_differ": "events whose place name and point disagree (the name is taken)",
    "outside_span": "events outside the months that the file covers (left out)",
}


def case_text(
    name: str, theatre: Theatre, panel: Panel, cut_off: str, theatre_file: str, date_by: DateBy | None = None
) -> str:
    """Return case.yaml: it runs as it stands; the roles wait for claims."""
    asked = f"What does the record of {theatre.name} show, and what must be known to weigh a charter here?"
    return _text(
        f"# {theatre.name}: made from an event file. It runs as it is; CHECKLIST.md says what it cannot answer yet.",
        f"id: {quoted(name)}",
        f"title: {quoted(f'{theatre.name}, {cut_off}')}",
        f"country: {quoted(theatre_file or theatre.id)}",
        f"question: {quoted(asked)}",
        f"cut_off: {cut_off}  # the last month that the case may know",
        f"retrospective: {'true' if cut_off < str(panel.end) else 'false'}",
        f"events: {{file: events.parquet{f', date_by: {date_by}' if date_by else ''}}}",
        "horizon_months: 36",
        "seed: 1",
        "# Who plays which part (ids of actors). Charters can be compared once claims give them sizes and homes.",
        "# roles: {militias: [GROUP, GROUP], insurgent: GROUP, state: [FORCE]}",
        "status_quo: status-quo",
        "charters: []  # add files to charters/ and name them here",
        "lang: en",
    )


def status_quo_text(theatre: Theatre, cut_off: str) -> str:
    """Return the status quo: a charter that claims nothing."""
    return _text(
        "# The status quo. A key that is absent is not known to this case. Say what is known, with sources.",
        f'charter: "{VERSION}"',
        "meta:",
        "  id: status-quo",
        f"  title: {quoted(f'{theatre.name} as it was in {cut_off}')}",
        f"  country: {quoted(theatre.country.name)}",
        "  decider: both",
        "  text_seen: none",
        '  note: "Nothing has been written down yet: who commands, pays, arms and recruits whom is unknown."',
    )


def actors_text(theatre: Theatre, actors: Sequence[TheatreActor]) -> str:
    """Return actors.yaml: the parties of the event file under UCDP's names."""
    return _text(
        f"# Who fights in {theatre.name} by the event file, under UCDP's names. Some are names of communities, not of",
        "# armed groups: set their kind to society. Add local names and aliases, and who is missing (a ministry, a",
        "# party, a patron). Sizes and relations are claims.",
        f"country: {quoted(theatre.id)}",
        "actors:" if actors else "actors: {}",
        *(f"  {a.id}: {{name: {quoted(a.name)}, kind: {a.kind}}}" for a in actors),
    )


def claims_text(theatre: Theatre, actors: Sequence[TheatreActor], cut_off: str) -> str:
    """Return claims.yaml: valid and empty, with the lines that are asked for as comments, dated to suit the cut-off."""
    armed = [a for a in actors if a.kind in ("group", "government")][:8]
    since = f"{_half_a_year_before(cut_off)}.."
    return _text(
        f"# Claims on {theatre.name}: one line, one statement, from a dated and graded source.",
        "# What does not stand here is not known.",
        f"country: {quoted(theatre.id)}",
        f"coded: {date.today().isoformat()}",
        "sources: {}",
        f"#  un-{cut_off[:4]}: {{title: Report of the Secretary-General, outlet: United Nations, date: {cut_off}, "
        "grade: official}",
        "claims: {}",
        "# What a comparison of charters asks for. Put a mapping in place of the braces; ID is a source, PLACE, ACTOR",
        "# and GROUP are ids. Write ranges as [low, likely, high]. Leave out what nobody knows: a gap is told, a guess",
        "# is not. tag: S you have read it in the source, R you recall it, D you worked it out (show how in a quote),",
        "# J it is a judgement (by: whose).",
        f'# when: {since} is "since then, no end known". A size dated {since[:4]} alone is not known to hold at the',
        f"# cut-off, {cut_off}, and does not count; a date after the cut-off does not either. The dossier and the",
        "# brief name each claim that is left out, and why.",
        f"#  GROUP:   # {', '.join(a.id for a in armed) or 'each armed group'}",
        *(f"#    - {line.format(since=since)}   # {why}" for line, why in ASKED_OF_ACTORS),
        "#  PATRON:",
        f"#    - {ASKED_OF_PATRONS.format(since=since)}   # who backs whom, and how firmly",
        "#  PLACE:   # every place of the theatre",
        *(f"#    - {line.format(since=since)}" for line in ASKED_OF_PLACES),
    )


def _half_a_year_before(cut_off: str) -> str:
    """Return the month six months before one, as YYYY-MM."""
    return str(month(cut_off) - 6)


def checklist(name: str, theatre: Theatre, panel: Panel, files: Sequence[str]) -> str:
    """Return CHECKLIST.md: what the record can't show, and what a person must add with sources."""
    placed, lost = (int(c.events.sum() + c.zero_events.sum()) for c in (panel.cells, panel.unplaced))
    return _text(
        f"# {name}: what is here, and what is missing",
        "",
        f"{theatre.name}, {panel.start} to {panel.end}: {placed + lost:,} events, {lost:,} of them in no place; "
        f"{numbered(len(theatre.places), 'place')}, {len(theatre.polygons)} of them drawn.",
        "",
        *(f"- {note}" for note in panel.notes),
        *(f"- {words}: {panel.warnings[key]:,}" for key, words in COUNTED.items() if panel.warnings.get(key)),
        "",
        "## What a person must add, with sources",
        "",
        *(f"- [ ] `{file}`: {what}" for file, what in TODO.items() if file in files),
        *(f"- [ ] {what}" for what in TODO_ALWAYS),
        "",
        f"Run: `tether brief {name}`",
    )


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"
