"""IND: fighters come in one by one, screened, counted and trained; no militia carries on under the state's flag.

These rules pull against local knowledge (tension 1) and against speed (tension 2): the best rate on record is 3.5 % a
month. A bloc is a group, or the groups of one party: ``groups[].party`` joins their shares.

IND, second half: who is let in. Entrants are screened one by one, counted once, and trained together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    beside,
    both,
    cannot_tell,
    either,
    fires,
    given,
    holds,
    one_of,
    provided,
    quiet,
    true,
    within,
)
from tether.charter.intervals import percent, shares, span, total
from tether.charter.known import RECALLED, cited
from tether.charter.reading import REGULAR, Design
from tether.charter.references import ORIGINS
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Group, titled
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, Number

WHOLE = {"whole-unit": "as whole units", "sub-unit": "by sub-unit"}


def of_entrants(path: str, stream: Any, verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts on a stream from a militia; where it is unknown whence it comes, ask that."""
    known = None if stream.from_ is UNKNOWN else True
    yield from provided(known, verdicts, f"{path}.from", _whence(stream))


def _of_an_irregular(design: Design, path: str, s: Any, verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts on a stream, unless its men are the soldiers or police of a regular force of the state."""
    source = design.named(s.from_)
    if not isinstance(source, Force) or source.kind not in (*REGULAR, UNKNOWN):
        yield from of_entrants(path, s, verdicts)
        return
    at = next(p for p, force in design.rows("forces") if force is source)
    no_party = source.party is NONE or design.charter.at(f"{at}.party") is ABSENT
    party = True if no_party else design.is_state(source.party) if isinstance(source.party, str) else None
    regular = None if None in (party, source.kind) or source.kind is UNKNOWN else party
    question = f"Is {s.from_!r} a regular force of the state, and whose?"
    if regular is not True:
        yield from provided(None if regular is None else True, verdicts, f"{path}.from", question)


def where_militias_enter(design: Design, verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts where fighters of a militia are taken in at all."""
    streams = list(design.militia_streams())
    doubtful = [(path, s) for path, s in streams if s.from_ is UNKNOWN]
    if len(doubtful) < len(streams):
        yield from verdicts
    elif doubtful:
        path, stream = doubtful[0]
        yield from of_entrants(path, stream, verdicts)


def _whence(stream: Any) -> str:
    return f"From where do those whom {stream.id!r} takes in come: which group, or the population, army or police?"


@rule(
    code="IND01",
    severity="error",
    statement="Fighters are taken in as individuals, not as whole militias",
    words="built by inducting individuals, not incorporating whole militias",
    source=WEHREY,
    second="Zena, Africa Security Brief 24, 2013: taking militias into the army is 'typically a political expediency "
    "that impedes military professionalism'; against it Krebs & Licklider, IS 40(3) 2015/16: no effect by itself in 11 "
    "cases",
    evidence="mixed",
    remedy="Contract each fighter; where a bloc must stay for a time, cap its share of a unit, keep it to a squad, "
    "date it.",
    asks="the defence ministry",
    tensions=(1, 2, 3, 4),
    tally=Tally("mode", ("whole-unit", "sub-unit")),
    fails="induction: [{id: s1, from: m1, into: g, mode: whole-unit, contract_with: commander}]",
    passes="induction: [{id: s1, from: m1, into: g, mode: individual, contract_with: person}]",
)
def one_by_one(design: Design) -> Iterator[RuleVerdict]:
    """How each stream from a militia enters, with whom the state contracts, and what becomes of the other groups."""
    for path, s in design.militia_streams():
        yield from _of_an_irregular(design, path, s, _entry(design, path, s))
    yield from _left_aside(design)


def _left_aside(design: Design) -> Iterator[RuleVerdict]:
    """Ask of each group that the text names and neither takes in nor lets go, where it takes in some other."""
    groups = dict(design.rows("groups"))
    taken = {s.from_ for _, s in design.militia_streams()}
    if not design.open_world or not any(g.id in taken for g in groups.values()):
        return
    for _, unit in design.rows("units"):
        taken |= set(unit.origin) if isinstance(unit.origin, dict) else set()
    taken |= {way.for_ for _, way in design.rows("exits")}
    for path, group in groups.items():
        parts = set(group.members) if isinstance(group.members, tuple) else set()
        whole = {g.id for g in groups.values() if isinstance(g.members, tuple) and group.id in g.members}
        listed = isinstance(group.listed, tuple) and bool(group.listed)
        if group.id not in taken and not listed and not (parts | whole) & taken:
            question = (
                f"What becomes of the fighters of {group.id!r}: do they enter, by which stream and how, do they leave, "
                "or do they stay as they are?"
            )
            yield cannot_tell(path, question)


def _entry(design: Design, path: str, s: Any) -> Iterator[RuleVerdict]:
    at, who = f"{path}.mode", f"the fighters of {s.from_!r}"
    if s.mode in WHOLE:
        said = f"{who} are taken in {WHOLE[s.mode]}{design.on_record(s.from_)}"
        yield fires(at, said, lesser=s.mode == "sub-unit")
        return
    if s.mode == "mixed" and any(
        isinstance(r.holders, dict) and s.from_ in r.holders for _, r in design.rows("sharing.allocation")
    ):
        yield quiet(at)  # its share of the force is written
    elif s.mode == "mixed":
        said = f"{who} come in partly by unit, and no share of a unit is set that they may not exceed"
        yield given(at, s.max_group_share, said, f"What share of a unit may {who} hold at most?")
    else:
        words = ("individual",)
        yield one_of(at, s.mode, words, f"nothing says how {who} enter", f"Do {who} enter one by one or by unit?")
    said = f"the state contracts with the {s.contract_with}" if s.contract_with else "no contract with the person"
    question = f"With whom does the state contract when it takes in {who}: with each person?"
    yield one_of(f"{path}.contract_with", s.contract_with, ("person",), f"{said} for {who}", question)


@rule(
    code="IND02",
    severity="error",
    statement="Individual entry is not on paper only: groups are mixed, commanders assigned",
    words="the groups it included quickly developed interests of their own",
    source="Lacher & Cole, Small Arms Survey WP 20, 2014, on Libya's Supreme Security Committee",
    second="Libya Herald, 9 Dec 2012: about 95 % of the committee's working men in Tripoli had by then signed "
    "individual contracts, and its units re-emerged whole all the same",
    evidence="mixed",
    remedy="Cap the share of one group in a unit; assign commanders from outside; post by lot or by trade after "
    "training.",
    asks="the defence ministry",
    tensions=(1, 2),
    tally=Tally("mode", ("individual-paper",)),
    fails="induction: [{id: s1, from: m1, into: g, mode: individual, max_group_share: none, commander_rule: "
    "same-group}]",
    passes="induction: [{id: s1, from: m1, into: g, mode: individual, max_group_share: 0.3, commander_rule: assigned}]",
)
def not_on_paper_only(design: Design) -> Iterator[RuleVerdict]:
    """For entry one by one (or mixed): a cap on the group's share, and who commands."""
    for path, s in design.militia_streams():
        if s.mode not in WHOLE:
            yield from _of_an_irregular(design, path, s, _mixed(path, s))


def _mixed(path: str, s: Any) -> Iterator[RuleVerdict]:
    who = f"the fighters of {s.from_!r}"
    if s.mode != "mixed":
        said = f"nothing keeps {who} from filling a unit again after they have signed one by one"
        question = f"What share of a unit may {who} hold at most?"
        yield given(f"{path}.max_group_share", s.max_group_share, said, question)
    said = f"{who} are commanded by {_commander(s.commander_rule)}"
    allowed = ("other-group", "assigned")
    yield one_of(f"{path}.commander_rule", s.commander_rule, allowed, said, f"Who will command {who}?")


def _commander(found: str | Blank) -> str:
    return {"same-group": "one of their own", "any": "whoever comes"}.get(str(found), "nobody named in the charter")


@rule(
    code="IND03",
    severity="error",
    statement="No bloc holds a unit",
    words="simply becoming an official cover for the continued operation of independent militia",
    source=WEHREY,
    second="HRW, Renewed Crisis in North Kivu, Oct 2007, on mixage: the mixed brigades left Nkunda 'in a far stronger "
    "position militarily and politically'",
    evidence="mixed",
    remedy="Spread the bloc over more units; allow an exception only with a date and an inspection.",
    asks="the defence ministry",
    tensions=(1, 10),
    fails="units: [{id: b1, origin: {m1: 0.8, recruits: 0.2}}]",
    passes="units: [{id: b1, origin: {m1: 0.3, m2: 0.3, recruits: 0.4}}]",
)
def no_bloc_holds_a_unit(design: Design) -> Iterator[RuleVerdict]:
    """The largest bloc in each unit, and the cap that each stream sets, against the cap that can be met there."""
    near = design.settings.near
    for path, s in design.militia_streams():
        if isinstance(s.max_group_share, Number):
            what = f"share of a unit that {s.from_!r} may hold"
            most = bloc_cap(design, s.into)
            yield within(f"{path}.max_group_share", s.max_group_share, what, "", at_most=most, near=near)
    for path, unit in design.rows("units"):
        if unit.echelon == "hq":
            continue  # a staff shared out between groups is a bargain, not a bloc in the field
        if isinstance(unit.origin, dict):
            yield _largest(design, f"{path}.origin", unit)
        elif _takes_in(design, unit):
            yield cannot_tell(f"{path}.origin", f"What share of {unit.id!r} will come from each group?")


def _largest(design: Design, path: str, unit: Any) -> RuleVerdict:
    most = bloc_cap(design, unit.force, unit.origin)
    held = blocs(design, unit.origin)
    if not held:
        return quiet(path)
    name, share = max(held.items(), key=lambda item: (item[1].lo, item[1].hi))
    bound = f"at most {percent(span(most, most))}"
    if most > design.settings.bloc_cap:
        bound += f", an even share: {round(1 / most)} parties and nobody else fill {unit.force!r}"
    if share.lo > most:
        close = share.lo <= most * (1 + design.settings.near)
        said = f"{unit.id!r} draws {percent(share)} from {name!r}"
        return fires(path, said, lesser=close, measured=f"{percent(share)} against {bound}")
    doubtful = [n for n, s in held.items() if s.hi > most * (1 + 1e-9)]
    if not doubtful:
        return quiet(path)
    unseen = [repr(n) for n, s in unit.origin.items() if s is UNKNOWN]
    if unseen:
        return cannot_tell(path, f"What share of {unit.id!r} will come from {' and from '.join(unseen)}?")
    name = doubtful[0]
    said = f"{unit.id!r} may draw as much as {percent(span(held[name].hi, held[name].hi))} from {name!r}"
    return fires(path, said, partly=True, measured=f"{percent(held[name])} against {bound}")


def bloc_cap(design: Design, force: Any, origin: dict[str, Number | Blank] | None = None) -> float:
    """Return the largest share of a unit that one bloc may hold, which depends on how many fill the force.

    Where ``n`` blocs and nobody else (no recruits, soldiers, police) fill it, no mixture keeps every bloc below
    ``1 / n``: two armies that merge can't keep a cap of a third. One bloc alone keeps the cap: others must come in.
    Who fills it is what its streams and the unit's own origin say; without streams, an origin that is told in full.
    """
    cap = design.settings.bloc_cap
    streams = {s.from_ for _, s in design.rows("induction") if s.into == force or s.into is UNKNOWN}
    own = {name for name, share in (origin or {}).items() if not (isinstance(share, Number) and share.hi == 0)}
    if not streams and total(shares(origin or {}).values()).lo < 1 - design.settings.sum_gap:
        return cap
    if any(isinstance(name, Blank) or name in ORIGINS for name in streams | own):
        return cap
    parties = len({bloc_of(design, name) for name in streams | own})
    return max(cap, 1 / parties) if parties > 1 else cap


def blocs(design: Design, origin: dict[str, Number | Blank]) -> dict[str, Number]:
    """Return the share of each bloc in a unit: of a group, or of the groups of one party together."""
    found: dict[str, list[Number]] = {}
    for name, share in shares(origin).items():
        if name not in ORIGINS:
            found.setdefault(bloc_of(design, name), []).append(share)
    return {name: total(parts) for name, parts in found.items()}


def bloc_of(design: Design, group: str) -> str:
    """Return the party of a group, or the group itself."""
    party = getattr(design.named(group), "party", NONE)
    return party if isinstance(party, str) else group


def _takes_in(design: Design, unit: Any) -> bool:
    return any(s.into == unit.force for _, s in design.militia_streams()) if isinstance(unit.force, str) else False


@rule(
    code="IND04",
    severity="error",
    statement="A unit is not commanded by the former leader of its largest group",
    words="most groups remained under their previous leadership and deployed in their 'home' areas",
    source="globalsecurity.org, FARDC, 2012, on mixage in North Kivu",
    second="Lacher & Cole, Small Arms Survey WP 20, 2014: men of Libya's SSC stayed loyal to their katiba; against it "
    "Kosovo's KPC kept the KLA's zones and commanders and held, under heavy enforcement",
    evidence="mixed",
    remedy="Swap commanders between regions, make the deputy of another origin, rotate every 12 to 24 months.",
    asks="the defence ministry",
    tensions=(1, 10),
    tally=Tally("same_cmdr", ("yes", "partial")),
    fails="""
units: [{id: b1, origin: {m1: 0.6, recruits: 0.4}}]
posts: [{id: p1, unit: b1, ex_group: m1}]
""",
    passes="""
units: [{id: b1, origin: {m1: 0.3, recruits: 0.7}}]
posts: [{id: p1, unit: b1, ex_group: army}]
""",
)
def no_old_commander(design: Design) -> Iterator[RuleVerdict]:
    """The holder's former group against the largest bloc of the unit that he commands."""
    for path, post in design.rows("posts"):
        at, title = f"{path}.ex_group", titled(post)
        unit = design.named(post.unit)
        origin = getattr(unit, "origin", NONE)
        known = blocs(design, origin) if isinstance(origin, dict) else {}
        if post.ex_group is UNKNOWN:
            proposed = _proposed(design, at, post, known)
            if proposed is not None:
                yield proposed
            elif known or post.unit is UNKNOWN or _feeds(design, post.unit):
                yield cannot_tell(at, f"Which group, if any, did the {title} lead before?")
        elif post.ex_group is NONE or post.ex_group in ORIGINS:
            yield quiet(at)
        elif post.unit is UNKNOWN:
            yield cannot_tell(f"{path}.unit", f"Which unit does the {title} command, who led {post.ex_group!r} before?")
        elif known:
            yield _leads(design, at, post, bloc_of(design, post.ex_group), known)
        elif _feeds(design, post.unit):
            yield cannot_tell(at, f"What share of {post.unit!r} comes from {post.ex_group!r}, the {title}'s old group?")


def _proposed(design: Design, at: str, post: Any, known: dict[str, Number]) -> RuleVerdict | None:
    """Of a holder of whom it is not known whom he led: a fault in part, where the largest group proposes him."""
    who = post.nominated_by
    if not isinstance(design.named(who), Group) or not known:
        return None
    found = _leads(design, at, post, bloc_of(design, who), known)
    said = f"{who!r} proposes who commands {post.unit!r}, of which it is the largest group"
    return replace(found, message=said, partly=True) if found.result == "fires" else None


def _leads(design: Design, at: str, post: Any, bloc: str, known: dict[str, Number]) -> RuleVerdict:
    """Fires where his bloc is surely the largest and above the bound, in part where it may be."""
    share, lead = known.get(bloc), design.settings.bloc_lead
    others = [s for name, s in known.items() if name != bloc]
    if share is None or share.hi <= lead or share.hi < max((s.lo for s in others), default=0):
        return quiet(at)
    surely = share.lo > lead and share.lo >= max((s.hi for s in others), default=0)
    said = f"{post.unit!r} is commanded by a former leader of {bloc!r}, which makes up {percent(share)} of it"
    units = [f"{p}.origin.{bloc}" for p, u in design.rows("units") if u.id == post.unit and bloc in (u.origin or ())]
    measured = f"{percent(share)} against at most {percent(span(lead, lead))}"
    return beside(fires(at, said, partly=not surely, measured=measured), *units)


def _feeds(design: Design, unit: Any) -> bool:
    force = getattr(design.named(unit), "force", unit)
    return isinstance(force, str) and any(s.into == force for _, s in design.militia_streams())


SURE_COUNTS = ("muster", "id-document", "payroll-match", "photo-register", "community-list", "bank-account")


@rule(
    code="IND05",
    severity="error",
    statement="Entrants are screened one by one by someone other than the group or its patron",
    words="ensure that known criminals, human rights abusers or perpetrators of war crimes are not admitted to "
    "the reformed security sector",
    source="UN, IDDRS 6.10 §7.7, on vetting",
    second="OHCHR, Vetting: an operational framework, HR/PUB/06/5, 2006; Cohen & Nordås, JCR 59(5) 2015: militias "
    "trained by states commit more sexual violence, so training is no screening",
    evidence="mixed",
    remedy="Set up a screening centre with a prosecutor, a human-rights body and a hearing in the community; let "
    "people in on trial, unarmed, for 90 days.",
    asks="the justice ministry",
    tensions=(2,),
    tally=Tally("vetting", ("none", "paper")),
    fails="induction: [{id: s1, from: m1, into: g, vetting: {by: m1, level: unit, appeal: false}}]",
    passes="induction: [{id: s1, from: m1, into: g, vetting: {by: screening-board, level: individual, appeal: true}}]",
)
def screened_by_an_outsider(design: Design) -> Iterator[RuleVerdict]:
    """Level, screener and appeal of each stream from a militia."""
    for path, s in design.militia_streams():
        yield from of_entrants(path, s, _screening(design, path, s))


def _screening(design: Design, path: str, s: Any) -> Iterator[RuleVerdict]:
    at, v, who = f"{path}.vetting", s.vetting, f"the fighters of {s.from_!r}"
    if isinstance(v, Blank):
        record = design.on_record(s.from_)
        question = f"Who screens {who}, one by one or unit by unit{record}?"
        yield given(at, v, f"{who} are not screened{record}", question)
        return
    said = (
        f"{who} are screened unit by unit" if v.level == "unit" else f"nothing says that {who} are screened one by one"
    )
    said += design.on_record(s.from_)
    yield one_of(f"{at}.level", v.level, ("individual",), said, f"Are {who} screened one by one?")
    yield _screener(design, f"{at}.by", s, who)
    question = f"May one of {who} who is refused appeal, and to whom?"
    if v.appeal is UNKNOWN:
        yield cannot_tell(f"{at}.appeal", question)
    else:
        yield quiet(f"{at}.appeal") if v.appeal else fires(f"{at}.appeal", f"{who} cannot appeal", lesser=True)


def _screener(design: Design, at: str, s: Any, who: str) -> RuleVerdict:
    v, group = s.vetting, design.named(s.from_)
    patrons = getattr(group, "patron", ())
    interested = {s.from_, getattr(group, "party", None), *(patrons if isinstance(patrons, tuple) else ())}
    if isinstance(v.by, str) and v.by in interested:
        return fires(at, f"{who} are screened by {v.by!r}, which is not independent of them")
    backing = design.backers(s.from_).get(v.by) if isinstance(v.by, str) else None
    if backing is not None:
        told = f"{who} are screened by {v.by!r}, which backs them: {backing.cited}"
        return fires(at, told) if backing.sure else cannot_tell(at, f"Is whoever screens {who} independent? {told}")
    if v.independent is False:
        return fires(at, f"whoever screens {who} is not independent")
    if isinstance(v.by, str) and v.by == s.into and v.independent is not True:
        said = f"{who} are screened by {v.by!r}, the force that wants them"
        return fires(at, said, lesser=True, partly=v.independent is UNKNOWN)
    if v.independent is UNKNOWN:
        by = repr(v.by) if isinstance(v.by, str) else "whoever screens"
        return cannot_tell(at, f"Who screens {who}, and is {by} independent of them and of the force they enter?")
    if v.independent is True and v.by is UNKNOWN:
        return quiet(at)
    return given(at, v.by, f"nobody is named who screens {who}", f"Who screens {who}?")


@rule(
    code="IND06",
    severity="warning",
    statement="Each person is counted once, on lists that the commander does not keep, without needing a body scan",
    words="Weed out individuals trying to cheat the system, for example, those attempting to demobilize more than once",
    source="UN, IDDRS 4.20 §6.1, on what screening is for",
    second="Nepal: 'misuse of allowances that had been provided on the basis of the headcount of combatants' "
    "(Conciliation Resources, Accord); Libya Herald, 9 Dec 2012: of 26,000 paid by Tripoli's SSC 11,675 "
    "worked",
    evidence="strong",
    remedy="Use two independent lists and a muster on one day; if bodies are scanned, a civil body holds the file and "
    "deletes it on a date.",
    asks="the interior ministry",
    fails="induction: [{id: s1, from: m1, into: g, identity: {methods: [commander-list]}, numbers_from: group-list}]",
    passes="""
induction: [{id: s1, from: m1, into: g, identity: {methods: [muster, payroll-match], biometric: false},
             numbers_from: verified-list}]
""",
)
def counted_once(design: Design) -> Iterator[RuleVerdict]:
    """Two sure ways of counting, a keeper and an end for scans of the body, and a number that someone has checked."""
    for path, s in design.militia_streams():
        yield from of_entrants(path, s, _counting(design, path, s))


def _counting(design: Design, path: str, s: Any) -> Iterator[RuleVerdict]:
    at, who = f"{path}.identity", f"the fighters of {s.from_!r}"
    yield _methods(f"{at}.methods", design.at(f"{at}.methods"), who)
    if not isinstance(s.identity, Blank):
        said, kept = f"scans of the bodies of {who}", s.identity.retention_months
        kept_by = given(f"{at}.holder", s.identity.holder, f"nobody is named who holds {said}", f"Who holds {said}?")
        until = given(f"{at}.retention_months", kept, f"{said} are never deleted", f"When are {said} deleted?")
        question = f"Are the bodies of {who} scanned, who holds the scans, and when are they deleted?"
        yield from provided(true(s.identity.biometric), [kept_by, until], f"{at}.biometric", question)
    said = f"the number of {who} rests on the group's own list"
    allowed = ("verified-list", "census")
    yield one_of(f"{path}.numbers_from", s.numbers_from, allowed, said, f"Who has checked the number of {who}?")
    yield from _more_than_known(design, f"{path}.intake", s)


def _more_than_known(design: Design, at: str, s: Any) -> Iterator[RuleVerdict]:
    """More men than the evidence gives the group: who are the others?"""
    known = design.span(s.from_, "size")
    if known is None or not isinstance(s.intake, Number):
        return
    if s.intake.lo <= known.hi:
        yield quiet(at)
        return
    best = max(known.claims, key=lambda c: c.hi or 0.0)
    said = f"{s.intake} are to be taken in from {s.from_!r}, of whom the evidence gives at most {known.hi:,.10g}"
    told = f"{said} ({cited(best)}{'' if best.seen else f'; {RECALLED}'})"
    yield cannot_tell(at, f"Who are the others: {told}?") if known.recalled else fires(at, told)


def _methods(at: str, methods: Any, who: str) -> RuleVerdict:
    if methods is UNKNOWN:
        return cannot_tell(at, f"By which lists are {who} counted, so that each is counted once?")
    sure = [m for m in methods or () if m in SURE_COUNTS]
    said = f"{who} are counted by {', '.join(methods)} alone" if methods else f"nothing says how {who} are counted"
    return (
        quiet(at) if len(sure) >= 2 else fires(at, said, measured=f"{len(sure)} independent lists against at least 2")
    )


@rule(
    code="IND07",
    severity="warning",
    statement="Training happens together, away from home, for long enough",
    words="ex-combatants should be provided with sufficient training and sensitization on behaviour change",
    source="UN, IDDRS 6.10 §7.8",
    second="North Kivu: those who 'will not go to a brassage centre, but be mixed in their own area and be "
    "deployed there' (ISS, 22 Mar 2007); Samii, APSR 107(3) 2013: service in Burundi's mixed army lowered "
    "prejudice; brassage in DR Congo took 45 days (Radio Okapi, 15 Feb 2006)",
    evidence="weak",
    remedy="Train mixed intakes at a site outside the home province for eight weeks or more, then post them.",
    asks="the defence ministry",
    tensions=(1,),
    fails="induction: [{id: s1, from: m1, into: g, training: {weeks: 2, apart: false, mixed: false}}]",
    passes="induction: [{id: s1, from: m1, into: g, training: {weeks: 12, apart: true, mixed: true}}]",
)
def trained_together(design: Design) -> Iterator[RuleVerdict]:
    """Length, place and company of the training of each stream from a militia."""
    for path, s in design.militia_streams():
        yield from of_entrants(path, s, _training(design, path, s))


def _training(design: Design, path: str, s: Any) -> Iterator[RuleVerdict]:
    at, t, who = f"{path}.training", s.training, f"the fighters of {s.from_!r}"
    if isinstance(t, Blank):
        yield given(at, t, f"{who} are not trained", f"How long, where and with whom are {who} trained?")
        return
    if t.weeks is UNKNOWN and t.apart is UNKNOWN and t.mixed is UNKNOWN:
        yield cannot_tell(at, f"How long, where and with whom are {who} trained?")
        return
    least, near = design.settings.train_weeks, design.settings.near
    question = f"How many weeks are {who} trained?"
    yield within(f"{at}.weeks", t.weeks, f"weeks of training for {who}", question, at_least=least, near=near)
    yield holds(f"{at}.apart", t.apart, f"{who} are trained at home", f"Are {who} trained away from home?")
    said, question = f"{who} are trained among themselves", f"Are {who} trained together with others?"
    yield holds(f"{at}.mixed", t.mixed, said, question)


@rule(
    code="IND08",
    severity="warning",
    statement="The size of a group that is taken in rests on a count, not on its own claim",
    words="the inflation of numbers of fighters to increase a party’s importance and weight",
    source="UN, IDDRS 2.20, The politics of DDR, §7.4",
    second="Liberia 2004: about 38,000 fighters expected (Nichols, Small Arms Survey 2005), 102,193 registered (IRIN)",
    evidence="strong",
    remedy="Register the group before its numbers enter the law, or write that they fall to what the muster finds.",
    asks="the interior ministry",
    fails="""
groups: [{id: m1, size: 5000, size_basis: claimed}]
induction: [{id: s1, from: m1, into: g, numbers_from: group-list}]
""",
    passes="""
groups: [{id: m1, size: 5000, size_basis: registered}]
induction: [{id: s1, from: m1, into: g, numbers_from: group-list}]
""",
)
def a_size_that_was_counted(design: Design) -> Iterator[RuleVerdict]:
    """What the size of each group that feeds a stream rests on, unless the stream counts anew."""
    for path, group in design.rows("groups"):
        ways = [s.numbers_from for _, s in design.rows("induction") if s.from_ == group.id]
        if not ways or group.size is NONE:
            continue
        at, question = f"{path}.size_basis", f"On what does the size of {group.id!r} rest: its claim, or a count?"
        size = f", {group.size}," if isinstance(group.size, Number) else ""
        said = f"the size of {group.id!r}{size} is its own claim"
        counted = ("payroll", "registered", "verified")
        found = one_of(at, group.size_basis, counted, said, question, none_is_fine=True)
        claimed = either(*(None if way is UNKNOWN else way not in ("verified-list", "census") for way in ways))
        sized = None if group.size is UNKNOWN else True
        yield from provided(both(claimed, sized), [found], at, question)


@rule(
    code="IND09",
    severity="warning",
    statement="It is written which rank an entrant keeps or receives",
    words="A clear and transparent policy for rank harmonization",
    source="UN, IDDRS 4.40, UN military roles and responsibilities, §7",
    second="UN, IDDRS 6.10, DDR and security sector reform, §7.5: by clear provisions in an agreement or a law",
    evidence="mixed",
    remedy="Write by what rule ranks are recognised: years, course, examination, and up to which rank.",
    asks="the defence ministry",
    fails="induction: [{id: s1, from: m1, into: g, mode: individual, rank_rule: none}]",
    passes="induction: [{id: s1, from: m1, into: g, mode: individual, rank_rule: by examination up to captain}]",
)
def ranks_are_settled(design: Design) -> Iterator[RuleVerdict]:
    """How the ranks of each stream from a militia are recognised."""
    for path, s in design.militia_streams():
        if design.silent(f"{path}.rank_rule"):
            continue
        who = f"the fighters of {s.from_!r}"
        said, question = (
            f"nothing says which ranks {who} keep",
            f"Which rank does each of {who} receive, and by what rule?",
        )
        yield from of_entrants(path, s, [given(f"{path}.rank_rule", s.rank_rule, said, question)])


@rule(
    code="IND10",
    severity="warning",
    statement="Screening has a standard, and entry on trial an end",
    words="Clear vetting criteria, in particular a process shall be in place to ensure that individuals who have "
    "committed war crimes ... are not eligible for integration",
    source="UN, IDDRS 4.40, UN military roles and responsibilities, §7",
    second="OHCHR, Vetting: an operational framework, HR/PUB/06/5, 2006",
    evidence="normative",
    remedy="Write what excludes a person, and after how many days on trial he is taken in or sent away.",
    asks="the justice ministry",
    fails="induction: [{id: s1, from: m1, into: g, vetting: {by: board, level: individual, criteria: none}}]",
    passes="""
induction:
  - {id: s1, from: m1, into: g, vetting: {by: board, level: individual, criteria: no record, provisional_days: 90}}
""",
)
def screened_by_a_standard(design: Design) -> Iterator[RuleVerdict]:
    """By what standard entrants are screened, and for how many days they may serve before they were."""
    most, near = design.settings.trial_days, design.settings.near
    for path, s in design.militia_streams():
        v, at, who = s.vetting, f"{path}.vetting", f"the fighters of {s.from_!r}"
        if isinstance(v, Blank):
            continue  # IND05 says so
        said, question = f"nothing says by what standard {who} are screened", f"By what standard are {who} screened?"
        standard = given(f"{at}.criteria", v.criteria, said, question)
        what, question = f"days on trial for {who}", f"For how many days may {who} serve before they are screened?"
        trial = within(
            f"{at}.provisional_days", v.provisional_days, what, question, at_most=most, near=near, none_is_fine=True
        )
        told = [trial] if design.silent(f"{at}.criteria") else [standard, trial]
        yield from of_entrants(path, s, told)


@rule(
    code="IND11",
    severity="warning",
    statement="Whoever comes from the armed men of a party leaves the party",
    words="non-partisan institution that represents all groups",
    source="UN, IDDRS 4.50, UN police roles and responsibilities, §4.7, on the police",
    second="Iraq's law of 26 Nov 2016 forbids members of the Popular Mobilization party ties (Library of Congress); "
    "practice was the opposite (tension 8)",
    evidence="normative",
    remedy="Write that members belong to no party while they serve, and who dismisses the one who does.",
    asks="the legislature",
    tensions=(8,),
    fails="""
actors: [{id: party, kind: bloc}]
groups: [{id: m1, party: party}]
induction: [{id: s1, from: m1, into: g}]
law: {party_ban: false}
""",
    passes="""
actors: [{id: party, kind: bloc}]
groups: [{id: m1, party: party}]
induction: [{id: s1, from: m1, into: g}]
law: {party_ban: true}
""",
)
def members_leave_their_parties(design: Design) -> Iterator[RuleVerdict]:
    """Where a group that belongs to a party is taken in: whether members must leave parties."""
    feeding = {s.from_ for _, s in design.rows("induction")}
    known = [(path, g, None if g.party is UNKNOWN else isinstance(g.party, str)) for path, g in design.rows("groups")]
    ours = sorted(
        (row for row in known if row[1].id in feeding and row[2] is not False), key=lambda row: row[2] is None
    )
    for path, group, belongs in ours[:1]:
        party = repr(group.party) if isinstance(group.party, str) else "a party"
        said = f"fighters of {group.id!r}, which belongs to {party}, need not leave it"
        question = "Must members leave their parties?"
        found = beside(holds("law.party_ban", design.at("law.party_ban"), said, question), f"{path}.party")
        question = f"Does {group.id!r} belong to a party, and must its members leave it?"
        yield from provided(belongs, [found], f"{path}.party", question)
