"""POL: the votes are there, armed losers have an answer, and nothing else sinks the charter."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Blank
from tether.charter.vote import Vote, read_vote


@rule(
    code="POL01",
    severity="error",
    statement="The votes are there",
    words="Both projects failed",
    source="Wehrey, The Hill 2015",
    second="Iraq's vote on the guard failed on 8 Sep 2015 (Al Jazeera, 14 Sep 2015)",
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
        if veto.formal and veto.position == "oppose":
            yield fires(f"{path}.position", f"{veto.actor!r} holds a formal veto and opposes")
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
    words="the government didn't need the National Guard",
    source="a Badr lawmaker, Wing, Musings on Iraq, 5 Feb 2015",
    second="Bosnia 2005: the answer to those who lost was a sanction by the High Representative",
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
    for path, veto in design.rows("politics.vetoes"):
        if veto.armed is UNKNOWN:
            yield cannot_tell(f"{path}.armed", f"Has {veto.actor!r} men under arms?")
        unmet = [d.want for d in veto.demands or () if d.met in ("no", "partly", NONE)]
        if not veto.armed or not (veto.position == "oppose" or unmet):
            continue
        kind = veto.answer if isinstance(veto.answer, Blank) else veto.answer.kind
        why = "opposes" if veto.position == "oppose" else f"is not given “{unmet[0]}”"
        said = f"{veto.actor!r}, which is armed, {why} and gets no answer"
        yield given(f"{path}.answer", kind, said, f"What does {veto.actor!r}, which is armed and {why}, get or face?")


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
            yield fires(path, f"{track.force!r} takes the same men, is paid, and nothing closes it")
        elif UNKNOWN in (track.open, track.funded):
            yield cannot_tell(path, f"Does {track.force!r} take men now, and is it paid?")
        else:
            yield quiet(path)
