"""The front door: every name that ``import tether as tt`` offers, with its shapes, units, errors and one example.

    study = tt.project("iraq-2015", [tt.read_charter("guard.yaml"), "p9-whole-units"], seed=7)
    tt.break_even(study)

An entry takes what a person has at hand (a name, a path, or the object itself) and checks it before anything runs.
What is wrong with the call is a ``UsageError``, what is wrong with an input an ``InputError`` with every problem and
its place; nothing else is raised on purpose. Each object prints itself in three lines at most, with its units and its
cut-off; ``to_dataframe()`` and ``to_xarray()`` give its numbers, with both in ``attrs``.

An entry imports its room when it is called, so that this module costs nothing, and ``read_charter``, ``check`` and
``explain`` need neither numpy nor pandas nor JAX. To add an entry: a function here, its name in ``tether/__init__.py``.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from tether.errors import InputError, Problem, UsageError, did_you_mean, extra_needed, name_or_path, whole_number
from tether.forecast import HORIZON

if TYPE_CHECKING:
    import pandas as pd

    Path_ = str | os.PathLike[str]
    from tether.amend.amendment import CharterAmendment
    from tether.charter import Charter
    from tether.charter.check import Report
    from tether.charter.settings import Settings
    from tether.dossier.profile import Profile
    from tether.evidence.claims import Claims
    from tether.evidence.events import Events
    from tether.forecast.hindcast import Hindcast
    from tether.forecast.posterior import Posterior
    from tether.forecast.series import Series
    from tether.gate.note import ScreeningNote
    from tether.induction.modes import CharterPlan
    from tether.induction.verification.verdict import PlanVerdict
    from tether.law import WrittenLaw
    from tether.precedents.after_designs import AfterDesigns
    from tether.study import Case, Study
    from tether.study.verify_run import Verification
    from tether.theatre import Theatre
    from tether.validation.skill import OrderRecord

CASE = "a shipped case (iraq-2015), the folder of a case, or a Case"
CHARTER = "the path of a charter file (YAML), or a Charter"
P = ParamSpec("P")
T = TypeVar("T")


def __getattr__(name: str) -> Any:
    """Return a class of the front door, from its room."""
    if name not in ("Case", "Charter", "Study"):
        raise AttributeError(f"module 'tether.api' has no attribute {name!r}")
    return _class_of_a_room(name)


def _entry(call: Callable[P, T]) -> Callable[P, T]:
    """Turn what no reader could ask beforehand into an error in words.

    A full disk or a folder without leave is a located InputError; a package that the base install leaves out is an
    ExtraNeeded, which names the extra.
    """

    @functools.wraps(call)
    def entry(*args: P.args, **options: P.kwargs) -> T:
        try:
            return call(*args, **options)
        except ModuleNotFoundError as error:
            raise (extra_needed(error) or error) from None
        except OSError as error:
            where = str(error.filename2 or error.filename or "a file")
            raise InputError(Problem(str(error.strerror or error), where, expected="a file that can be used")) from None

    return entry


@_entry
def _class_of_a_room(name: str) -> Any:
    if name == "Charter":
        from tether.charter import Charter

        return Charter
    from tether.study import Case, Study

    return {"Case": Case, "Study": Study}[name]


# ---- reading -------------------------------------------------------------------------------------------------------


@_entry
def open_case(name: Path_) -> Case:
    """Open a shipped case by its name, or a case folder (or its ``case.yaml``) by its path.

    Nothing is run. What the case knows ends at its cut-off: ``case.panel``, ``case.claims``, ``case.charters``.

    Raises:
        UsageError: no name. InputError: no such case, or what is wrong with its file, all told at once.

    Example:
        >>> open_case("iraq-2015").spec.horizon_months
        36
    """
    from tether.study import open_case as opened

    return opened(name_or_path(name, "case", CASE))


@_entry
def new_case(
    name: str,
    events: Path_ | Events,
    country: str = "",
    *,
    where: Path_ = ".",
    boundaries: Path_ | None = None,
    cut_off: str = "",
    date_by: str = "",
) -> Case:
    """Make a case folder of any country from an event file, and open it; its CHECKLIST.md says all that it lacks.

    ``events``: a UCDP GED file, a located-events table, a stored set's name, or ``Events``. ``cut_off``: the last month
    the case may know (YYYY-MM; default: the file's last). ``date_by``: end, start or spread. ``boundaries``: GeoJSON.

    Raises:
        UsageError: a name that is none, or is taken. InputError: what is wrong with the files.

    Example:
        >>> new_case("mali-2024", "GEDEvent_v25_1.csv", "Mali", where="cases")  # doctest: +SKIP
    """
    from tether.evidence.boundaries import read_boundaries
    from tether.study.new_case import start_case

    named = name_or_path(name, "name", "the name of the new case: lower-case letters, digits and hyphens")
    found = _events(events, country)
    shapes = name_or_path(boundaries, "boundaries", "the path of a GeoJSON file") if boundaries is not None else ""
    units = read_boundaries(Path(shapes), found.country) if shapes else ()
    folder = Path(name_or_path(where, "where", "a folder"))
    chosen: dict[str, Any] = {"boundary_source": Path(shapes).name, "cut_off": cut_off, "date_by": date_by or None}
    return open_case(start_case(named, found, folder, boundaries=units, **chosen).folder)


@_entry
def read_charter(path: Path_, *, theatre: str | Theatre | None = None, base: Path_ | Charter | None = None) -> Charter:
    """Read a charter: a written design, typed, each value with its place in the file. Needs no numbers package.

    ``theatre`` (iraq, libya, …) and ``base`` (the status quo that an overlay is laid over) widen what its ids may point
    at; ``project`` checks them against its case in any event. ``charter.at("pay.0.via")`` gives a value.

    Raises:
        UsageError: no path. InputError: every problem of the file, with line and column.

    Example:
        >>> read_charter("guard.yaml").check().first_five  # doctest: +SKIP
    """
    return _charter(path, theatre, base)


@_entry
def read_law(path: Path_) -> WrittenLaw:
    """Read a law's own text: provisions with ids that stay, definitions, references. Needs no numbers package.

    A Word file (.docx), .odt, .txt, .md, .html, .pdf (through ``pdftotext``), Akoma Ntoso XML, or the ``law.json`` of
    ``tether law import``; English, Arabic or French. ``law.find("7(2)")`` gives what a number points at.

    Raises:
        UsageError: no path, or a PDF and no pdftotext. InputError: what is wrong with the file.

    Example:
        >>> read_law("draft.docx").find("6(2)").provision  # doctest: +SKIP
    """
    from tether.law import read_law as read

    return read(name_or_path(path, "law", "the path of a written text (.docx, .odt, .txt, .md, .html, .pdf, .xml)"))


@_entry
def read_events(path: Path_, country: str = "", *, place_column: str = "", release: str = "") -> Events:
    """Read one country's events: a UCDP GED file (17.1 to 26.1), a located-events table, or a stored set by name.

    One row per event: dates (datetime64[s]), deaths ``low ≤ best ≤ high`` and by side (int32, whole deaths). A column
    that the source lacks is absent, never zero. ``country`` may be left out where the file holds one alone.

    Raises:
        UsageError: no path. InputError: every problem of the file, by row.

    Example:
        >>> read_events("GEDEvent_v25_1.csv", "Mali").to_dataframe()  # doctest: +SKIP
    """
    from tether.theatre import find_events

    named = name_or_path(path, "events", "the path of an event file (csv, zip, parquet), or a stored set's name")
    return find_events(named, _text(country, "country"), place_column=place_column, version=release)


@_entry
def read_claims(source: Path_, *, as_of: str = "") -> Claims:
    """Read claims: a shipped country's by its name (iraq), or a ``claims.yaml`` by its path.

    ``as_of`` (a day or month) keeps what had surely happened by then, and hides the end of what ended later.

    Raises:
        UsageError: no name, no date. InputError: every problem of the file, by line.

    Example:
        >>> read_claims("iraq", as_of="2015-06").interval("hashd-iran", "size").unit
        'heads'
    """
    from tether.evidence.claims import load_claims
    from tether.evidence.claims import read_claims as read

    named = name_or_path(source, "claims", "a shipped country (iraq), or the path of a claims.yaml")
    found = read(named) if Path(named).suffix in (".yaml", ".yml") else load_claims(named)
    return found.as_of(_day(as_of)) if as_of else found


@_entry
def load_theatre(country: Path_) -> Theatre:
    """Return a country's fixed axes (places, communities, polygons): a shipped one, or a ``theatre.yaml`` by its path.

    Raises:
        UsageError: no such country. InputError: every problem of the file.

    Example:
        >>> load_theatre("iraq").place("Mosul").id
        'ninewa'
    """
    from tether.theatre import load

    return load(name_or_path(country, "theatre", "a shipped country (iraq, libya, …), or the path of a theatre.yaml"))


# ---- a design, an actor, a request ---------------------------------------------------------------------------------


@_entry
def check(
    charter: Path_ | Charter,
    *,
    theatre: str | Theatre | None = None,
    base: Path_ | Charter | None = None,
    case: Path_ | Case | None = None,
    as_of: str = "",
    reading: str = "",
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    bounds: Mapping[str, float] | None = None,
    trace: bool = False,
) -> Report:
    """Check a written design against the rules. Needs no numbers package.

    ``reading``: what an absent key means: open (unknown), closed (none) or general (what the general law says that the
    file names); by default as the file says. An overlay is checked with the values of its ``base``. ``select`` and
    ``ignore`` take codes or families (CMD, IND03); ``bounds`` sets bounds of the rules ({"bloc_cap": 0.5}). With a
    ``case``, or a ``theatre`` and ``as_of``, the rules know what the claims say of those whom the charter names.
    ``trace`` gives each finding its ``because``, the paths of the charter that it rests on.

    Raises:
        UsageError: an unknown code, reading or bound. InputError: every problem of the file.

    Example:
        >>> check("guard.yaml").to_dataframe()[["code", "line", "message"]]  # doctest: +SKIP
    """
    from tether.charter.check import check as checked

    if reading not in ("", "open", "closed", "general"):
        raise UsageError(f"reading: {reading!r}; expected open, closed or general")
    options: dict[str, Any] = {"select": _words(select, "select"), "ignore": _words(ignore, "ignore")}
    options |= {"settings": _bounds(bounds or {}), "world": reading, "trace": trace}
    if case is None:
        made = _charter(charter, theatre, base)
        return checked(made, known=_known(made, theatre, _text(as_of, "as_of")), **options)
    if theatre is not None or base is not None or as_of:
        raise UsageError("case: it brings its own theatre, status quo and cut-off; give it alone")
    inputs = _case(case)
    return checked(_charter(charter, inputs.theatre, inputs.base), known=inputs.known, **options)


@_entry
def amend(
    charter: Path_ | Charter,
    *,
    clear: Iterable[str] = ("stop", "error"),
    red_lines: Iterable[str] = (),
    most: int | None = None,
    votes: int | None = None,
    votes_in: str = "worst",
    theatre: str | Theatre | None = None,
    base: Path_ | Charter | None = None,
    case: Path_ | Case | None = None,
    prices: Path_ | None = None,
    seconds: float = 60.0,
    frontier: bool = False,
) -> CharterAmendment:
    """Find the cheapest edits in a menu that clear a charter's findings, or what can't be had together.

    ``clear``: severities (stop, error, warning). ``red_lines``: places that stay (``induction[in-hill].mode``).
    ``most``: at most so many edits. ``votes``: at least so many members in favour, in the worst or the best case
    (``votes_in``) of the charter's own sheet. ``prices``: your own table (CSV). ``seconds``: of the processor, after
    which the best found and a proven floor are given. Prices are in points: cheapest is so in this menu, at these
    prices. ``frontier``: also what more votes and fewer warnings cost, in as many seconds again (``found.frontier``).
    ``found.text`` is the amended charter, ``found.certificate`` the proof.

    Raises:
        UsageError: a severity, a number or a case of the votes that is none.
        InputError: every problem of the file, a red line without a place, demands that contradict each other.

    Example:
        >>> amend("guard.yaml", red_lines=["pay"]).edits  # doctest: +SKIP
    """
    from datetime import date

    from tether.amend.amendment import AmendmentAsked
    from tether.amend.amendment import amend as amended
    from tether.amend.oracle import CheckedUnder
    from tether.amend.votes import votes_asked

    if case is not None and (theatre is not None or base is not None):
        raise UsageError("case: it brings its own theatre and status quo; give it alone")
    table = Path(name_or_path(prices, "prices", "the path of a table of prices (CSV)")) if prices is not None else None
    inputs = _case(case) if case is not None else None
    made = _charter(charter, inputs.theatre, inputs.base) if inputs else _charter(charter, theatre, base)
    known = inputs.known if inputs else _known(made, theatre, "")
    axes = load_theatre(theatre) if isinstance(theatre, str | os.PathLike) else theatre
    place = inputs.theatre if inputs else axes
    wanted = votes_asked(votes, votes_in)
    words: Any = tuple(_words(clear, "clear"))
    asked = AmendmentAsked(words, tuple(_words(red_lines, "red_lines")), most, wanted, table, float(seconds), frontier)
    return amended(made, asked, CheckedUnder(date.today(), theatre=place, known=known))


@_entry
def explain(code: str = "") -> str:
    """Return what a rule asks and what it rests on (IND03), the list of a family (IND), or the list of all ("").

    Raises:
        UsageError: no such rule or family.

    Example:
        >>> explain("IND03").startswith("# IND03")
        True
    """
    from tether.charter.reports.rule_pages import explained
    from tether.precedents.cases import tally_of

    return explained(tally_of, _text(code, "code"))


@_entry
def dossier(case: Path_ | Case, actor: str, *, as_of: str = "") -> Profile:
    """Return what is claimed of one actor by a date, section by section: each claim with its source, and the gaps.

    ``case``: a case or a shipped country; ``actor``: an id, a name or an alias; ``as_of``: a day or month (default: the
    case's cut-off). Numbers stand in the unit of their claim. People have no dossier.

    Raises:
        UsageError: no such actor, country or date, with the nearest.

    Example:
        >>> dossier("iraq-2015", "Badr Organisation").actor.id
        'badr-organisation'
    """
    from tether.dossier.profile import make_profile
    from tether.dossier.store import DossierOptions, store_of

    named, at = _country(case)
    who = name_or_path(actor, "actor", "an id, a name or an alias of an actor")
    return make_profile(store_of(named, DossierOptions(as_of=_text(as_of, "as_of") or at)), who)


@_entry
def screen(request: Path_ | Case, decider: str = "", *, as_of: str = "", recipient: str = "") -> ScreeningNote:
    """Screen a request for help for one decider: stops, open questions, conditions. Software screens, a person signs.

    ``request``: a case with one (libya-2015), a variation (libya-2015/partial-items), or a ``request.yaml``.
    ``decider``: us, eu-member, un-mission, host, iran; may be left out where the request names one alone.

    Raises:
        UsageError: no such request or decider. InputError: every problem of the file.

    Example:
        >>> screen("libya-2015", decider="us").verdict
        'stop'
    """
    from tether.gate.report import request_of
    from tether.gate.screen import screen as screened

    asked, store = request_of(_requested(request), _text(as_of, "as_of"))
    who = _text(decider, "decider") or (asked.deciders[0] if len(asked.deciders) == 1 else "")
    if not who:
        raise UsageError(f"decider: none given; {asked.id} asks {', '.join(asked.deciders)}")
    return screened(asked, who, store=store, recipient=_text(recipient, "recipient"))


@_entry
def plan(
    charter: Path_,
    roster: Path_ | None = None,
    *,
    country: str = "",
    base: Path_ | None = None,
    mapping: Path_ | None = None,
    all_posts: bool = False,
    exchange: bool = False,
) -> CharterPlan:
    """Plan who goes where under a charter, or find why no plan keeps all of its rows. Seconds to minutes.

    ``charter``: a case's option (iraq-2015/p10-individuals), a case with one option that takes men in, or a file.
    ``roster``: volunteers (.csv, .parquet, .xlsx; default: the case's). Counts are heads. ``mapping``: a YAML file of
    words of the roster and the ids that they stand for. ``exchange``: swap people of a place until units mix no better.

    Raises:
        UsageError: no such charter, no roster, nothing to plan. InputError: every problem of the files.

    Example:
        >>> plan("iraq-2015/p10-individuals").to_dataframe("after")  # doctest: +SKIP
    """
    from tether.study.plan_request import plan_requests
    from tether.study.plans import make_plan

    named = name_or_path(charter, "charter", "a case's option (iraq-2015/p10-individuals), or the path of a charter")
    volunteers = Path(name_or_path(roster, "roster", "the path of a roster")) if roster is not None else None
    below = Path(name_or_path(base, "base", "the path of a charter file")) if base is not None else None
    words = Path(name_or_path(mapping, "mapping", "the path of a mapping file")) if mapping is not None else None
    requests = plan_requests(named, volunteers, _text(country, "country"), below, words)
    if len(requests) > 1:
        options = ", ".join(f"{named}/{one.charter.id}" for one in requests)
        raise UsageError(f"charter: {named} has {len(requests)} options that take men in; expected one of {options}")
    return make_plan(requests[0], all_posts=all_posts, exchange=exchange)


@_entry
def votes(of: Path_ | Case | Charter, *, before: str = "") -> pd.DataFrame:
    """Count the votes that charters would need: one row per charter that a host must agree to.

    ``of``: a case (its own charters, as known by its cut-off), a charter file or a Charter. ``before``: the month up to
    which past bills teach (default: the case's cut-off, else all). Columns: draws that passed, were voted down, lacked
    a quorum, were stopped; members present, in favour and needed (5 %, 50 %, 95 %); ``calibrated``, ``decided_against``
    and ``never_decided``: the shares of the three ends as past bills bend them. What cannot be told is empty, and
    ``cannot_tell`` says why.

    Raises:
        UsageError, InputError: as for ``open_case`` and ``read_charter``.

    Example:
        >>> votes("iraq-2015")[["charter", "calibrated"]]  # doctest: +SKIP
    """
    from tether.brief.sections.agreed import passage_table
    from tether.precedents.passage import passage_of
    from tether.study.brief_content import passages

    if _is_charter(of):
        charter = _charter(of)
        one = passage_of(charter, _text(before, "before"))
        found, cut_off = ({charter.id: one} if one is not None else {}), before
    else:
        case = _case(of)
        found, cut_off = passages(case, case.charters.values()), str(case.spec.cut_off)
    table = passage_table(found)
    table.attrs = {"units": "draws; members of the chamber; calibrated: share from 0 to 1", "cut_off": cut_off}
    return table


# ---- futures -------------------------------------------------------------------------------------------------------


@_entry
def fit(case: Path_ | Case, *, seed: int | None = None) -> Posterior:
    """Filter a case's record up to its cut-off with the published core; a minute at full size.

    The clouds have dims (place, particle), float32: logs of events a month and of deaths an event (``to_xarray``).

    Raises:
        UsageError, InputError: as for ``open_case``; a record without an event before the cut-off.

    Example:
        >>> fit("iraq-2015").to_xarray()["m"].dims  # doctest: +SKIP
    """
    return _case(case).fit(_seed(seed))


@_entry
def project(
    case: Path_ | Case,
    charters: Iterable[Path_ | Charter] | Path_ | Charter | None = None,
    *,
    months: int | None = None,
    seed: int | None = None,
    precision: str = "normal",
    workers: int = 1,
) -> Study:
    """Project a case's status quo and charters (default: the case's own) under five theories. A minute at full size.

    ``charters``: names in the case's ``charters/``, paths of files, or Charters; each is checked against the case's
    theatre and status quo. ``months``: the horizon, 36 at most. ``workers``: threads, which change no byte. Draws
    have dims (charter, theory, point, month, particle), float32, in deaths or events a month (``study.to_xarray()``).

    Raises:
        UsageError: no such case or charter, a number out of range. InputError: every problem of the files.

    Example:
        >>> project("iraq-2015", ["p9-whole-units"], seed=7).compare()  # doctest: +SKIP
    """
    chosen = _case(case).at_precision(_text(precision, "precision"))
    return chosen.project(
        charters,  # type: ignore[arg-type]
        months=None if months is None else whole_number(months, "months", 1, HORIZON),
        seed=_seed(seed),
        workers=whole_number(workers, "workers", 1, 1024),
    )


@_entry
def compare(study: Study | Path_ | Case, outcome: str | None = None) -> pd.DataFrame:
    """Return the paired differences of one outcome (default: the one that leads): one row per pair and theory.

    ``value``, ``lo``, ``hi``: median, 5th and 95th percentile across worlds, in the outcome's unit over the horizon
    (``attrs``); ``worlds_below`` of ``worlds_total``: in how many worlds the first pair comes out lower. A case is
    projected first.

    Raises:
        UsageError: no such outcome, or a study that compares nothing.

    Example:
        >>> compare(study, "civilian_deaths")  # doctest: +SKIP
    """
    return _study(study).compare(outcome)


@_entry
def break_even(study: Study | Path_ | Case) -> pd.DataFrame:
    """Return at which value of one assumption each comparison turns: one row per pair and theory.

    ``value``, ``lo``, ``hi`` are in the assumption's own ``unit``; NaN where it turns nowhere in the range drawn
    (``range_lo`` to ``range_hi``). A case is projected first.

    Raises:
        UsageError: a study that compares nothing.

    Example:
        >>> break_even(study)[["symbol", "theory", "value", "unit"]]  # doctest: +SKIP
    """
    return _study(study).break_even()


@_entry
def regret(study: Study | Path_ | Case) -> pd.DataFrame:
    """Return what each option would be regretted by: one row per decider's choice, option and theory, never a rank.

    ``regret_median``, ``regret_high`` (95th percentile), ``regret_largest`` and ``worst_tenth`` are in the unit of the
    outcome that leads, over the horizon; worlds are counted. A case is projected first.

    Raises:
        UsageError: a study that compares nothing.

    Example:
        >>> regret(study)[["host", "theory", "regret_median"]]  # doctest: +SKIP
    """
    return _study(study).regret()


@_entry
def signposts(study: Study | Path_ | Case) -> pd.DataFrame:
    """Return what to watch once a pair is chosen, until when, and how many worlds it would sort right, by theory.

    ``threshold`` is in ``unit``, summed over ``months`` months up to ``by``; ``right``: share of worlds sorted right.
    A case is projected first.

    Raises:
        UsageError: a study that compares nothing.

    Example:
        >>> signposts(study)[["watched", "title", "by", "threshold", "right"]]  # doctest: +SKIP
    """
    return _study(study).signposts()


@_entry
def hindcast(
    of: Path_ | Case | Series | Events,
    *,
    origins: str | Iterable[str],
    leads: str = "3-14",
    unit: str = "adm1",
    types: str = "all",
    draws: int = 1000,
    seed: int = 1,
    out: Path_ | None = None,
    workers: int = 1,
    sums: bool = False,
) -> Hindcast:
    """Score what would have been forecast at past origins against what happened, beside simple histories.

    ``of``: a case, ``Events``, a ``Series``, or the path of a series (CSV or Parquet: unit, month, value[, events]).
    ``origins``: last data months (2012-10,2013-10 or 2012..2018); ``leads``: months ahead. Scores are in deaths a unit
    and month (CRPS) and bits (ignorance), one row per forecaster, unit, origin and lead; lower is better. ``out`` keeps
    draws, scores and page in a folder; without it only the scores are kept. ``sums`` scores sums over 12, 24 and 36
    months too (the folder's sums.csv). It may read past a case's cut-off.

    Raises:
        UsageError: a wrong option. InputError: what is wrong with the data or the origins.

    Example:
        >>> hindcast("iraq-2015", origins="2012-10,2013-10").to_dataframe()  # doctest: +SKIP
    """
    from tether.forecast.hindcast import Hindcast, read_leads, read_origins
    from tether.forecast.hindcast import hindcast as run
    from tether.forecast.series import HindcastTask

    series, ahead = _series(of, unit, types), read_leads(_text(leads, "leads"))
    named = origins if isinstance(origins, str) else ",".join(_words(origins, "origins"))
    asked = tuple(str(o) for o in read_origins(named, ahead))
    count = whole_number(draws, "draws", 10, 100_000)
    task = HindcastTask(asked, ahead, count, unit, _seed(seed) or 0, sums=bool(sums))
    with TemporaryDirectory(prefix="tether-") as scratch:
        folder = Path(name_or_path(out, "out", "a folder")) if out is not None else Path(scratch)
        scores, _ = run(series, task, folder, whole_number(workers, "workers", 1, 1024))
    return Hindcast(series, task, scores, folder if out is not None else None)


@_entry
def after_designs(cases: Path_ | None = None, *, events: Path_ = "") -> AfterDesigns:
    """Return what was recorded after past designs, beside forecasts made without them and placebo dates.

    ``cases``: your own designs (YAML or CSV), scored with the shipped numbers; ``events``: an event file for those of
    their countries that are not on record. ``to_dataframe("designs")``: deaths over 24 months, one row per design;
    ``to_dataframe("compared")``: one per comparison, with what it would take to overturn it. Designs are not drawn by
    lot: no difference is what a design caused.

    Raises:
        UsageError: events without cases. InputError: what is wrong with the files.

    Example:
        >>> after_designs().to_dataframe("compared")  # doctest: +SKIP
    """
    from tether.precedents.after_designs import after_designs as run
    from tether.precedents.after_designs_page import events_of
    from tether.precedents.designs import read_designs

    file = Path(name_or_path(events, "events", "an event file")) if events else None
    if cases is None:
        if file is not None:
            raise UsageError("events: adds countries to the designs of cases; give both")
        return run()
    designs = read_designs(Path(name_or_path(cases, "cases", "a file of designs (YAML or CSV)")))
    return run(designs, events_of(designs, str(file)) if file else None)


@_entry
def facts(country: str = "") -> OrderRecord:
    """Return what the mechanisms were held against: dated facts replayed, policy shocks scored, as shipped.

    ``to_dataframe("facts")``: one row per fact and theory, in the fact's unit; ``to_dataframe("shocks")``: one per
    shock, model and score. ``country`` keeps the shocks of one.

    Raises:
        UsageError: a country without shocks.

    Example:
        >>> facts().label()
        'no predictive skill'
    """
    from tether.validation.shocks import COUNTRIES, shocks
    from tether.validation.skill import order_record

    if _text(country, "country") and country not in COUNTRIES:
        raise UsageError(f"country: {country!r}; {did_you_mean(country, COUNTRIES)}")
    record = order_record()
    return record.only(s.id for s in shocks(country)) if country else record


@_entry
def brief(study: Study | Path_ | Case, path: Path_ = "brief.html") -> Path:
    """Write the brief of a study (a case is projected first) as one HTML page that needs no network; return its path.

    Raises:
        UsageError, InputError: as for ``project``; a path that cannot be written.

    Example:
        >>> brief(study, "brief.html")  # doctest: +SKIP
    """
    page = Path(name_or_path(path, "path", "the path of the page to write"))
    if page.is_dir() or not page.absolute().parent.is_dir():
        said = "a folder" if page.is_dir() else f"no folder {page.parent}"
        raise InputError(Problem(said, str(page), expected="the path of a file to write, in a folder that exists"))
    return _study(study).brief(page)


@_entry
def verify(folder: Path_, *, workers: int = 1, files_only: bool = False) -> Verification | PlanVerdict:
    """Verify a run folder (files as listed, and the same when made again?) or a plan folder (lawful, and true?).

    ``files_only``: compare every file with the list in the manifest, which takes seconds, and compute nothing.

    Raises:
        UsageError: no path. InputError: neither folder, or inputs that are not those of the run.

    Example:
        >>> verify("runs/2026-11-22T0931Z-iraq-2015-7f3a").reproduced  # doctest: +SKIP
    """
    from tether.induction.verification import verify_folder, working_folder
    from tether.study.verify_run import verify_run

    place = Path(name_or_path(folder, "folder", "a run folder, or the folder of a plan"))
    threads = whole_number(workers, "workers", 1, 1024)
    if (working_folder(place) / "claims.json").is_file():
        return verify_folder(place, files_only=files_only)
    return verify_run(place, threads, files_only=files_only)


# ---- what a caller gave --------------------------------------------------------------------------------------------


def _is_case(given: Any) -> bool:
    if isinstance(given, str | os.PathLike):  # a name costs nothing: the study's room is heavy
        return False
    from tether.study import Case

    return isinstance(given, Case)


def _case(given: Any) -> Case:
    return given if _is_case(given) else open_case(given)


def _study(given: Any) -> Study:
    from tether.study import Study

    if isinstance(given, Study):
        return given
    if not _is_case(given):
        name_or_path(given, "study", f"a Study, or {CASE}")
    return project(given)


def _is_charter(given: Any) -> bool:
    from tether.charter import Charter

    if isinstance(given, Charter):
        return True
    named = Path(given) if isinstance(given, str | os.PathLike) else Path()
    return named.suffix in (".yaml", ".yml") and named.name != "case.yaml"


def _charter(given: Any, theatre: Any = None, base: Any = None) -> Charter:
    from tether.charter import Charter, read_again
    from tether.charter import read_charter as read

    axes = load_theatre(theatre) if isinstance(theatre, str | os.PathLike) else theatre
    if axes is not None and not hasattr(axes, "places"):
        name_or_path(axes, "theatre", "a shipped country (iraq, libya, …), the path of a theatre.yaml, or a Theatre")
    below = None if base is None else _charter(base, axes)
    if isinstance(given, Charter):
        return given if axes is None and below is None else read_again(given, axes, base=below)
    return read(name_or_path(given, "charter", CHARTER), axes, base=below)


def _bounds(bounds: Mapping[str, float]) -> Settings | None:
    from tether.charter.settings import Settings

    names = {f.name for f in fields(Settings)}
    for name, value in bounds.items():
        if name not in names:
            raise UsageError(f"bounds: {name!r}; {did_you_mean(str(name), names)}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"bounds: {name} {value!r}; expected a number")
    return Settings(**bounds) if bounds else None


def _known(charter: Charter, theatre: Any, as_of: str) -> Any:
    """Return what the shipped claims on a theatre know; None without one."""
    from tether.charter.known import known_in

    if theatre is None:
        if as_of:
            raise UsageError(
                "as_of: the day up to which the claims on a theatre may be used; give a theatre, or a case"
            )
        return None
    axes = load_theatre(theatre) if isinstance(theatre, str | os.PathLike) else theatre
    return known_in(axes, charter, _day(as_of) if as_of else "")


def _events(given: Any, country: str) -> Events:
    from tether.evidence.events import Events

    return given if isinstance(given, Events) else read_events(given, country)


def _series(given: Any, unit: str, types: str) -> Series:
    from tether.evidence.events import Events
    from tether.forecast.series import Series, read_series, series_of_events, series_of_panel

    if isinstance(given, Series):
        return given
    if isinstance(given, Events):
        return series_of_events(given, unit=unit, types=types)
    if _is_case(given):
        return series_of_panel(given.source[0], unit, types)
    named = name_or_path(given, "of", f"{CASE}, Events, a Series, or the path of a series (CSV or Parquet)")
    if Path(named).suffix.lower() in (".csv", ".parquet", ".zip", ".gz"):
        return read_series(named)
    return series_of_panel(open_case(named).source[0], unit, types)


def _country(given: Any) -> tuple[str, str]:
    """Return the case or country and the cut-off that a dossier is asked of; "" where the store is to find it."""
    if _is_case(given):
        return str(given.spec.folder), str(given.spec.cut_off)
    return name_or_path(given, "case", f"{CASE}, or a shipped country (iraq)"), ""


def _requested(given: Any) -> str:
    if _is_case(given):
        return str(given.spec.folder / (given.spec.request or "request.yaml"))
    return name_or_path(given, "request", "a case with a request (libya-2015), or the path of a request.yaml")


def _text(given: Any, asked: str) -> str:
    if not isinstance(given, str):
        raise UsageError(f"{asked}: {given!r:.60} ({type(given).__name__}); expected a text")
    return given


def _words(given: Any, asked: str) -> tuple[str, ...]:
    if isinstance(given, str):
        return tuple(w.strip() for w in given.split(",") if w.strip())
    if not isinstance(given, Iterable):
        raise UsageError(f"{asked}: {given!r:.60} ({type(given).__name__}); expected texts")
    return tuple(_text(w, asked) for w in given)


def _day(text: Any) -> str:
    from tether.evidence.claims import last_day

    try:
        last_day(_text(text, "as_of"))
    except ValueError as error:
        raise UsageError(f"as_of: {error}") from None
    return str(text)


def _seed(seed: Any) -> int | None:
    return None if seed is None else whole_number(seed, "seed", 0, 2**31 - 1)
