"""IND: fighters come in one by one, screened, counted and trained; no militia carries on under the state's flag.

These rules pull against local knowledge (tension 1) and against speed (tension 2): the best rate on record is 3.5 % a
month. A bloc is a group, or the groups of one party: ``groups[].party`` joins their shares.

IND, second half: who is let in. Entrants are screened one by one, counted once, and trained together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, one_of, quiet, within
from tether.charter.intervals import percent, shares, span, total
from tether.charter.reading import Design
from tether.charter.references import ORIGINS
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

WHOLE = {"whole-unit": "as whole units", "sub-unit": "by sub-unit"}


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
    """How each stream from a militia enters, and with whom the state contracts."""
    for path, s in design.militia_streams():
        at, who = f"{path}.mode", f"the fighters of {s.from_!r}"
        if s.mode in WHOLE:
            yield fires(at, f"{who} are taken in {WHOLE[s.mode]}", lesser=s.mode == "sub-unit")
            continue
        if s.mode == "mixed":
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
        if s.mode in WHOLE:
            continue
        who = f"the fighters of {s.from_!r}"
        if s.mode != "mixed":
            said = f"nothing keeps {who} from filling a unit again after they have signed one by one"
            yield given(
                f"{path}.max_group_share", s.max_group_share, said, f"What share of a unit may {who} hold at most?"
            )
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
    """The largest bloc in each unit, and the cap that each stream sets, against the cap of the settings."""
    most, near = design.settings.bloc_cap, design.settings.near
    for path, s in design.militia_streams():
        if isinstance(s.max_group_share, Number):
            what = f"share of a unit that {s.from_!r} may hold"
            yield within(f"{path}.max_group_share", s.max_group_share, what, "", at_most=most, near=near)
    for path, unit in design.rows("units"):
        if unit.echelon == "hq":
            continue  # a staff shared out between groups is a bargain, not a bloc in the field
        if isinstance(unit.origin, dict):
            yield _largest(design, f"{path}.origin", unit)
        elif _takes_in(design, unit):
            yield cannot_tell(f"{path}.origin", f"What share of {unit.id!r} will come from each group?")


def _largest(design: Design, path: str, unit: Any) -> RuleVerdict:
    most = design.settings.bloc_cap
    held = blocs(design, unit.origin)
    if not held:
        return quiet(path)
    name, share = max(held.items(), key=lambda item: (item[1].lo, item[1].hi))
    bound = f"at most {percent(span(most, most))}"
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
        at, title = f"{path}.ex_group", post.title or post.id
        unit = design.named(post.unit)
        origin = getattr(unit, "origin", NONE)
        known = blocs(design, origin) if isinstance(origin, dict) else {}
        if post.ex_group is UNKNOWN:
            if known or _feeds(design, post.unit):
                yield cannot_tell(at, f"Which group, if any, did the {title} lead before?")
        elif post.ex_group is NONE or post.ex_group in ORIGINS:
            yield quiet(at)
        elif known:
            yield _leads(design, at, post, bloc_of(design, post.ex_group), known)
        elif _feeds(design, post.unit):
            yield cannot_tell(at, f"What share of {post.unit!r} comes from {post.ex_group!r}, the {title}'s old group?")


def _leads(design: Design, at: str, post: Any, bloc: str, known: dict[str, Number]) -> RuleVerdict:
    """Fires where his bloc is surely the largest and above the bound, in part where it may be."""
    share, lead = known.get(bloc), design.settings.bloc_lead
    others = [s for name, s in known.items() if name != bloc]
    if share is None or share.hi <= lead or share.hi < max((s.lo for s in others), default=0):
        return quiet(at)
    surely = share.lo > lead and share.lo >= max((s.hi for s in others), default=0)
    said = f"{post.unit!r} is commanded by a former leader of {bloc!r}, which makes up {percent(share)} of it"
    return fires(at, said, partly=not surely, measured=f"{percent(share)} against at most {percent(span(lead, lead))}")


def _feeds(design: Design, unit: Any) -> bool:
    force = getattr(design.named(unit), "force", unit)
    return isinstance(force, str) and any(s.into == force for _, s in design.militia_streams())


SURE_COUNTS = ("muster", "id-document", "payroll-match", "photo-register", "community-list", "bank-account")


@rule(
    code="IND05",
    severity="error",
    statement="Entrants are screened one by one by someone other than the group or its patron",
    words="prone to abusing civilians",
    source=WEHREY,
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
        at, v, who = f"{path}.vetting", s.vetting, f"the fighters of {s.from_!r}"
        if isinstance(v, Blank):
            yield given(at, v, f"{who} are not screened", f"Who screens {who}, one by one or unit by unit?")
            continue
        said = (
            f"{who} are screened unit by unit"
            if v.level == "unit"
            else f"nothing says that {who} are screened one by one"
        )
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
    if v.independent is False:
        return fires(at, f"whoever screens {who} is not independent")
    if v.by == s.into and v.independent is not True:
        return fires(at, f"{who} are screened by {v.by!r}, the force that wants them", lesser=True)
    if v.independent is True and v.by is UNKNOWN:
        return quiet(at)
    return given(at, v.by, f"nobody is named who screens {who}", f"Who screens {who}?")


@rule(
    code="IND06",
    severity="warning",
    statement="Each person is counted once, on lists that the commander does not keep, without needing a body scan",
    words="misuse of allowances that had been provided on the basis of the headcount of combatants",
    source="Conciliation Resources, Accord, Nepal",
    second="Libya Herald, 9 Dec 2012: of 26,000 paid by Tripoli's SSC 11,675 worked; Liberia 2004: about 38,000 "
    "fighters expected (Nichols, Small Arms Survey 2005), 102,193 registered (IRIN)",
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
        at, who = f"{path}.identity", f"the fighters of {s.from_!r}"
        yield _methods(f"{at}.methods", design.at(f"{at}.methods"), who)
        if design.at(f"{at}.biometric") is True:
            said = f"scans of the bodies of {who}"
            yield given(f"{at}.holder", s.identity.holder, f"nobody is named who holds {said}", f"Who holds {said}?")
            yield given(
                f"{at}.retention_months",
                s.identity.retention_months,
                f"{said} are never deleted",
                f"When are {said} deleted?",
            )
        said = f"the number of {who} rests on the group's own list"
        allowed = ("verified-list", "census")
        yield one_of(f"{path}.numbers_from", s.numbers_from, allowed, said, f"Who has checked the number of {who}?")


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
    words="will not go to a brassage centre, but be mixed in their own area and be deployed there",
    source="ISS, 22 Mar 2007, on mixage in North Kivu",
    second="Samii, APSR 107(3) 2013: service in Burundi's mixed army lowered prejudice; brassage in DR Congo took 45 "
    "days (Radio Okapi, 15 Feb 2006)",
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
        at, t, who = f"{path}.training", s.training, f"the fighters of {s.from_!r}"
        if isinstance(t, Blank):
            yield given(at, t, f"{who} are not trained", f"How long, where and with whom are {who} trained?")
            continue
        if t.weeks is UNKNOWN and t.apart is UNKNOWN and t.mixed is UNKNOWN:
            yield cannot_tell(at, f"How long, where and with whom are {who} trained?")
            continue
        least, near = design.settings.train_weeks, design.settings.near
        question = f"How many weeks are {who} trained?"
        yield within(f"{at}.weeks", t.weeks, f"weeks of training for {who}", question, at_least=least, near=near)
        yield holds(f"{at}.apart", t.apart, f"{who} are trained at home", f"Are {who} trained away from home?")
        yield holds(
            f"{at}.mixed", t.mixed, f"{who} are trained among themselves", f"Are {who} trained together with others?"
        )
