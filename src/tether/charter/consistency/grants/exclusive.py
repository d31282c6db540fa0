"""Two clauses of which one shuts the other out: a table of pairs, by the words that stand in them (GRF01).

A row of ``WITHIN`` is a pair inside one row of a list, or inside one part where there is no list:

    Exclusion("induction", Says("mode", ("individual",), "…"), Says("contract_with", ("unit",), "…"), why)

What two different rows say is compared by a function of ``_ACROSS``: an exit that is free and a choice that is not,
money past the treasury and the treasury that pays. A pair contradicts where both clauses surely say so; where one does
and the other is written as unknown, that is asked. What is not written shuts nothing out.

To add a pair: one row, or one function that yields ``ExclusivePair``s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.grants.mirrors import mirrored
from tether.charter.consistency.grants.pairs import ExclusivePair, Says, says, worded_value
from tether.charter.demands import met_by
from tether.charter.findings import RuleVerdict, cannot_tell
from tether.charter.id_paths import place_at
from tether.charter.reading import Design
from tether.charter.schema.entities import Force
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, Number

MOST = 12  # clauses named in one question


@dataclass(frozen=True)
class Exclusion:
    """Two keys of one row (of the part itself, where ``section`` is no list) that shut each other out."""

    section: str
    one: Says
    other: Says
    why: str
    lesser: bool = False


_CALMS, _ARMS = ("medical", "mine-detectors", "salaries", "infrastructure"), ("small-arms", "ammunition", "armour")
_WRITTEN = ("by", "who", "removable_by")  # keys where it is another matter that nobody is named: the duties ask
_TERMS = (
    ("handover_to", "the seized are handed to {value}"), ("limit_hours", "within {value} hours"),
    ("commanded_by", "{value} commands during its use"), ("max_days", "for {value} days at most"),
)  # fmt: skip

WITHIN = (
    Exclusion("surrender", Says("required", (False,), "no arms need be handed in"),
              Says("per_person", (), "{value} weapons a head are handed in"),
              "who owes no arms owes none a head", True),
    Exclusion("assets", Says("goes_to", (NONE,), "{name} stays where it is"),
              Says("date", (), "it is handed over on {value}"), "what stays is not handed over"),
    Exclusion("people", Says("victims_heard", (False,), "victims are not heard"),
              Says("victims_body", (), "{value} hears victims"), "nobody hears those who are not heard", True),
    Exclusion("politics.passage", Says("rule", ("decree",), "it passes by decree"),
              Says("needs", (), "it needs {value} votes"), "a decree is not voted on", True),
    Exclusion("politics.passage", Says("rule", ("decree",), "it passes by decree"),
              Says("quorum", (), "{value} must be present"), "a decree is not voted on", True),
    Exclusion("induction", Says("mode", ("individual",), "men of stream {name} enter one by one"),
              Says("vetting.level", ("unit",), "they are screened unit by unit"),
              "who enters alone is screened alone"),
    Exclusion("induction", Says("mode", ("individual",), "men of stream {name} enter one by one"),
              Says("contract_with", ("unit", "commander"), "the state contracts with their {value}"),
              "who enters alone contracts alone"),
    Exclusion("induction", Says("mode", ("mixed",), "men of stream {name} enter mixed"),
              Says("training.mixed", (False,), "they are not trained together with others"),
              "who enters mixed is trained mixed", True),
    Exclusion("induction", Says("identity.biometric", (False,), "nobody's body is scanned in stream {name}"),
              Says("identity.holder", (), "{value} holds the file of scans"), "no file is held of what is not taken"),
    Exclusion("induction", Says("identity.biometric", (False,), "nobody's body is scanned in stream {name}"),
              Says("identity.retention_months", (), "scans are deleted after {value} months"),
              "no file is held of what is not taken"),
    Exclusion("joint_bodies", Says("rule", ("chair",), "in {name} the chair decides, the others advise"),
              Says("members.*.veto", (True,), "nothing passes in {name} against one of its members"),
              "where one decides alone nobody has a veto"),
    Exclusion("joint_bodies", Says("rule", ("chair",), "in {name} the chair decides, the others advise"),
              Says("deadlock", ("referred", "arbiter", "court", "vote-again", "status-quo"),
                   "where {name} cannot decide, {value}"), "one who decides alone can always decide", True),
    Exclusion("joint_bodies", Says("deadlock", ("vote-again", "status-quo"), "where {name} cannot decide, {value}"),
              Says("deadlock_to", (), "{value} decides where {name} cannot"),
              "where nothing is decided nobody decides", True),
    Exclusion("obligations", Says("default", ("lapses", "deemed-done"), "where duty {name} is not done, {value}"),
              Says("default_to", (), "{value} acts where duty {name} is not done"),
              "nobody acts where a duty lapses or counts as done", True),
    Exclusion("phases",
              Says("if_failed", ("stop", "go-on", "go-back"), "where a test of phase {name} has failed, {value}"),
              Says("extend_months", (), "phase {name} may be extended by {value} months"),
              "what stops, goes on or goes back is not extended", True),
    Exclusion("aid", Says("lethal", (False,), "item {name} is not meant to kill"),
              Says("item", _ARMS, "item {name} is {value}"), "arms are meant to kill"),
    Exclusion("aid", Says("lethal", (True,), "item {name} is meant to kill"),
              Says("item", _CALMS, "item {name} is {value}"), "{value} kills nobody", True),
    Exclusion("actors", Says("kind", ("foreign",), "{name} is foreign"),
              Says("state", (True,), "{name} is an organ of this state"), "an organ of the state is not foreign"),
    Exclusion("actors", Says("kind", ("ministry", "court"), "{name} is a {value}"),
              Says("state", (False,), "{name} is no organ of this state"),
              "ministries and courts are the state's", True),
    Exclusion("actors", Says("armed", (True,), "{name} has men under arms of its own"),
              Says("civil", (True,), "{name} is civil"), "who is civil has no men under arms", True),
    Exclusion("trust.consent", Says("can_refuse", (False,), "the places may not say no"),
              Says("can_recall", (True,), "they may take back their consent"),
              "who may not refuse has nothing to take back", True),
    Exclusion("people", Says("dependants_counted", (False,), "families are not registered"),
              Says("dependants_support", (), "families receive: {value}"), "who is supported is registered", True),
    Exclusion("exits", Says("payable_on", ("verification",), "exit {name} is paid when it is verified"),
              Says("verified_by", (NONE,), "nobody verifies exit {name}"),
              "what is paid on proof is proved by somebody"),
    Exclusion("delegations", Says("form", ("agreement",), "it is settled by an agreement"),
              Says("approved_by", (NONE,), "nobody must agree to it"), "an agreement has two sides", True),
    Exclusion("joint_bodies", Says("rule", ("chair",), "in {name} the chair decides, the others advise"),
              Says("chair", (NONE,), "nobody presides over {name}"), "where the chair decides there is one"),
    Exclusion("joint_bodies", Says("deadlock", ("chair",), "where {name} cannot decide, its chair does"),
              Says("chair", (NONE,), "nobody presides over {name}"), "where the chair decides there is one"),
    Exclusion("law", Says("instrument.member_status", ("police", "civil-servant"), "members are: {value}"),
              Says("courts.abuse_cases", ("military",), "military courts try them for offences against civilians"),
              "who is no soldier is not tried as one"),
    Exclusion("sharing.territorial", Says("model", ("centralised",), "the state is {value}"),
              Says("level", ("region", "province", "municipality", "town"), "power is given to each {value}"),
              "a centralised state gives no power to places", True),
    Exclusion("forces", Says("status", ("to-dissolve",), "{name} is to be dissolved"),
              Says("target_strength", (), "{name} is planned at {value} men"),
              "what is dissolved is not planned for", True),
    *(Exclusion("powers", Says("grant", ("forbidden",), "the power is {value}"),
                Says(key, (), said), "what is forbidden has no terms", True) for key, said in _TERMS),
    Exclusion("posts", Says("removable_by", (NONE,), "nobody can remove {name}"),
              Says("removal_ground", (), "{name} is removed on this ground: {value}"),
              "whom nobody can remove is removed on no ground", True),
    Exclusion("choices", Says("chosen_by", ("person",), "each man chooses himself"),
              Says("assigned_by", (), "{value} assigns the men"), "who chooses himself is not assigned", True),
    Exclusion("assets", Says("goes_to", (NONE,), "{name} stays where it is"),
              Says("revenue", (), "what it brings in is shared out after the hand-over"),
              "what stays is not handed over", True),
    Exclusion("induction", Says("vetting.by", (NONE,), "nobody screens the men of stream {name}"),
              Says("vetting.per_month", (), "{value} of them are screened a month"),
              "where nobody screens nobody is screened"),
    Exclusion("induction", Says("vetting.by", (NONE,), "nobody screens the men of stream {name}"),
              Says("vetting.independent", (True,), "their screener is independent"),
              "where nobody screens nobody is independent"),
    Exclusion("induction", Says("training.by", (NONE,), "nobody trains the men of stream {name}"),
              Says("training.places", (), "{value} of them are trained at a time"),
              "where nobody trains nobody is trained"),
    Exclusion("sharing.territorial", Says("crisis_rule.who", (NONE,), "nobody takes over in a crisis"),
              Says("crisis_rule.vote", (), "{value} votes on taking over"),
              "where nobody may take over there is nothing to vote on"),
    Exclusion("sharing.territorial", Says("crisis_rule.who", (NONE,), "nobody takes over in a crisis"),
              Says("crisis_rule.max_days", (), "it lasts {value} days at most"),
              "where nobody may take over there is no last day of it"),
    Exclusion("law.other_laws", Says("effect", ("repeals", "amends", "suspends"), "this law {value} it"),
              Says("in_force", (False,), "that law is not in force"), "what is not in force is not undone", True),
)  # fmt: skip


def shut_out(design: Design) -> Iterator[Inconsistency]:
    """Yield each pair of clauses of which one shuts the other out."""
    for pair in design.once("exclusive", lambda d: list(_pairs(d))):
        (one, first), (other, second) = pair.one, pair.other
        if first and second:
            yield Inconsistency("GRF01", (other, one), (pair.why,), lesser=pair.lesser)


def perhaps_shut_out(design: Design) -> Iterator[RuleVerdict]:
    """Ask once of all pairs of which one clause is not known, and the other would shut it out."""
    open_ = [
        pair
        for pair in design.once("exclusive", lambda d: list(_pairs(d)))
        if None in (pair.one[1], pair.other[1]) and False not in (pair.one[1], pair.other[1])
    ]
    unknown = dict.fromkeys(c.path for pair in open_ for c, truth in (pair.one, pair.other) if truth is None)
    if unknown:
        first, *others = unknown
        listed = ", ".join([*unknown][:MOST]) + (f" and {len(unknown) - MOST} more" if len(unknown) > MOST else "")
        question = f"What stands in each of these, which are not known and may shut out another clause: {listed}?"
        yield replace(cannot_tell(first, question), related=tuple(others))


def _pairs(design: Design) -> Iterator[ExclusivePair]:
    for row in WITHIN:
        yield from _within(design, row)
    for across in _ACROSS:
        yield from across(design)
    yield from mirrored(design)


def _within(design: Design, exclusion: Exclusion) -> Iterator[ExclusivePair]:
    whole = design.charter.at(exclusion.section)
    if isinstance(whole, Blank):
        return
    rows = list(design.rows(exclusion.section)) if isinstance(whole, tuple) else [(exclusion.section, whole)]
    for path, row in rows:
        name = repr(getattr(row, "id", None) or getattr(row, "body", None) or path)
        for one in _clauses(design, path, name, exclusion.one):
            for other in _clauses(design, path, name, exclusion.other) if one[1] is not False else ():
                if other[1] is not False:
                    why = exclusion.why.format(value=getattr(row, "item", ""))
                    yield ExclusivePair(one, other, why, exclusion.lesser)


def _clauses(design: Design, path: str, name: str, told: Says) -> Iterator[tuple[CharterClause, bool | None]]:
    """Yield the clause of a key, or of each row of a list below it, with whether it says so."""
    listed, _, key = told.key.rpartition(".*.")
    below = design.charter.at(f"{path}.{listed}") if listed else ()
    places = [f"{path}.{listed}.{n}.{key}" for n in range(len(below or ()))] if listed else [f"{path}.{key}"]
    for place in places:
        value = design.charter.at(place)
        if (
            value is ABSENT
            and told.of == (NONE,)
            and not design.open_world
            and place.rpartition(".")[2] not in _WRITTEN
        ):
            value = NONE
        yield CharterClause(place, told.said.format(name=name, value=worded_value(value))), says(value, told.of)


def _truth(value: Any, of: tuple[Any, ...]) -> bool | None:
    return False if value is ABSENT else says(value, of)


def _chosen_for(design: Design) -> Iterator[ExclusivePair]:
    """An exit that one may refuse, and a choice that somebody else makes between it and others."""
    exits = {e.id: path for path, e in design.rows("exits")}
    for path, row in design.rows("choices"):
        by = design.charter.at(f"{path}.chosen_by")
        made = CharterClause(f"{path}.chosen_by", f"for the men of {row.for_!s} the {by!s} chooses among these ways")
        for name in row.options or ():
            if name in exits:
                at = f"{exits[name]}.voluntary"
                free = CharterClause(at, f"one may refuse exit {name!r}")
                one = free, _truth(design.charter.at(at), (True,))
                other = made, _truth(by, ("commander", "group", "state", "joint-body"))
                yield ExclusivePair(one, other, "who may refuse chooses himself")
                bound = CharterClause(at, f"nobody may refuse exit {name!r}"), _truth(design.charter.at(at), (False,))
                if len(row.options or ()) > 1:
                    himself = made, _truth(by, ("person",))
                    yield ExclusivePair(bound, himself, "who may not refuse does not choose", lesser=True)


def _past_the_treasury(design: Design) -> Iterator[ExclusivePair]:
    """Money that does not pass through the treasury, and an organ of the state that pays it out."""
    for path, pay in design.rows("pay"):
        payer, at = design.named(pay.payer), f"{path}.funder_via_state"
        if getattr(payer, "state", None) is True and isinstance(pay.funder, str) and not design.is_state(pay.funder):
            past = CharterClause(at, f"the money of {pay.funder!r} does not pass through the treasury")
            pays = CharterClause(f"{path}.payer", f"{pay.payer!r}, of the state, pays it")
            why = "what the state pays out has passed through it"
            yield ExclusivePair((past, _truth(design.charter.at(at), (False,))), (pays, True), why)


def _left_out(design: Design) -> Iterator[ExclusivePair]:
    """A community with a reason for being left out, and a share."""
    for path, row in design.rows("sharing.allocation"):
        for name, why in (row.reason if isinstance(row.reason, dict) else {}).items():
            given = row.shares.get(name) if isinstance(row.shares, dict) else None
            if isinstance(why, str) and given is not None:
                out = CharterClause(f"{path}.reason.{name}", f"{name!r} is left out of {row.pool!r}, because {why}")
                share = CharterClause(f"{path}.shares.{name}", f"{name!r} has a share of {row.pool!r}")
                yield ExclusivePair((out, True), (share, says(given, ())), "who is left out has no share")


def _families(design: Design) -> Iterator[ExclusivePair]:
    """The families of the dead are paid, or they are not."""
    at = "people.survivors_pension"
    paid = CharterClause(at, "the families of the dead are paid"), _truth(design.charter.at(at), (True,))
    for path, row in design.rows("pay"):
        key = f"{path}.death_cover"
        bare = CharterClause(key, f"by the pay of {row.force!r} no family is paid on death")
        force = design.named(row.force)
        if isinstance(force, Force) and force.status == "new":
            other = bare, _truth(design.charter.at(key), (False,))
            yield ExclusivePair(paid, other, "families are paid on death, or they are not", lesser=True)
            covers = (
                CharterClause(key, f"the pay of {row.force!r} covers death"),
                _truth(design.charter.at(key), (True,)),
            )
            none = CharterClause(at, "the families of the dead are not paid"), _truth(design.charter.at(at), (False,))
            yield ExclusivePair(none, covers, "families are paid on death, or they are not", lesser=True)


def _vetted(design: Design) -> Iterator[ExclusivePair]:
    """A recipient of aid that counts as vetted, and a screening that has not cleared it, or does not take place."""
    for path, aid in design.rows("aid"):
        key = f"{path}.recipient_vetted"
        streams = [(p, design.charter.at(f"{p}.vetting")) for p, s in design.rows("induction") if s.into == aid.to]
        force = design.named(aid.to)
        if streams and all(vetting is NONE for _, vetting in streams) and getattr(force, "status", "") == "new":
            vetted = CharterClause(key, f"{aid.to!r}, which receives {aid.id!r}, was vetted")
            bare = CharterClause(f"{streams[0][0]}.vetting", f"nobody who enters {aid.to!r} is screened")
            one = vetted, _truth(design.charter.at(key), (True,))
            yield ExclusivePair(one, (bare, True), "who is vetted has been screened", lesser=True)
        for at, row in design.rows("law.due_diligence"):
            if row.applies_to == aid.to and isinstance(aid.to, str):
                vetted = CharterClause(key, f"{aid.to!r}, which receives {aid.id!r}, was vetted")
                failed = CharterClause(f"{at}.result", f"the screening of {aid.to!r} is {row.result!s}")
                one = vetted, _truth(design.charter.at(key), (True,))
                other = failed, _truth(design.charter.at(f"{at}.result"), ("refused", "pending"))
                yield ExclusivePair(one, other, "who was refused, or is being screened, is not vetted")


def _arms_of_camps(design: Design) -> Iterator[ExclusivePair]:
    """Arms are handed in at the camps, and none need be; an amnesty is given by a step, and by no law."""
    owed = CharterClause("surrender.required", "no arms need be handed in")
    free = _truth(design.charter.at("surrender.required"), (False,))
    for path, camp in design.rows("cantonments"):
        taken = CharterClause(f"{path}.arms", f"the men of {camp.of!r} hand in their arms in the camps")
        handed = _truth(design.charter.at(f"{path}.arms"), ("handed-in",))
        yield ExclusivePair((owed, free), (taken, handed), "who owes no arms hands none in")


def _told_as_met(design: Design) -> Iterator[ExclusivePair]:
    """A demand that counts as met, and the clause on which it turns, which does not give it."""
    for path, veto in design.rows("politics.vetoes"):
        for n, demand in enumerate(veto.demands or ()):
            if isinstance(demand.when, Blank) or not isinstance(demand.met, str):
                continue
            told, place = met_by(design, demand.when), f"{path}.demands.{n}"
            at = _turning_on(design, demand.when.at)
            counts = "counts as met" if demand.met == "yes" else "counts as not met"
            claim = CharterClause(f"{place}.met", f"that {veto.actor!r} wants {demand.want!s} {counts}")
            clause = CharterClause(at or f"{place}.when", f"it turns on {demand.when.at!s}, which says otherwise")
            other = None if told is UNKNOWN else told != demand.met
            if demand.met in ("yes", "no") and other is not None:
                yield ExclusivePair(
                    (claim, True), (clause, other), "a demand is met where its clause gives it", lesser=True
                )


def _turning_on(design: Design, at: Any) -> str:
    """Return the dotted path of a place by ids, such as ``induction.0.mode``; or nothing."""
    return str(place_at(design.charter, at) or "") if isinstance(at, str) else ""


def _of_parties(design: Design) -> Iterator[ExclusivePair]:
    """Members must leave their parties, and parties name or fill the posts."""
    at = "law.party_ban"
    barred = CharterClause(at, "members leave their parties"), _truth(design.charter.at(at), (True,))
    for path, row in design.rows("sharing.partners"):
        if row.kind == "party":
            say = CharterClause(f"{path}.power", f"the party {row.actor!r} {row.power!s}")
            other = say, _truth(design.charter.at(f"{path}.power"), ("nominates", "appoints", "dismisses"))
            yield ExclusivePair(barred, other, "who must be of no party is not chosen by one", lesser=True)


def _not_yet_law(design: Design) -> Iterator[ExclusivePair]:
    """The text is in force, and the act that makes it is a draft."""
    one = CharterClause("meta.status", f"the text is a {design.at('meta.status')!s}")
    other = CharterClause("law.instrument.status", f"its act is a {design.at('law.instrument.status')!s}")
    made = _truth(design.charter.at("meta.status"), ("law", "decree"))
    draft = _truth(design.charter.at("law.instrument.status"), ("draft", "bill"))
    yield ExclusivePair((one, made), (other, draft), "a text in force rests on an act in force", lesser=True)


def _outsiders(design: Design) -> Iterator[ExclusivePair]:
    """An organ of the state that holds powers as an actor from outside."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("administrations"):
        actor = design.named(row.actor)
        inside = getattr(actor, "level", None) in ("national", "regional", "provincial", "local")
        if row.actor in at and inside and actor.kind != "foreign":
            outside = CharterClause(f"{path}.actor", f"{row.actor!r} holds powers as an administration from outside")
            organ = CharterClause(f"{at[row.actor]}.state", f"{row.actor!r} is an organ of the state")
            truth = _truth(design.charter.at(f"{at[row.actor]}.state"), (True,))
            yield ExclusivePair(
                (outside, True), (organ, truth), "an administration from outside is no organ of the state", True
            )


def _laws_by_whom(design: Design) -> Iterator[ExclusivePair]:
    """A law that is left to a ministry, a court or an office to make."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("delegations"):
        if row.to in at:
            form = CharterClause(f"{path}.form", f"{row.matter!s} is settled by a law")
            maker = CharterClause(f"{path}.to", f"{row.to!r} settles it")
            kind = _truth(design.charter.at(f"{at[row.to]}.kind"), ("ministry", "court", "agency"))
            yield ExclusivePair(
                (form, _truth(design.charter.at(f"{path}.form"), ("law",))), (maker, kind), _LAWS, lesser=True
            )


_LAWS = "laws are made by a legislature"


def _ways_of_others(design: Design) -> Iterator[ExclusivePair]:
    """A choice for the men of one group, among ways that are others' alone."""
    ways = {r.id: (f"{p}.from", r.from_) for p, r in design.rows("induction")}
    ways |= {r.id: (f"{p}.for", r.for_) for p, r in design.rows("exits")}
    for path, row in design.rows("choices"):
        offered = [
            (f"{path}.default", row.default),
            *((f"{path}.options.{n}", o) for n, o in enumerate(row.options or ())),
        ]
        for at, name in offered:
            where, whose = ways.get(name, ("", NONE)) if isinstance(name, str) else ("", NONE)
            if not (isinstance(row.for_, str) and where) or (isinstance(whose, Blank) and whose is not UNKNOWN):
                continue
            covered = getattr(design.named(whose), "members", None) or ()
            covers = getattr(design.named(row.for_), "members", None) or ()
            chosen = CharterClause(at, f"{name!r} is a way for the men of {row.for_!r}")
            theirs = CharterClause(where, f"{name!r} is for {whose!s}")
            other = None if whose is UNKNOWN else whose != row.for_ and row.for_ not in covered and whose not in covers
            why = "one chooses among the ways that are open to him"
            yield ExclusivePair((chosen, True), (theirs, other), why, lesser=at.endswith("default"))


_OWN_LISTS = frozenset(("commander-list", "community-list"))


def _proved_by_their_own(design: Design) -> Iterator[ExclusivePair]:
    """A stream's numbers rest on a verified list, and its men are known by their commanders' lists alone."""
    for path, stream in design.rows("induction"):
        at = f"{path}.identity.methods"
        methods = design.charter.at(at)
        only = (
            None if methods is UNKNOWN else isinstance(methods, tuple) and bool(methods) and set(methods) <= _OWN_LISTS
        )
        sure = CharterClause(f"{path}.numbers_from", f"stream {stream.id!r} rests on a verified list")
        own = CharterClause(at, "who is on it is known by lists of their own alone")
        one = sure, _truth(design.charter.at(f"{path}.numbers_from"), ("verified-list",))
        yield ExclusivePair(one, (own, only), "a list is verified by somebody else's means", lesser=True)


def _officers_terms(design: Design) -> Iterator[ExclusivePair]:
    """What older officers are offered: entrants who meet their standards, posts, the training; and it is not there."""
    streams = [(p, s) for p, s in design.rows("induction")]
    for path, row in design.rows("trust.officers"):
        at = CharterClause(f"{path}.kind", f"the officers of {row.for_!s} are offered: {row.kind!s}")
        for where, stream in streams:
            level = f"{where}.vetting.level"
            whole = CharterClause(level, f"men of stream {stream.id!r} are screened unit by unit")
            one = at, _truth(design.charter.at(f"{path}.kind"), ("standards",))
            why = "whether an entrant meets a standard is seen one by one"
            yield ExclusivePair(one, (whole, _truth(design.charter.at(level), ("unit",))), why, lesser=True)
        yield from _posts_offered(design, path, row, at)


def _posts_offered(design: Design, path: str, row: Any, at: CharterClause) -> Iterator[ExclusivePair]:
    """Of a text seen whole: officers of an army or a police are offered posts, and no post goes to one of theirs."""
    force, posts = design.named(row.for_), [(p, r) for p, r in design.rows("posts")]
    own = {row.for_, getattr(force, "kind", None)}
    if design.open_world or not isinstance(force, Force) or not posts:
        return
    if all(isinstance(r.ex_group, str) and r.ex_group not in own for _, r in posts):
        given = CharterClause(f"{posts[0][0]}.ex_group", "every post goes to others")
        one = at, _truth(design.charter.at(f"{path}.kind"), ("command-posts",))
        yield ExclusivePair(one, (given, True), "who is offered posts has one of them", lesser=True)


_GUNS = ("small-arms", "ammunition", "armour", "uas")


def _supplied(design: Design) -> Iterator[ExclusivePair]:
    """A force without a supply of arms of its own, which somebody from outside arms past the state."""
    at = {f.id: p for p, f in design.rows("forces")}
    given = [(f"{p}.via_state", r.to, r.actor) for p, r in design.rows("patrons") if "arms" in (r.kinds or ())]
    given += [(f"{p}.via_state", r.to, r.donor) for p, r in design.rows("aid") if r.item in _GUNS]
    for path, to, who in given:
        if to in at:
            none = CharterClause(f"{at[to]}.own_arms_supply", f"{to!r} has no supply of arms of its own")
            past = CharterClause(path, f"{who!s} arms it past the state")
            one = none, _truth(design.charter.at(f"{at[to]}.own_arms_supply"), (False,))
            other = past, _truth(design.charter.at(path), (False,))
            yield ExclusivePair(one, other, "arms that come past the state are a supply of one's own", lesser=True)


def _local_force(design: Design) -> Iterator[ExclusivePair]:
    """A clause says who owns the local force, and no new force is local."""
    at, new = "sharing.territorial.owner", list(design.new_forces())
    owner = _truth(design.charter.at(at), ())
    if len(new) == 1:
        path, force = new[0]
        owned = CharterClause(at, f"{design.at(at)!r} owns the local force")
        not_local = CharterClause(f"{path}.local", f"{force.id!r}, the only new force, is not local")
        other = not_local, _truth(design.charter.at(f"{path}.local"), (False,))
        yield ExclusivePair((owned, owner), other, "a local force that is owned is local", lesser=True)


def _unarmed(design: Design) -> Iterator[ExclusivePair]:
    """Whoever enforces as a garrison, from the air or as peacekeepers has men under arms."""
    at = {row.id: path for path, row in design.rows("actors")}
    for path, row in design.rows("enforcement"):
        if row.actor in at:
            kind = CharterClause(f"{path}.kind", f"{row.actor!r} enforces as: {row.kind!s}")
            bare = CharterClause(f"{at[row.actor]}.armed", f"{row.actor!r} has no men under arms")
            one = kind, _truth(design.charter.at(f"{path}.kind"), ("garrison", "air"))
            other = bare, _truth(design.charter.at(f"{at[row.actor]}.armed"), (False,))
            yield ExclusivePair(one, other, "a garrison has men under arms", lesser=True)


def _verified(design: Design) -> Iterator[ExclusivePair]:
    """A group's size is verified, and its stream rests on the group's own list."""
    groups = {g.id: path for path, g in design.rows("groups")}
    for path, stream in design.rows("induction"):
        if stream.from_ in groups:
            at = f"{groups[stream.from_]}.size_basis"
            sure = CharterClause(at, f"the size of {stream.from_!r} is verified")
            own = CharterClause(f"{path}.numbers_from", f"stream {stream.id!r} rests on the group's own list")
            other = own, _truth(design.charter.at(f"{path}.numbers_from"), ("group-list",))
            why = "who has been verified is not taken in by his own group's list"
            yield ExclusivePair((sure, _truth(design.charter.at(at), ("verified",))), other, why, lesser=True)


def _claimants(design: Design) -> Iterator[ExclusivePair]:
    """Somebody claims to be the state against it, and owns its local force or is its organ below the centre."""
    at = {row.id: path for path, row in design.rows("actors")}
    for n, name in enumerate(design.at("politics.rival_claimants") or ()):
        below = getattr(design.named(name), "level", None) in ("regional", "provincial", "local")
        if name in at and below:
            rival = CharterClause(f"politics.rival_claimants.{n}", f"{name!r} claims to be the state against it")
            organ = CharterClause(f"{at[name]}.state", f"{name!r} is an organ of the state")
            truth = _truth(design.charter.at(f"{at[name]}.state"), (True,))
            yield ExclusivePair(
                (rival, True), (organ, truth), "who is an organ of the state does not claim to be it", lesser=True
            )


def _owned_outside(design: Design) -> Iterator[ExclusivePair]:
    """The owner of the state's new local force is no organ of it."""
    at = {row.id: path for path, row in design.rows("actors")}
    owner = design.at("sharing.territorial.owner")
    if owner in at and any(f.local is True for _, f in design.new_forces()) and not design.open_world:
        owns = CharterClause("sharing.territorial.owner", f"{owner!r} owns the local force")
        outside = CharterClause(f"{at[owner]}.state", f"{owner!r} is no organ of the state")
        truth = _truth(design.charter.at(f"{at[owner]}.state"), (False,))
        yield ExclusivePair(
            (owns, True), (outside, truth), "a force of the state is owned by an organ of it", lesser=True
        )


def _through_or_past(design: Design) -> Iterator[ExclusivePair]:
    """One backer's support of one body passes through the state by one clause, and past it by another."""
    for path, row in design.rows("patrons"):
        for at, aid in design.rows("aid"):
            if aid.donor == row.actor and aid.to == row.to:
                for one, other in ((True, False), (False, True)):
                    backs = CharterClause(f"{path}.via_state", f"{row.actor!r} backs {row.to!r} {_WAY[one]} the state")
                    gives = CharterClause(f"{at}.via_state", f"its item {aid.id!r} goes {_WAY[other]} the state")
                    first = _truth(design.charter.at(f"{path}.via_state"), (one,))
                    second = _truth(design.charter.at(f"{at}.via_state"), (other,))
                    yield ExclusivePair(
                        (backs, first), (gives, second), "one backer's support takes one way", lesser=True
                    )


_WAY = {True: "through", False: "past"}


def _whole_units(design: Design) -> Iterator[ExclusivePair]:
    """Men who enter in whole units, and units of that force of which each draws on others besides."""
    for path, stream in design.rows("induction"):
        units = [(p, u) for p, u in design.rows("units") if u.force == stream.into and u.echelon != "hq"]
        drawn = [(p, u.origin.get(stream.from_)) for p, u in units if isinstance(u.origin, dict)]
        shares = [(p, share) for p, share in drawn if isinstance(share, Number) and share.hi > 0]
        if shares and len(drawn) == len(units) and all(share.hi < _NEARLY_ALL for _, share in shares):
            at = f"{path}.mode"
            whole = CharterClause(at, f"men of stream {stream.id!r} enter in whole units")
            mixed = CharterClause(f"{shares[0][0]}.origin.{stream.from_}", "every unit draws on others besides")
            truth = _truth(design.charter.at(at), ("whole-unit",))
            yield ExclusivePair((whole, truth), (mixed, True), "a unit that enters whole is not mixed", lesser=True)


_NEARLY_ALL = 0.9  # share of a unit from which it is one group's


def _merged_otherwise(design: Design) -> Iterator[ExclusivePair]:
    """A step merges the one new force, and it stays by itself in the end."""
    new = [f.id for _, f in design.new_forces()]
    for path, step in design.rows("steps"):
        if step.kind == "merge" and len(new) == 1 and step.by in (NONE, new[0]) and not design.open_world:
            merges = CharterClause(f"{path}.kind", f"step {step.id!r} merges {new[0]!r}")
            kind = design.charter.at("end_state.kind")
            stays = CharterClause("end_state.kind", f"in the end it is a {kind!s}")
            other = stays, _truth(kind, ("permanent-reserve", "permanent-guard"))
            yield ExclusivePair((merges, True), other, "what is merged is no force of its own", lesser=True)


_ACROSS = (
    _ways_of_others,
    _proved_by_their_own,
    _officers_terms,
    _supplied,
    _whole_units,
    _merged_otherwise,
    _claimants,
    _owned_outside,
    _through_or_past,
    _outsiders,
    _laws_by_whom,
    _local_force,
    _unarmed,
    _verified,
    _chosen_for,
    _past_the_treasury,
    _left_out,
    _families,
    _vetted,
    _arms_of_camps,
    _told_as_met,
    _of_parties,
    _not_yet_law,
)
