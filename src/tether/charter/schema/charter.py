"""The whole charter: its parts in the order in which one reads a design.

    version → meta → sources → who and where → command and powers → joint bodies → way in, sharing, ways out → law
    → money, arms, assets → trust → aid → course in time → politics → oversight → obligations, what is left open → sums,
    contradictions, waivers

``Charter`` is what every other room reads. An *overlay* (an option of a case) is the same type: a key that is absent
keeps the status quo's value.

The course in time: phases with tests and reversals, matched steps, how it ends, and the sums.

The schema for other programs: a JSON Schema (draft 2020-12) with the sentence of every key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, PrivateAttr

from tether.charter.schema import authority, bargain, entities, entry, means
from tether.charter.schema import authority as statute
from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    ABSENT,
    AnyoneRef,
    Blank,
    BodyRef,
    Currency,
    Day,
    Days,
    Flag,
    Heads,
    Id,
    Items,
    Many,
    Maybe,
    Measure,
    Months,
    Name,
    Persons,
    PlaceRefs,
    Refers,
    Text,
    When,
)
from tether.documents.slug import as_slug
from tether.documents.yaml_file import Key, Position, YamlFile, key_of
from tether.errors import numbered


class PhaseTest(Part):
    """A test that ends a phase."""

    metric: Text = said("what is measured")
    op: Maybe[Literal[">=", "<=", ">", "<", "=="]] = said("comparison")
    threshold: Measure = said("with which number")
    measured_by: BodyRef = said("by whom")
    due: Day = said("the day by which it must be passed, where that is not the phase's last")


class Reversal(Part):
    """How a phase is taken back."""

    trigger: Text = said("what sets it off")
    action: Text = said("what is done")
    decided_by: AnyoneRef = said("who decides")


class Phase(Part):
    """A phase."""

    id: Id = needed("its id")
    starts: Day = said("begins")
    ends: Day = said("ends")
    goal: Text = said("what it is for")
    brings: Many[Literal["induction", "pay", "powers", "oversight", "exits", "trust", "sharing", "aid", "patrons"]] = (
        said("sections that come into force with it")
    )
    tests: Many[PhaseTest] = said("tests that end it")
    if_failed: Maybe[Literal["extend", "repeat", "go-back", "stop", "go-on", "decided"]] = said(
        "what happens where its last day comes and a test has failed (decided: somebody decides then)"
    )
    failed_decided_by: AnyoneRef = said("who decides or finds that a test has failed")
    extend_months: Months = said("for how many months it may be extended in all")
    reversal: Many[Reversal] = said("how it is taken back")
    review_months: Months = said("months between reviews of tests and triggers")
    parallel: Flag = said("whether it may overlap another")


class Step(Part):
    """A dated step; one may depend on others."""

    id: Id = needed("its id")
    kind: Maybe[
        Literal[
            "disarm",
            "discharge",
            "exit-open",
            "law-in-force",
            "protection",
            "release",
            "deploy",
            "vote",
            "withdrawal",
            "canton",
            "register",
            "appoint",
            "command",
            "merge",
            "pay",
            "amnesty",
            "hand-over",
        ]
    ] = said("what it is (appoint: posts are filled; command: command passes; hand-over: of a place or an asset)")
    date: Day = said("when")
    depends_on: Annotated[Many[str], Refers("step")] = said("the steps that must come first")
    within_days: Days = said("days after the last step that it depends on, at most")
    by: AnyoneRef = said("who takes it")
    to: AnyoneRef = said("who receives what is handed over")
    persons: Persons = said("persons disarmed, discharged, deployed, released")
    arms: Items = said("weapons handed over")
    places: PlaceRefs = said("places left, opened or handed over")
    in_exchange_for: Annotated[Many[str], Refers("step")] = said("the other side's steps for which it is promised")


class EndState(Part):
    """How it ends."""

    kind: Maybe[Literal["merge-army", "merge-police", "permanent-reserve", "permanent-guard", "dissolve"]] = said("how")
    date: Day = said("when")
    sunset: Day = said("when the law lapses")


class Objective(Part):
    """What the charter is for, and how one would know."""

    aim: Maybe[Literal["provide-security", "fight-terrorism", "other"]] = said("the aim")
    metric: Text = said("how it is measured")
    measured_by: BodyRef = said("by whom")


class Totals(Part):
    """The sums of heads."""

    in_scope: Heads = said("persons in scope")
    to_induct: Heads = said("to be taken in")
    to_exit: Heads = said("to leave for civil life")
    to_remain: Heads = said("to stay as they are")


class GeneralLawRow(Part):
    """What the general law of the state says where the charter is silent: a rule, or a file of such rules."""

    path: Text = said("the key that it governs: law.courts.abuse_cases, or of every row of a list: pay.base_month")
    law: Text = said("the law, with its number and year")
    value: Any = said("what it says, as that key would be written; left out: the law governs, look it up there")
    file: Text = said("instead of all these: a charter file beside this one that holds the general law")


def _one_file(value: Any) -> Any:
    """Read ``general_law: army-law.yaml`` as the one row that names this file."""
    short = isinstance(value, str) and value not in ("none", "unknown")
    return ({"file": value},) if short else value


GeneralLaw = Annotated[Many[GeneralLawRow], BeforeValidator(_one_file)]


VERSION = "0.3"


class Meta(Part):
    """What the text is, whose choice it is, and how much of it was seen."""

    id: Name = said("its id, which names its files: Latin letters, digits, - _ and .; free text goes in title")
    title: Text = said("its title")
    country: Text = said("the country")
    drafted: Day = said("when it was written; nothing later may be used")
    kind: Many[
        Literal[
            "guard",
            "presidential-guard",
            "local-police",
            "auxiliary",
            "reserve",
            "merger",
            "integration",
            "formalisation",
            "demobilisation",
            "reform",
            "assistance",
        ]
    ] = said("what kind of design it is, several allowed: what it must speak of and which rules apply hang on it")
    status: Maybe[Literal["draft", "bill", "law", "decree", "agreement", "contract", "informal", "historical"]] = said(
        "how far it has come"
    )
    decider: Maybe[Literal["sponsor", "host", "both"]] = said("whose choice this charter is")
    overlay: Text = said("for an option of a case: the status quo it is laid over; absent keys keep its values")
    text_seen: Maybe[Literal["part", "full"]] = said("how much of the text the coder saw: none, part, full")
    currency: Currency = said("currency of all money, as an ISO 4217 code")
    starts: Day = said("when it starts to act")
    recognised: Flag = said("whether its government is internationally recognised")
    lang: Text = said("language of the text")
    law: Text = said("the file of the text that it codes, beside this one: the draft itself, or its law.json")
    objectives: Many[Objective] = said("what it is for; security and fighting terrorism are two aims")


class Origin(NamedTuple):
    """Where a value is written: in which text, and under which key there."""

    text: YamlFile | None
    key: Key

    @property
    def file(self) -> str:
        """The file's name."""
        return self.text.file if self.text else ""

    @property
    def place(self) -> Position:
        """Lines and columns, from 1."""
        return self.text.position(self.key) if self.text else Position()


@dataclass(frozen=True)
class GeneralClause:
    """A row of ``general_law`` as read: the keys that lead to what it governs, its value (ABSENT: none), its law."""

    steps: tuple[str, ...]
    value: Any
    cite: str
    text: YamlFile
    key: Key


class Charter(Part):
    """A written design for dealing with a country's militias."""

    version: Text = said("version of this schema", "charter")
    meta: Maybe[Meta] = said("about the text")
    sources: Many[entities.Source] = said("what was read")
    places: Many[entities.Place] = said("places")
    communities: Many[entities.Community] = said("communities")
    actors: Many[entities.Actor] = said("actors")
    groups: Many[entities.Group] = said("militias and blocs of origin")
    forces: Many[entities.Force] = said("forces")
    units: Many[entities.Unit] = said("units")
    posts: Many[entities.Post] = said("command posts")
    command: Many[authority.CommandEdge] = said("lines of command")
    precedence: Many[authority.Precedence] = said("whose order prevails")
    powers_required: Many[authority.Power] = said("powers that someone must lead on wherever the new force stands")
    powers: Many[authority.PowerRow] = said("who may do what where")
    joint_bodies: Many[bargain.JointBody] = said("bodies in which several sides decide together")
    administrations: Many[bargain.Administration] = said("actors from outside that hold powers of the state for a time")
    cantonments: Many[entry.Cantonment] = said("sites at which men gather")
    induction: Many[entry.Stream] = said("streams of men into forces")
    sharing: Maybe[bargain.Sharing] = said("power-sharing")
    exits: Many[entry.Exit] = said("ways out")
    choices: Many[entry.OptionChoice] = said("choices that men are offered between ways in and ways out")
    exit_demand: Maybe[entry.ExitDemand] = said("how many must leave")
    people: Maybe[entry.People] = said("women, dependants, the disabled, victims")
    displacement: Maybe[entry.Displacement] = said("the displaced and their return")
    law: Maybe[statute.Law] = said("the law of the force")
    pay: Many[means.Pay] = said("pay")
    arms: Many[means.Arms] = said("arms")
    surrender: Maybe[means.Surrender] = said("arms to be handed in")
    assets: Many[means.Asset] = said("oil, crossings, ports, prisons, camps: who holds them, who receives revenue")
    patrons: Many[means.Patron] = said("outside backers")
    trust: Maybe[entry.Trust] = said("consent, officers, complaint")
    aid: Many[means.Aid] = said("outside aid, item by item")
    enforcement: Many[means.Enforcement] = said("who could make the strong comply")
    phases: Many[Phase] = said("phases")
    steps: Many[Step] = said("dated steps")
    end_state: Maybe[EndState] = said("how it ends")
    politics: Maybe[bargain.Politics] = said("passage and players")
    oversight: Many[bargain.Oversight] = said("who watches the force")
    obligations: Many[bargain.Obligation] = said("duties, with who bears them, until when, and what follows otherwise")
    delegations: Many[bargain.Delegation] = said("matters left to be settled later, such as by regulation")
    totals: Maybe[Totals] = said("sums of heads")
    contradictions: Many[statute.Contradiction] = said("the same thing said differently by two sources")
    general_law: GeneralLaw = said("what the general law says where this text is silent: a file of it, or its rules")
    waivers: Many[statute.Waiver] = said("findings accepted, with reason and date")

    _text: YamlFile | None = PrivateAttr(default=None)
    _kinds: dict[str, str] = PrivateAttr(default_factory=dict)  # what the theatre says that its actors are
    _aid_laws: dict[str, tuple[str, ...]] = PrivateAttr(default_factory=dict)  # and which law binds what they give
    _base: Charter | None = PrivateAttr(default=None)  # the status quo that it lies over, where it was read over one
    _laid: bool = PrivateAttr(default=False)  # whether that status quo's values are in it (``layers.laid_over``)
    _origins: dict[Key, Origin] = PrivateAttr(default_factory=dict)  # what is written elsewhere than in its own text
    _clauses: tuple[GeneralClause, ...] = PrivateAttr(default=())  # rows of ``general_law`` that name a key
    _laws: tuple[Charter, ...] = PrivateAttr(default=())  # files that ``general_law`` names

    def __repr__(self) -> str:
        title = self.meta.title if self.meta and self.meta.title else ""
        written = [
            n for n in type(self).model_fields if getattr(self, n) is not ABSENT and n not in ("charter", "meta")
        ]
        kind = "an overlay of the status quo" if self.meta and self.meta.overlay else "a whole charter"
        return (
            f"Charter {self.id}{f': {title}' if title else ''}\n"
            f"  {kind}, decided by {self.decider or 'nobody named'}, starts {self.starts or 'at no stated month'}\n"
            f"  {numbered(len(written), 'section')} written; {self.file}"
        )

    __str__ = __repr__

    @property
    def id(self) -> str:
        """The charter's id, or its file's stem as one, or ``charter``."""
        named = self.meta.id if self.meta else ""
        return str(named) if named else as_slug(self._text.stem if self._text else "", "charter")

    @property
    def kinds(self) -> dict[str, str]:
        """What the theatre says that its actors are, by id; empty where it was read without one."""
        return self._kinds

    @property
    def aid_laws(self) -> dict[str, tuple[str, ...]]:
        """The laws on aid that the theatre says bind its actors as donors, by id; empty where read without one."""
        return self._aid_laws

    @property
    def file(self) -> str:
        """The file it was read from, as given."""
        return self._text.file if self._text else self.id

    @property
    def lines(self) -> tuple[str, ...]:
        """The file's lines."""
        return self._text.lines if self._text else ()

    @property
    def starts(self) -> str | None:
        """First month in which it acts, as YYYY-MM; None where absent, none or unknown."""
        day = self.meta.starts if self.meta else ABSENT
        return day.month if isinstance(day, When) else None

    @property
    def decider(self) -> str | None:
        """``sponsor``, ``host``, ``both``, or None where it is not said."""
        return (self.meta.decider or None) if self.meta else None

    @property
    def open_world(self) -> bool:
        """How the *checker* reads an absent key: open = unknown (the default), closed = none (``text_seen: full``).

        An overlay by itself is read openly: its absent keys keep the status quo's values, which it does not show.
        """
        return not (self.meta and self.meta.text_seen == "full") or bool(self.meta.overlay and not self._laid)

    def at(self, path: str) -> Any:
        """Return the value at a dotted path such as ``pay.0.via``; a blank where it, or anything above it, is blank.

        A list may also be entered by id: ``induction.in-tribal.mode``. KeyError if the schema has no such path.
        """
        from tether.charter.paths import value_at

        return value_at(self, path)

    def blank(self, path: str) -> Blank | None:
        """Return ABSENT, NONE or UNKNOWN if the value at ``path`` is blank, else None."""
        value = self.at(path)
        return value if isinstance(value, Blank) else None

    def position(self, path: str) -> Position:
        """Return the place of a path in the file that holds it (lines and columns from 1)."""
        return self.origin(key_of(path)).place

    def where(self, path: str) -> str:
        """Return ``file:line:column`` of a path, or of the nearest thing above it that the file has."""
        origin = self.origin(key_of(path))
        place = origin.place
        return f"{origin.file}:{place.line}:{place.column}" if origin.text else self.id

    def origin(self, key: Key) -> Origin:
        """Return where a key is written: in this charter's text, its status quo's, or the general law's."""
        for n in range(len(key), 0, -1) if self._origins else ():
            if key[:n] in self._origins:
                found = self._origins[key[:n]]
                return Origin(found.text, (*found.key, *key[n:]))
        return Origin(self._text, key)


_DAY = {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}]}
_ENDS = {
    "type": "object",
    "properties": {"lo": _DAY, "hi": _DAY},
    "required": ["lo", "hi"],
    "additionalProperties": False,
}
_SHORT: dict[str, list[dict[str, Any]]] = {  # what may be written instead of the whole object
    "Number": [{"type": "number", "minimum": 0}],
    "Citation": [{"type": "string"}],
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a charter. Every key may also be ``none`` or ``unknown``; unknown keys are errors."""
    raw = Charter.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = {}
    for name, node in raw.pop("$defs", {}).items():
        definitions[name] = _object({**node, "title": name}, definitions)
    properties = {key: _as_written(value, definitions) for key, value in raw["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Tether charter {VERSION}",
        "description": raw["description"],
        "type": "object",
        "additionalProperties": False,
        "required": ["charter"],
        "properties": properties,
        "$defs": definitions,
    }


def _as_written(node: Any, definitions: dict[str, Any]) -> Any:
    """Take out ``default`` (an absent key is absent) and titles; give every object one definition."""
    if isinstance(node, list):
        return [_as_written(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("enum") == ["yes", "no", "partly"]:  # whether a demand is met: written true, false or partly
        return {"enum": [True, False, *node["enum"]]}
    if "properties" in node and "title" in node:
        name = str(node["title"])
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(node, definitions)
        return {"$ref": f"#/$defs/{name}"}
    return {key: _as_written(value, definitions) for key, value in node.items() if key not in ("default", "title")}


def _object(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return an object's definition, with the short forms of a number, a date and a citation."""
    name = str(node["title"])
    if name == "When":
        return {"anyOf": [*_DAY["anyOf"], _ENDS]}
    properties = {key: _as_written(value, definitions) for key, value in node["properties"].items()}
    whole = {**{k: v for k, v in node.items() if k not in ("title", "properties")}, "properties": properties}
    return {"anyOf": [*_SHORT[name], whole]} if name in _SHORT else whole
