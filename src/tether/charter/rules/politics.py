"""POL: the votes are there, armed losers have an answer, and nothing else sinks the charter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.demands import with_demands
from tether.charter.findings import RuleVerdict, among, both, cannot_tell, either, fires, given, provided, quiet, true
from tether.charter.known import spanned
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Actor
from tether.charter.values import NONE, UNKNOWN, Blank, Number
from tether.charter.vote import Vote, read_vote
from tether.evidence.claims.model import Interval


@rule(
    code="POL01",
    severity="error",
    statement="The votes are there",
    words="postponed until further notice",
    words_are="translated",
    source="dinarupdates, 6 to 10 Sep 2015, on Iraq's Guard bill (press in translation)",
    second="The same days: 'lifted from the agenda'; still haggled over at the end of September, and never put "
    "to a vote",
    evidence="weak",
    remedy="Meet or trade the cheapest unmet demand printed; or choose a smaller instrument (decree, pilot province) "
    "that is "
    "lawful. Where members were counted one by one, write `votes_for` and `attendance` of each bloc.",
    asks="the legislature",
    fails="""
actors: [{id: a}, {id: b}]
politics:
  passage: {rule: majority-present, seats: 328, attendance: 328}
  vetoes:
    - {actor: a, seats: 200, position: oppose}
    - {actor: b, seats: 53, position: conditional, demands: [{want: posts, met: false}]}
""",
    passes="""
actors: [{id: a}, {id: b}]
politics:
  passage: {rule: majority-present, seats: 328, attendance: 328}
  vetoes:
    - {actor: a, seats: 180, position: support}
    - {actor: b, seats: 53, position: conditional, demands: [{want: posts, met: true}]}
""",
)
def votes_are_there(design: Design) -> Iterator[RuleVerdict]:
    """A quorum, and votes in favour against votes needed in one sitting, attendance and positions being intervals."""
    for path, veto in design.rows("politics.vetoes"):
        at, question = f"{path}.position", f"Does {veto.actor!r} hold a formal veto, and where does it stand?"
        found = fires(at, f"{veto.actor!r} holds a formal veto and opposes")
        yield from provided(both(true(veto.formal), among(veto.position, ("oppose",))), [found], at, question)
        known = design.span(veto.actor, "seats")
        if known is not None and isinstance(veto.seats, Number) and not _meet(veto.seats, known):
            said = f"The charter gives {veto.actor!r} {veto.seats} seats, the evidence {spanned(known)}"
            yield cannot_tell(f"{path}.seats", f"{said}: which holds?")
    passage, rows = design.at("politics.passage"), list(design.rows("politics.vetoes"))
    if isinstance(passage, Blank):
        if passage is UNKNOWN and rows:
            yield cannot_tell("politics.passage", "Who votes on it, by which rule, and with how many members present?")
        return
    vote = read_vote(design)
    if vote.flaw:
        yield cannot_tell("politics.passage", " ".join([f"The votes cannot be counted: {vote.flaw}.", *vote.questions]))
    elif vote.counted:
        yield _judged(vote)


def _meet(written: Number, known: Interval) -> bool:
    """Whether a number of the charter can be the evidence's."""
    return written.lo <= known.hi and known.lo <= written.hi


def _judged(vote: Vote) -> RuleVerdict:
    """Return whether a vote that can be counted is carried, lost or open, with what it hangs on."""
    bounds = vote.bounds
    said = f"{vote.rule}: {bounds.in_favour} in favour, {bounds.needed} needed"
    measured = f"{bounds.in_favour} against at least {bounds.needed}"
    cheapest = f"; cheapest unmet: {vote.cheapest}" if vote.cheapest else ""
    if bounds.quorum_missed:
        missed = f"{bounds.sitting} present, {bounds.quorum} needed"
        return fires("politics.passage", f"the quorum is not there ({missed})", measured=missed)
    if vote.outcome == "lost":
        apart = bounds.in_favour.hi < bounds.needed.lo
        short = "" if apart else f", and always {-bounds.margin[1]:,} or more too few"
        return fires("politics.passage", f"the votes are not there ({said}{short}){cheapest}", measured=measured)
    if vote.outcome == "carried":
        return quiet("politics.passage")
    if vote.questions or vote.doubt:
        asked = " ".join(vote.questions) or f"So far {vote.doubt}."
        return cannot_tell("politics.passage", f"The votes cannot be counted ({said}). {asked}")
    quorum = "" if bounds.quorum_sure else f"; {bounds.sitting} may come, {bounds.quorum} make a quorum"
    return fires(
        "politics.passage", f"the votes may not be there ({said}{quorum}){cheapest}", partly=True, measured=measured
    )


@rule(
    code="POL02",
    severity="error",
    statement="An armed player who loses has an answer",
    words="once disarmed, the movement will lose influence and its political claims may not be fully met",
    source="UN, IDDRS 2.20 §7.4, on what movements fear",
    second="A Badr lawmaker: 'the government didn't need the National Guard' (Wing, Musings on Iraq, 5 Feb "
    "2015); Bosnia 2005: the answer to those who lost was a sanction by the High Representative",
    evidence="weak",
    remedy="Give the loser a dated guarantee or a post, or set a credible cost.",
    asks="the head of government",
    fails="""
actors: [{id: a, kind: bloc}]
politics: {vetoes: [{actor: a, armed: true, position: oppose, answer: none}]}
""",
    passes="""
actors: [{id: a, kind: bloc}]
politics: {vetoes: [{actor: a, armed: true, position: oppose, answer: {kind: post, what: "deputy command"}}]}
""",
)
def armed_losers_have_an_answer(design: Design) -> Iterator[RuleVerdict]:
    """An armed player who opposes, or whose demand is unmet, gets a seat, a post, a guarantee, an exit, or a "
    "sanction.
    """
    for path, row in design.rows("politics.vetoes"):
        veto = with_demands(design, row)
        armed = _armed(design, veto)
        if armed is UNKNOWN:
            yield cannot_tell(f"{path}.armed", f"Has {veto.actor!r} men under arms?")
            continue
        unmet = [d.want for d in veto.demands or () if d.met in ("no", "partly", NONE)]
        unclear = None if any(d.met is UNKNOWN for d in veto.demands or ()) else False
        loses = either(among(veto.position, ("oppose",)), bool(unmet), unclear)
        kind = veto.answer if isinstance(veto.answer, Blank) else veto.answer.kind
        why = "opposes" if veto.position == "oppose" else f"is not given “{unmet[0]}”" if unmet else "may lose"
        said = f"{veto.actor!r}, which is armed, {why} and gets no answer"
        question = f"What does {veto.actor!r}, which is armed and {why}, get or face?"
        answered = [given(f"{path}.answer", kind, said, question)]
        if isinstance(kind, str):
            said = f"the answer to {veto.actor!r} is a {kind}, and nothing says which"
            which = given(
                f"{path}.answer.what", veto.answer.what, said, f"Which {kind} does {veto.actor!r} get or face?"
            )
            answered.append(fires(which.path, said, lesser=True) if which.result == "fires" else which)
        yield from provided(both(bool(armed), loses), answered, f"{path}.position", question)


def _armed(design: Design, veto: Any) -> bool | Blank:
    """Return whether a player has men under arms: as its own row says, else as the charter says of the actor."""
    if isinstance(veto.armed, bool):
        return veto.armed
    row = design.named(veto.actor)
    if isinstance(row, Actor):
        return veto.armed if row.armed is NONE else row.armed
    return veto.armed


@rule(
    code="POL03",
    severity="warning",
    statement="The charter is not tied to a second bill that can sink it",
    words="Sunni ministers boycotted that bill",
    source="RFE/RL, 3 Feb 2015, on the de-Baathification bill",
    second="The Sunni bloc's terms joined the guard to reform of de-Baathification (dinarupdates, Sep 2015)",
    evidence="weak",
    remedy="Uncouple them, or pass the harder bill first, or make one vote on both.",
    asks="the legislature",
    fails="politics: {packages: [{with: amnesty bill, coupled: true}]}",
    passes="politics: {packages: [{with: amnesty bill, coupled: true, passed: true}]}",
)
def not_tied_to_another_bill(design: Design) -> Iterator[RuleVerdict]:
    """A coupled bill must have passed."""
    for path, package in design.rows("politics.packages"):
        if package.passed is True or package.coupled is False:
            yield quiet(path)
        elif UNKNOWN in (package.coupled, package.passed) and not (package.coupled and package.passed is False):
            if package.coupled is True and design.reading == "open" and package.passed is UNKNOWN:
                yield fires(path, f"it falls with “{package.with_}”, which is not known to have passed", partly=True)
            else:
                yield cannot_tell(path, f"Does it fall with “{package.with_}”, and has that passed?")
        elif package.coupled:
            yield fires(path, f"it falls with “{package.with_}”, which has not passed")
        else:
            yield quiet(path)


@rule(
    code="POL04",
    severity="error",
    statement="No rival force takes the same men on easier terms",
    words="may have no choice but to redeploy these Shi'i militias",
    source="Wehrey, The Hill 2015",
    second="Sunni volunteers joined the Popular Mobilization when the guard stalled (al-Hashmi); its roll grew to "
    "122,000 by "
    "the law of 26 Nov 2016 (Library of Congress)",
    evidence="weak",
    remedy="Cap or close the rival list on the same day; one register for all.",
    asks="the head of government",
    fails="politics: {rival_tracks: [{force: pmf, open: true, funded: true}]}",
    passes="politics: {rival_tracks: [{force: pmf, open: true, funded: true, closed_by: art-9}]}",
)
def no_easier_rival(design: Design) -> Iterator[RuleVerdict]:
    """A rival that is open and paid must be closed by a clause, or offer no easier terms."""
    for path, track in design.rows("politics.rival_tracks"):
        if track.open is False or track.funded is False or track.closed_by or track.equal_terms:
            yield quiet(path)
        elif track.open and track.funded:
            unsure = UNKNOWN in (track.closed_by, track.equal_terms)
            nothing = "nothing that we know of" if unsure else "nothing"
            said = f"{track.force!r} takes the same men, is paid, and {nothing} closes it"
            yield fires(path, said, partly=unsure)
        elif UNKNOWN in (track.open, track.funded):
            yield cannot_tell(path, f"Does {track.force!r} take men now, and is it paid?")
        else:
            yield quiet(path)
