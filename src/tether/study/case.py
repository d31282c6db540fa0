"""A case's inputs: its file, and everything that it may know at its cut-off. What is run of it is ``study.py``'s.

    inputs = open_inputs("iraq-2015")
    inputs.theatre, inputs.panel, inputs.claims, inputs.setting, inputs.charters

``case.yaml``: what a case is, read with places, every problem at once.

    id, title, country (a shipped id or the path of a theatre.yaml), question, cut_off (last month it may know),
    retrospective, events {pack | file | data, …} (without it nothing is projected), horizon_months, seed,
    sizes {points, particles, block, filter}, matters {share, deaths},
    roles {militias, insurgent, state}, status_quo, charters [...], request, worlds, roster, mapping (of a roster's
    words to ids), lang

Unknown keys are errors. To add a key: a field of ``CaseFile`` and one of ``CaseSpec``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from tether.armed_order.start import Roles
from tether.documents.models import Line, Shape, root_of, validated, wrong
from tether.documents.slug import SLUG, Slug
from tether.documents.yaml_file import EMPTY, read_yaml
from tether.errors import InputError, Problem, Problems, UsageError, did_you_mean, name_or_path
from tether.evidence.calendar import Month, MonthRead
from tether.forecast import HORIZON
from tether.randomness.sizes import Sizes

if TYPE_CHECKING:
    from tether.armed_order.beliefs import Belief
    from tether.armed_order.start import OrderSetting
    from tether.charter import Charter
    from tether.charter.known import Known
    from tether.evidence.claims import Claims, DroppedClaim
    from tether.evidence.displacement import DisplacementRecord
    from tether.evidence.sources import SourceCard
    from tether.forecast.posterior import Posterior
    from tether.forecast.records import TrackRecord
    from tether.gate.note import ScreeningNote
    from tether.theatre import Panel, Theatre

WITHIN = f"1 to {HORIZON}: sums of deaths over longer spans were never scored"
FILTER = 4096  # particles per place while filtering
WHAT = "a case (YAML)"


@dataclass(frozen=True)
class CaseSpec:
    """A case as written. ``folder`` is where its files lie."""

    id: str
    country: str
    cut_off: Month
    folder: Path
    events: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    question: str = ""
    retrospective: bool = True
    horizon_months: int = HORIZON
    seed: int = 0
    sizes: Sizes = field(default_factory=Sizes)
    filter: int = FILTER
    matters: tuple[float, float] = (0.05, 50.0)  # share of the status quo's sum, deaths
    roles: Roles = field(default_factory=Roles)
    status_quo: str = "status-quo"
    charters: tuple[str, ...] = ()
    request: str = ""
    worlds: str = ""
    roster: str = ""
    mapping: str = ""
    displacement: str = ""
    lang: str = "en"

    def resolved(self) -> dict[str, Any]:
        """Return the case as plain data, defaults filled in: what the manifest keeps."""
        sizes = {"points": self.sizes.points, "particles": self.sizes.particles, "block": self.sizes.block}
        roles = {
            "militias": list(self.roles.militias),
            "insurgent": self.roles.insurgent,
            "state": list(self.roles.state),
        }
        return {
            **{n: getattr(self, n) for n in ("id", "title", "country", "question", "retrospective", "horizon_months")},
            **{n: getattr(self, n) for n in ("seed", "status_quo", "lang")},
            "cut_off": str(self.cut_off),
            **({"events": dict(self.events)} if self.events else {}),
            "sizes": {**sizes, "filter": self.filter},
            "matters": {"share": self.matters[0], "deaths": self.matters[1]},
            "roles": roles,
            "charters": list(self.charters),
            **({"request": self.request} if self.request else {}),
            **({"worlds": Path(self.worlds).name} if self.worlds else {}),
            **({"roster": self.roster} if self.roster else {}),
            **({"mapping": self.mapping} if self.mapping else {}),
            **({"displacement": self.displacement} if self.displacement else {}),
        }


def read_spec(path: Path) -> CaseSpec:
    """Read a case file; raises ``InputError`` with every problem, located."""
    document = read_yaml(path, WHAT, empty=EMPTY)
    problems = Problems(document.file)
    root_of(document, problems, WHAT)
    written = validated(CaseFile, document, problems, numbers_are_text=False)
    problems.raise_if_any()
    assert written is not None
    values = {name: getattr(written, name) for name in CaseFile.model_fields if name not in ("sizes", "matters")}
    sizes = written.sizes
    drawn = Sizes(sizes.points, sizes.particles, sizes.block)
    matters = (written.matters.share, written.matters.deaths)
    return CaseSpec(**values, folder=path.parent, sizes=drawn, filter=sizes.filter, matters=matters)


class CaseSizes(Shape):
    """How much is drawn, as written."""

    points: Annotated[int, Field(ge=2, le=65536)] = Sizes.points
    particles: Annotated[int, Field(ge=1, le=4096)] = Sizes.particles
    block: Annotated[int, Field(ge=1, le=65536)] = Sizes.block
    filter: Annotated[int, Field(ge=64, le=1_000_000)] = FILTER

    @model_validator(mode="after")
    def _whole_blocks(self) -> CaseSizes:
        if self.points & (self.points - 1):
            raise wrong(self.points, "points that are a power of two")
        if self.points % self.block:
            raise wrong({"points": self.points, "block": self.block}, "points divisible by block")
        return self


class SizeThatMatters(Shape):
    """The smallest difference that page one prints: larger than a share of the status quo's sum, and than so many."""

    share: Annotated[float, Field(ge=0, le=1)] = 0.05
    deaths: Annotated[float, Field(ge=0, le=1e9)] = 50.0


def _within(months: int) -> int:
    if not 1 <= months <= HORIZON:
        raise wrong(months, WITHIN)
    return months


class CaseFile(Shape):
    """A case as written: the fields of ``CaseSpec``, and what is expected of each."""

    id: Slug = Field(description=f"a short name such as iraq-2015: {SLUG}")
    country: Line = Field(description="a shipped country or the path of a theatre.yaml")
    cut_off: MonthRead = Field(description="a month as YYYY-MM")
    events: dict[str, Any] = Field(
        default_factory=dict, min_length=1, description="{pack: NAME}, {file: PATH} or {data: NAME}; or no such key"
    )
    title: Line = ""
    question: Line = ""
    retrospective: bool = True
    horizon_months: Annotated[int, AfterValidator(_within), Field(ge=1, le=HORIZON)] = HORIZON
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    sizes: CaseSizes = CaseSizes()
    matters: SizeThatMatters = SizeThatMatters()
    roles: Roles = Roles()
    status_quo: Line = "status-quo"
    charters: tuple[Line, ...] = ()
    request: Line = ""
    worlds: Line = ""
    roster: Line = ""
    mapping: Line = ""
    displacement: Line = Field("", description="a stored set of recorded displacement, or the path of one's file")
    lang: Line = "en"


HIGH = Sizes(points=1024, particles=16, block=64)
WIDE = Sizes(points=4096, particles=8, block=64)
PRECISIONS = {"normal": None, "high": HIGH, "worlds": WIDE}  # None: the case's own
Step = Callable[[str, int, int], None]


def known_cases() -> tuple[str, ...]:
    """Return the names of the shipped cases."""
    return tuple(sorted(p.name for p in files("tether.cases").iterdir() if (Path(str(p)) / "case.yaml").exists()))


def charter_of_case(asked: str | Path) -> tuple[str, Path] | None:
    """Return the case and the file of ``CASE/CHARTER`` ("syria-sdf-2026/points-18-january"); None for anything else.

    Raises UsageError where the case is there and the charter is not.
    """
    path = Path(asked)
    if path.exists() or path.suffix in (".yaml", ".yml"):
        return None
    shipped = Path(str(files("tether.cases")))
    case, name = str(path.parent), path.name
    for folder in (path.parent, shipped / case, shipped / path):
        if (folder / "case.yaml").exists():
            if folder == shipped / path:
                case, name = str(path), ""
            found = folder / "charters" / f"{name}.yaml"
            if found.exists():
                return case, found
            known = [f"{case}/{p.stem}" for p in sorted((folder / "charters").glob("*.yaml"))]
            said = f"no charter '{name}' in case {case}: {did_you_mean(str(asked), known)}"
            raise UsageError(said if name else f"{case} is a case; name one of its charters: {', '.join(known)}")
    return None


def open_inputs(name: str | Path) -> CaseInputs:
    """Return the inputs of a shipped case by name, or of a case folder (or its ``case.yaml``) by path.

    Raises:
        UsageError: no such case. InputError: its files have problems, all told at once.
    """
    path = Path(name_or_path(name, "case", "a shipped case (iraq-2015), or the folder of a case"))
    folder = path.parent if path.name == "case.yaml" else path
    if not (folder / "case.yaml").exists():
        folder = Path(str(files("tether.cases"))) / str(name)
    if path.is_file() and path.name != "case.yaml" and path.suffix in (".yaml", ".yml"):
        found, remedy = "a file that is no case", "tether check reads a charter; a case is a folder with case.yaml"
        raise InputError(Problem(found, str(path), expected="a case: its name, or its folder", remedy=remedy))
    if not (folder / "case.yaml").exists():
        hint = did_you_mean(str(name), known_cases())
        found = f"no case '{name}': neither a shipped case nor a folder with case.yaml"
        raise InputError(Problem(found, where="case", expected="a case", remedy=hint))
    return CaseInputs(read_spec(folder / "case.yaml"))


@dataclass(frozen=True)
class CaseInputs:
    """What a case knows. Attributes are read on first use; each ends at the cut-off."""

    spec: CaseSpec

    def __repr__(self) -> str:
        spec = self.spec
        return (
            f"Case {spec.id}: {spec.title or spec.country}\n"
            f"  knows {'events and ' if spec.events else ''}claims up to {spec.cut_off} (cut-off), "
            f"{f'projects {spec.horizon_months} months' if spec.events else 'projects nothing: it names no events'}\n"
            f"  status quo {spec.status_quo}; options {', '.join(spec.charters) or 'none'}"
        )

    def with_(self, **changes: Any) -> Self:
        """Return the case with some of its spec's fields changed (seed, horizon_months, sizes, charters …)."""
        months = changes.get("horizon_months")
        if months is not None and not 1 <= months <= HORIZON:
            raise UsageError(f"{months} months ahead: expected {WITHIN}")
        return type(self)(replace(self.spec, **{k: v for k, v in changes.items() if v is not None}))

    def with_events(self, named: str) -> Self:
        """Return the case with its events taken from a file, or from a stored set, by what a user typed."""
        from tether.theatre.open_panel import events_named

        return self.with_(events=events_named(named)) if named else self

    def at_precision(self, precision: str) -> Self:
        """Return the case at its own sizes ("normal"), at ``HIGH``, or with 4,096 worlds a theory ("worlds")."""
        if precision not in PRECISIONS:
            raise UsageError(f"--precision {precision}: expected {', '.join(PRECISIONS)}")
        sizes = PRECISIONS[precision]
        return self.with_(sizes=sizes) if sizes else self

    @cached_property
    def theatre(self) -> Theatre:
        """The country's axes."""
        from tether.theatre import load

        own = self.spec.folder / self.spec.country
        return load(own if own.suffix in (".yaml", ".yml") else self.spec.country)

    @cached_property
    def source(self) -> tuple[Panel, SourceCard]:
        """The whole panel and its card, as opened: nothing else reads past the cut-off from it."""
        from tether.theatre import open_panel

        if not self.spec.events:
            raise InputError(no_events(self.spec))
        return open_panel(self.spec.events, self.theatre, self.spec.folder)

    @cached_property
    def panel(self) -> Panel:
        """The record up to the cut-off.

        Raises:
            InputError: the cut-off lies before the first event or after the last month of the data.
        """
        panel, _ = self.source
        cut = panel.until(self.spec.cut_off)
        late = self.spec.cut_off > panel.end
        if late or not cut.cells.events.sum() + cut.unplaced.events.sum():
            side = "after the last month" if late else "before the first event"
            raise InputError(
                Problem(
                    f"cut-off {self.spec.cut_off}, {side} of the data",
                    where=str(self.spec.folder / "case.yaml"),
                    path="cut_off",
                    expected=f"a month with events before it; the data run from {panel.start} to {panel.end}",
                    remedy="change cut_off or the events",
                )
            )
        return cut

    @cached_property
    def claims(self) -> Claims:
        """What has been said by the cut-off and may be written, for all that a case makes can be written.

        Empty where neither the case nor the package holds claims; ``withheld`` counts those marked internal.
        """
        return self._authored.as_of(str(self.spec.cut_off)).exportable()

    @cached_property
    def dropped(self) -> tuple[DroppedClaim, ...]:
        """The case's own claims that do not count at its cut-off, each with the reason; none of the package's."""
        from tether.evidence.claims import dropped, last_day

        if not (self.spec.folder / "claims.yaml").exists():
            return ()
        day = last_day(str(self.spec.cut_off))
        return dropped(self.claims, self._authored.after(day).exportable(), day)

    @cached_property
    def _authored(self) -> Claims:
        """The claims that people wrote: the case's own, else the package's; none where neither holds any."""
        from tether.evidence.claims import Claims, claims_file, load_claims, read_claims

        own, shipped = self.spec.folder / "claims.yaml", claims_file(self.theatre.id)
        if own.exists():
            return read_claims(own)
        return load_claims(self.theatre.id) if shipped else Claims(self.theatre.id, ())

    @property
    def files(self) -> dict[str, Path]:
        """Every file that the case is read from but its charters, by what it is; those that it has."""
        from tether.evidence.claims import claims_file
        from tether.theatre.open_panel import event_files

        spec, folder = self.spec, self.spec.folder
        own, shipped = folder / "claims.yaml", claims_file(self.theatre.id)
        found = {"case": folder / "case.yaml", **self.theatre.files}
        found |= event_files(spec.events, folder) if spec.events else {}
        found |= {"claims": own} if own.exists() or shipped is None else {"claims": shipped}
        found |= {"request": self._request}
        found |= {"displacement": self._displacement} if spec.displacement else {}
        found |= {name: folder / named for name, named in (("worlds", spec.worlds), ("roster", spec.roster)) if named}
        return {name: path for name, path in found.items() if path.is_file()}

    @cached_property
    def displaced(self) -> DisplacementRecord | None:
        """The recorded displacement up to the cut-off, where the case names it: told in the record, never projected."""
        from tether.evidence.displacement import load_displacement, stored_displacement

        if not self.spec.displacement:
            return None
        own = self._displacement
        found = load_displacement(own) if own.exists() else stored_displacement(self.spec.displacement)
        if found.country != self.theatre.id:
            expected = f"recorded displacement of {self.theatre.id}"
            where = str(self.spec.folder / "case.yaml")
            raise InputError(Problem(f"that of {found.country}", where=where, path="displacement", expected=expected))
        return found.until(str(self.spec.cut_off))

    @property
    def _displacement(self) -> Path:
        from tether.evidence.displacement import displacement_file

        own = self.spec.folder / self.spec.displacement
        return own if own.is_file() else displacement_file(self.spec.displacement)

    @property
    def _request(self) -> Path:
        return self.spec.folder / (self.spec.request or "request.yaml")

    @cached_property
    def setting(self) -> OrderSetting:
        """The order's setting read from the claims; roles must be actors of the theatre."""
        from tether.armed_order.start import setting_from

        roles, known = self.spec.roles, {a.id for a in self.theatre.actors}
        problems = Problems(str(self.spec.folder / "case.yaml"))
        for name in (*roles.militias, *roles.state, *([roles.insurgent] if roles.insurgent else [])):
            if name not in known:
                problems.add(
                    f"'{name}'", path="roles", expected="an actor of the theatre", remedy=did_you_mean(name, known)
                )
        problems.raise_if_any()
        return setting_from(self.theatre, self.claims, roles)

    @cached_property
    def beliefs(self) -> tuple[Belief, ...]:
        """The user's own beliefs, where the case names a file of them."""
        from tether.armed_order.beliefs import believable, read_beliefs
        from tether.levers.codebook import believable_words

        if not self.spec.worlds:
            return ()
        return read_beliefs(self.spec.folder / self.spec.worlds, believable(self.setting) | believable_words())

    @cached_property
    def base(self) -> Charter:
        """The case's status quo, over which its options are laid."""
        from tether.charter import read_charter

        try:
            path = self._charter_path(self.spec.status_quo)
        except UsageError:
            path = self.spec.folder / "charters" / f"{self.spec.status_quo}.yaml"
        if not path.is_file():
            raise InputError(
                Problem(
                    f"no charter '{self.spec.status_quo}'",
                    str(self.spec.folder / "case.yaml"),
                    path="status_quo",
                    expected="the charter of things as they are: every option is laid over it and set against it",
                    remedy=f"write charters/{path.name}, or name the one that is there",
                )
            )
        return read_charter(path, self.theatre)

    @cached_property
    def known(self) -> Known:
        """What the case's claims know of those whom a charter names: what ``charter.check`` is given."""
        from tether.charter.known import Known

        return Known(self.theatre.actors, self.claims, self.spec.id)

    @cached_property
    def charters(self) -> dict[str, Charter]:
        """The status quo first, then the case's options; every file's problems are told at once."""
        return self.read_charters(self.spec.charters)

    def read_charters(self, named: Iterable[str | Path | Charter] | str | Path | Charter) -> dict[str, Charter]:
        """Return the status quo and the options: names in ``charters/``, paths of charter files, or Charters.

        Each is read as the case's own are: against its theatre, over its status quo. Problems are told all at once.
        """
        from tether.charter import Charter

        base = self.base
        found = {base.id: base}
        problems = Problems()
        for one in [named] if isinstance(named, str | Path | Charter) else _all_of(named):
            try:
                charter = self._option(one, base)
            except InputError as error:
                problems.extend(error.problems)
                continue
            where = one.file if isinstance(one, Charter) else str(one)
            same = next((n for n in found if n.casefold() == charter.id.casefold()), "")  # as some file systems see it
            if same and where != self.spec.status_quo:
                said = f"id '{same}' twice" if same == charter.id else f"ids '{same}' and '{charter.id}'"
                problems.add(said, where=where, expected="an id of its own for each charter (meta.id)")
            found[charter.id] = charter
        problems.raise_if_any()
        return found

    def _option(self, one: str | Path | Charter, base: Charter) -> Charter:
        from tether.charter import Charter, read_again, read_charter

        if isinstance(one, Charter):
            return read_again(one, self.theatre, base=base)
        return read_charter(self._charter_path(one), self.theatre, base=base)

    @cached_property
    def screening(self) -> tuple[ScreeningNote, ...]:
        """The screening notes of the case's request, one per decider; none where the case has no request."""
        from tether.gate.report import request_store
        from tether.gate.request import read_request
        from tether.gate.screen import screen

        if not self._request.exists():
            return ()
        request = read_request(self._request)
        store = request_store(request, self._request)
        return tuple(screen(request, decider, store=store) for decider in request.deciders)

    @cached_property
    def past(self) -> TrackRecord:
        """The track record of the status quo's forecast: the one that ships, else that of the case's own past months.

        Past forecasts of the whole country are the file's own either way.
        """
        from tether.forecast.own_record import own_record
        from tether.forecast.records import track_record
        from tether.randomness.noise import Noise

        own, shipped = own_record(self.panel, Noise(self.spec.seed)), track_record(self.theatre.id)
        return own if shipped is None else replace(shipped, sums=own.sums, fans=own.fans)

    def fit(self, seed: int | None = None) -> Posterior:
        """Filter the record up to the cut-off with the published core, whose parameters the cut-off may know."""
        from tether.forecast.posterior import fit_published
        from tether.randomness.noise import Noise

        return fit_published(self.panel, Noise(self.spec.seed if seed is None else seed), self.spec.filter)

    def _charter_path(self, given: str | Path) -> Path:
        name = name_or_path(given, "charter", f"the name of a charter of {self.spec.id}, a path, or a Charter")
        own = self.spec.folder / "charters" / f"{name}.yaml"
        if own.exists():
            return own
        path = Path(name)
        if path.suffix in (".yaml", ".yml") and path.exists():
            return path
        if path.suffix in (".yaml", ".yml"):
            raise InputError(Problem("no such file", str(name), expected="a charter file (YAML)"))
        known = sorted(p.stem for p in (self.spec.folder / "charters").glob("*.yaml"))
        raise UsageError(f"no charter '{name}' in case {self.spec.id}: {did_you_mean(str(name), known)}")


def no_events(spec: CaseSpec) -> Problem:
    """Return what is wrong where events are asked of a case that names none, and how to add them."""
    return Problem(
        "no events",
        where=str(spec.folder / "case.yaml"),
        path="events",
        expected="a UCDP GED file, or a set kept by tether data add",
        remedy=f"tether brief {spec.id} --events FILE, or events: {{file: FILE}} in case.yaml",
    )


def _all_of(named: Any) -> Iterable[Any]:
    if not isinstance(named, Iterable):
        raise UsageError(f"charters: {named!r:.60}; expected names, paths or Charters, one or several")
    return named
