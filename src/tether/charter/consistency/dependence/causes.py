"""Nobody decides, verifies or votes in his own cause (DEP03): pairs of tasks that one body must not have both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.dependence.referrals import passed_round
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import BINDING, Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Actor
from tether.charter.values import UNKNOWN


@rule(
    code="DEP03",
    severity="error",
    statement="Nobody decides, verifies or votes in his own cause",
    words="aliquis non debet esse Judex in propria causa",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a (nobody may be judge in his own cause)",
    second="Constitution of Iraq, art. 61(9): the one who asks for a state of emergency is not the one who votes on it",
    evidence="normative",
    remedy="Give one of the two tasks to somebody else.",
    asks="the legislature",
    fails="""
sharing: {territorial: {owner: council, dispute_body: council, crisis_rule: {who: president, vote: assembly}}}
""",
    passes="""
sharing: {territorial: {owner: council, dispute_body: court, crisis_rule: {who: president, vote: assembly}}}
""",
)
def nobody_in_his_own_cause(design: Design) -> Iterator[RuleVerdict]:
    """Disputes, crises, exits, payrolls, ways back, clearances, promises, aid, enforcement, use of force on request."""
    powers, found = powers_of(design), []
    for one, other, lesser in _causes(design):
        (path, who, said), (at, whom, does) = one, other
        if isinstance(who, str) and isinstance(whom, str):
            if sits := _sitting(design, who, whom):
                told = (CharterClause(path, f"{who!r} {said}"), CharterClause(at, f"{whom!r} {does}"), sits)
                found.append(Inconsistency("DEP03", told, ("nobody is judge in his own cause",), lesser=True))
            elif who == whom or who in powers.whole(whom):
                clauses = (CharterClause(path, f"{who!r} {said}"), CharterClause(at, f"{whom!r} {does}"))
                inside = powers._within(whom, who)
                why = "nobody is judge in his own cause"
                found.append(Inconsistency("DEP03", (*clauses, *inside), (why,), lesser=lesser))
            elif not path.endswith("roll.audit_by") and (route := powers.path(whom, who)):  # who counts: DEP02 asks it
                both = CharterClause(path, f"{who!r} {said}"), CharterClause(at, f"{whom!r} {does}")
                why = "nobody who decides is under those in whose cause he decides"
                found.append(Inconsistency("DEP03", (*both, *route), (why,), lesser=True))
            else:
                yield quiet(path)
        elif UNKNOWN in (who, whom) and (isinstance(who, str) or isinstance(whom, str)):
            yield cannot_tell(path, f"Who {said}: somebody other than {_doer(does)}?")
    for conflict in apart([*found, *passed_round(design)]):
        yield conflict.verdict(design)


def _doer(does: str) -> str:
    """Return who does a task, as one would say it: "the force that this charter creates", "the one who pays 'g'"."""
    return does.removeprefix("is ") if does.startswith("is the ") else f"the one who {does}"


_Task = tuple[str, Any, str]


def _sitting(design: Design, who: str, whom: str) -> CharterClause | None:
    """Return the clause by which somebody sits in the joint body in whose cause he decides."""
    for path, row in design.rows("joint_bodies"):
        for n, member in enumerate(row.members or ()):
            if row.body == whom and member.who == who and path:
                return CharterClause(f"{path}.members.{n}", f"{who!r} sits in {whom!r}")
    return None


def _causes(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Yield pairs of tasks that one body must not have both, and whether it is the lesser form of the fault."""
    at = "sharing.territorial"
    judge: _Task = (f"{at}.dispute_body", design.at(f"{at}.dispute_body"), "hears disputes between centre and place")
    yield judge, (f"{at}.owner", design.at(f"{at}.owner"), "owns the local force"), False
    who: _Task = (f"{at}.crisis_rule.who", design.at(f"{at}.crisis_rule.who"), "takes over in a crisis")
    yield judge, who, False
    vote = design.at(f"{at}.crisis_rule.vote")
    yield (f"{at}.crisis_rule.vote", vote, "votes on taking over in a crisis"), who, False
    for path, row in design.rows("trust.consent"):
        if row.body == who[1]:
            yield (f"{path}.body", row.body, "agrees for the places"), who, True
    for path, e in design.rows("exits"):
        deliver: _Task = (f"{path}.delivered_by", e.delivered_by, f"delivers exit {e.id!r}")
        yield (f"{path}.verified_by", e.verified_by, f"verifies exit {e.id!r}"), deliver, True
    for path, pay in design.rows("pay"):
        audit = design.at(f"{path}.roll.audit_by")
        payer: _Task = (f"{path}.payer", pay.payer, f"pays {pay.force!r}")
        yield (f"{path}.roll.audit_by", audit, f"counts the roll of {pay.force!r}"), payer, True
    for path, row in design.rows("law.due_diligence"):
        yield (
            (f"{path}.authority", row.authority, "clears"),
            (f"{path}.applies_to", row.applies_to, "is cleared"),
            False,
        )
    for path, row in design.rows("politics.inducements"):
        to: _Task = (f"{path}.to", row.to, f"is promised {row.id!r}")
        yield (f"{path}.backed_by", row.backed_by, f"stands behind {row.id!r}"), to, False
    for path, aid in design.rows("aid"):
        recipient: _Task = (f"{path}.to", aid.to, f"receives {aid.id!r}")
        yield (f"{path}.suspended_by", aid.suspended_by, f"decides when {aid.id!r} stops"), recipient, False
    yield from _of_arms_taken(design)
    yield from _of_those_who_return(design)
    yield from _waived(design)
    yield from _of_the_party(design)
    yield from _of_itself(design)
    yield from _uses(design)
    yield from _of_bodies(design)
    yield from _of_backers(design)


def _of_backers(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Who settles a deadlock, makes others comply or finds a failure backs none of the groups concerned."""
    tasks: list[_Task] = [(f"{p}.actor", r.actor, "makes others comply") for p, r in design.rows("enforcement")]
    tasks += [
        (f"{p}.deadlock_to", r.deadlock_to, f"decides where {r.body!r} cannot")
        for p, r in design.rows("joint_bodies")
        if r.deadlock in ("referred", "arbiter", "court")
    ]
    at = "sharing.territorial"
    tasks += [
        (f"{at}.crisis_rule.vote", design.at(f"{at}.crisis_rule.vote"), "votes on taking the local force over"),
        (f"{at}.dispute_body", design.at(f"{at}.dispute_body"), "hears disputes between centre and place"),
    ]
    tasks += [
        (f"{p}.failed_decided_by", r.failed_decided_by, f"finds that a test of {r.id!r} has failed")
        for p, r in design.rows("phases")
    ]
    taken = {s.from_ for _, s in design.militia_streams()}
    for path, row in design.rows("patrons"):
        arms = set(row.kinds or ()) & {"funds", "arms", "command", "guidance", "sanctuary"}
        if row.to in taken and arms and row.via_state is not True:
            backs: _Task = (path, row.actor, f"backs {row.to!r} past the state")
            yield from ((task, backs, True) for task in tasks if task[1] == row.actor)


def _of_arms_taken(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Who receives arms does not verify them; a mission from outside may take what it verifies."""
    verifies: _Task = ("surrender.verified_by", design.at("surrender.verified_by"), "verifies the arms handed in")
    for path, step in design.rows("steps"):
        outside = getattr(design.named(step.to), "level", None) in ("international", "foreign")
        if step.kind == "disarm" and isinstance(step.to, str) and not outside:
            yield verifies, (f"{path}.to", step.to, f"receives them by step {step.id!r}"), True


def _of_those_who_return(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """A force that does not screen those who return does not decide on their return either."""
    decides: _Task = (
        "displacement.return_decided_by",
        design.at("displacement.return_decided_by"),
        "decides on return",
    )
    watch = design.at("displacement.monitored_by")
    yield ("displacement.monitored_by", watch, "watches return from outside"), decides, True
    created = [(f"{p}.id", f.id) for p, f in design.new_forces()]
    if design.at("displacement.force_screens") is False:
        who = design.at("displacement.return_decided_by")
        for _, force in created:
            barred: _Task = ("displacement.force_screens", force, "does not screen those who return")
            yield ("displacement.return_decided_by", who, "decides who may return"), barred, False


def _waived(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Who accepts a waiver is no part of the force that the waived rule binds."""
    for path, waiver in design.rows("waivers"):
        office = _office(design, waiver.by)
        for at, force in design.new_forces():
            excused: _Task = (f"{at}.id", force.id, "is the force that the waived rule binds")
            yield (f"{path}.by", office, f"accepts the waiver of {waiver.rule}"), excused, True


def _of_bodies(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Joint bodies that cannot decide, duties that pass on, matters left open, outsiders who hold powers."""
    yield from _of_joint_bodies(design)
    for path, row in design.rows("obligations"):
        bearer: _Task = (f"{path}.bearer", row.bearer, f"bears the duty {row.id!r}")
        passes = row.default == "passes-on" and (row.default_to == row.bearer or row.default_to is UNKNOWN)
        if passes or row.default in ("sanction", "court"):  # a duty may pass to those below who bears it
            yield (f"{path}.default_to", row.default_to, f"acts where {row.id!r} is not done"), bearer, False
        if row.towards == row.bearer:
            yield (f"{path}.towards", row.towards, f"is whom the duty {row.id!r} is owed to"), bearer, True
    for path, row in design.rows("delegations"):
        hands = [h for h in row.approved_by or () if isinstance(h, str)]
        if hands and all(h == row.to or powers_of(design).path(str(row.to), h) for h in hands):
            to: _Task = (f"{path}.to", row.to, f"settles {row.matter!s}")
            for hand in hands:
                yield (f"{path}.approved_by", hand, f"must agree to {row.matter!s}, with nobody above"), to, True
    for path, row in design.rows("cantonments"):
        guards: _Task = (f"{path}.guarded_by", row.guarded_by, f"guards the camps of {row.of!r}")
        if isinstance(row.guarded_by, str):
            yield (f"{path}.watched_by", row.watched_by, f"counts in the camps of {row.of!r}"), guards, True
    for path, row in design.rows("administrations"):
        holds: _Task = (f"{path}.actor", row.actor, "holds powers of the state")
        yield (f"{path}.complaints_to", row.complaints_to, f"hears complaints against {row.actor!r}"), holds, False
        if row.answers_to == row.actor:
            yield (f"{path}.answers_to", row.answers_to, f"is whom {row.actor!r} answers to"), holds, False
    created = [(f"{p}.id", f.id, "is the force that has passed or failed") for p, f in design.new_forces()]
    for path, phase in design.rows("phases"):
        for force in created:
            finds = f"finds that a test of {phase.id!r} has failed"
            yield (f"{path}.failed_decided_by", phase.failed_decided_by, finds), force, False


def _of_joint_bodies(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Who settles what a joint body cannot decide is not that body, nor one of its sides, nor under one of them."""
    for path, row in design.rows("joint_bodies"):
        settles: _Task = (f"{path}.deadlock_to", row.deadlock_to, f"decides where {row.body!r} cannot")
        sides = [
            (f"{path}.members.{n}.who", member.who, f"sits in {row.body!r}")
            for n, member in enumerate(row.members or ())
        ]
        if row.deadlock in ("referred", "arbiter", "court"):
            yield settles, (f"{path}.body", row.body, "is the body that cannot decide"), False
            yield from ((settles, side, row.deadlock == "referred") for side in sides if side[1] == row.deadlock_to)
        if len(sides) > 1 and isinstance(design.named(row.body), Actor):
            body: _Task = (f"{path}.body", row.body, "decides among several sides")
            above = {e.from_ for _, e in design.rows("command") if e.to == row.body and e.type in BINDING}
            yield from ((body, (at, side, said), True) for at, side, said in sides if side in above)
        if row.rule == "chair" or row.deadlock == "chair":
            when = "alone" if row.rule == "chair" else "where it cannot"
            chair: _Task = (f"{path}.chair", row.chair, f"decides in {row.body!r} {when}")
            if getattr(design.named(row.chair), "level", None) == "international":
                continue  # an outsider who presides and sits there is none of the sides
            yield from ((chair, side, True) for side in sides)


_JUDGES = (  # what neither the new force nor a group that is taken in may do: the clause, in words, the lesser fault
    ("sharing.territorial.dispute_body", "hears disputes between centre and place", False),
    ("sharing.territorial.owner", "owns the local force", True),
    ("sharing.territorial.crisis_rule.who", "takes the local force over in a crisis", True),
    ("sharing.territorial.crisis_rule.vote", "votes on taking the local force over", False),
    ("politics.passage.venue", "votes on the law", False),
    ("displacement.return_decided_by", "decides who may return", True),
)


def _of_itself(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """The new force, or a group that it takes in, judges, owns, takes over or votes on that force."""
    tasks = [((at, design.at(at), said), lesser) for at, said, lesser in _JUDGES]
    created = [(f"{p}.id", f.id, "is the force that this charter creates") for p, f in design.new_forces()]
    taken: list[_Task] = [
        (f"{p}.from", s.from_, f"is taken in by stream {s.id!r}") for p, s in design.militia_streams()
    ]
    for task, lesser in tasks:
        if task[0] != "displacement.return_decided_by":
            yield from ((task, force, lesser) for force in created)
        yield from ((task, group, lesser) for group in taken if task[1] == group[1])
    for path, phase in design.rows("phases"):
        for n, way in enumerate(phase.reversal or ()):
            back: _Task = (f"{path}.reversal.{n}.decided_by", way.decided_by, f"decides on taking {phase.id!r} back")
            yield from ((back, group, True) for group in taken if way.decided_by == group[1])
    for path, row in design.rows("sharing.partners"):
        say: _Task = (f"{path}.actor", row.actor, "has a say in the force as a partner")
        yield from ((say, force, True) for force in created if row.actor in powers_of(design).whole(force[1]))
    for path, e in design.rows("exits"):
        checks: _Task = (f"{path}.verified_by", e.verified_by, f"verifies exit {e.id!r}")
        yield from ((checks, f, True) for f in created if e.verified_by in powers_of(design).whole(f[1]))


def _of_the_party(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    """Who hears victims or complaints, or watches, is not the party of a group that is taken in."""
    tasks: list[tuple[_Task, bool]] = []
    tasks.append((("people.victims_body", design.at("people.victims_body"), "hears victims"), False))
    for section, does in (("trust.grievance", "hears complaints"), ("oversight", "watches over the force")):
        tasks += [((f"{p}.body", row.body, does), True) for p, row in design.rows(section)]
    judges: tuple[tuple[str, str], ...] = (
        ("sharing.territorial.dispute_body", "hears disputes between centre and place"),
        ("displacement.property_body", "hears claims to house and land"),
    )
    tasks += [((at, design.at(at), does), True) for at, does in judges]
    taken = {stream.from_ for _, stream in design.militia_streams()}
    for path, group in design.rows("groups"):
        if isinstance(group.party, str) and group.id in taken:
            party: _Task = (f"{path}.party", group.party, f"is the party of {group.id!r}, whose men are taken in")
            yield from ((task, party, lesser) for task, lesser in tasks if task[1] == group.party)
        for task in (tasks[0][0], *(t for t, _ in tasks[-len(judges) :])):
            speaker = getattr(design.named(task[1]), "community", None)
            if isinstance(speaker, str) and speaker == group.community and group.id in taken:
                said = f"speaks for {speaker!r}, of which is {group.id!r}, that is taken in"
                kin: _Task = (f"{path}.community", task[1], said)
                yield task, kin, True


def _office(design: Design, words: Any) -> Any:
    """Return the id of the office that a waiver names by id or by title, or what it says."""
    posts = {str(post.title).casefold(): post.id for _, post in design.rows("posts") if isinstance(post.title, str)}
    return posts.get(words.casefold(), words) if isinstance(words, str) else words


def _uses(design: Design) -> Iterator[tuple[_Task, _Task, bool]]:
    created = [(f"{p}.id", f.id, "is the force that must be made to comply") for p, f in design.new_forces()]
    for path, row in design.rows("enforcement"):
        for force in created:
            yield (f"{path}.actor", row.actor, "enforces"), force, False
    for path, phase in design.rows("phases"):
        for n, way in enumerate(phase.reversal or ()):
            for at, force, _ in created:
                back: _Task = (at, force, "is taken back by it")
                yield (
                    (f"{path}.reversal.{n}.decided_by", way.decided_by, f"decides on taking {phase.id!r} back"),
                    back,
                    False,
                )
    for path, row in design.rows("powers"):
        if row.grant == "on-request" or (row.power == "outside-home" and row.grant != "forbidden"):
            key = "grant" if row.grant == "on-request" else "force"
            used: _Task = (f"{path}.{key}", row.force, f"is used for {row.power} on request")
            yield (f"{path}.decided_by", row.decided_by, f"decides on {row.power}"), used, False
