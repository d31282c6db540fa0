"""Options against questions: one matrix, each cell a word of a fixed list, a shape, and a link to its section.

    options_matrix(content)      # a Table; None where there is no option
    judged(content, "p10")       # {"lawful": "open", …}: the words alone

``CELLS`` is the list: no other word is ever printed there. A cell says what was found by looking, never what would be
good. What nobody looked at says so; what nobody knows is an open question and no stop; a design that speaks of less
than half of what such a law must speak of is "silent", whatever the rules found in the rest.
"""

from __future__ import annotations

import re

from tether.brief.content import BriefContent
from tether.brief.headline import may_lead, speaks_of, telling
from tether.brief.results import PairVerdict
from tether.brief.sentences import charter_titles
from tether.charter.check import Report
from tether.report.blocks import Aside, Jump, Row, Table

QUESTIONS = {  # question → the section that answers it
    "lawful": "lawful",
    "sound": "faults",
    "agreed": "agreed",
    "staffed": "agreed",
    "paid": "agreed",
    "after": "tried",
    "projection": "belief",
}
COLUMNS = {
    "lawful": "Lawful?",
    "sound": "Sound?",
    "agreed": "Agreed?",
    "staffed": "Staffed?",
    "paid": "Paid?",
    "after": "Afterwards?",
    "projection": "Projection",
}
CELLS = {  # the fixed list: word → the shape before it
    "stop": "stop",
    "breach": "error",
    "open": "open",
    "conditions": "condition",
    "no breach found": "clear",
    "not screened": "quiet",
    "blocked": "stop",
    "faults": "error",
    "silent": "warning",
    "no fault found": "clear",
    "no vote": "quiet",
    "ask again": "open",
    "passes": "clear",
    "undecided": "warning",
    "fails": "error",
    "not planned": "quiet",
    "not as written": "error",
    "in part": "warning",
    "staffed": "clear",
    "no pay": "quiet",
    "not priced": "open",
    "no money named": "error",
    "payer, no sum": "warning",
    "short": "error",
    "covered": "clear",
    "not looked at": "quiet",
    "too few": "open",
    "mostly more": "warning",
    "mixed": "open",
    "mostly less": "quiet",
    "fewer": "clear",
    "more": "error",
    "cannot tell": "open",
    "not projected": "quiet",
}
MEANS = {  # the same words, each in a sentence
    "stop": "a rule or the law of whoever would give forbids it, until a paper on file lifts that",
    "breach": "as it is written it breaks a rule of law; section 2 or 4 says which",
    "open": "somebody looked, and what decides it is not known; the section says who could answer",
    "conditions": "nothing was found that forbids it while the conditions named are kept",
    "no breach found": "the rules found none; that is no permission",
    "not screened": "nobody asked the law of whoever would give; nothing is said for or against",
    "blocked": "a fault that nothing outweighs",
    "faults": "the rules found errors in the design; section 4 counts them",
    "silent": "it speaks of less than half of what such a law must speak of",
    "no fault found": "the rules found no error",
    "no vote": "no vote was counted on it",
    "ask again": "the positions known are on an earlier text",
    "passes": "it is carried by the positions claimed, wherever they lie in their ranges",
    "undecided": "by what is known it could go either way",
    "fails": "it is lost by the positions claimed, wherever they lie in their ranges",
    "not planned": "nobody planned who would go where",
    "not as written": "no plan keeps all its rules; the plan shown relaxes one",
    "in part": "a plan exists, and more than one post in twenty stays empty",
    "staffed": "a plan fills at least nineteen posts of twenty",
    "no pay": "it takes nobody in and leads nobody out, so nobody is paid",
    "not priced": "how many men, or at what pay, is not said; no sum can be worked out",
    "no money named": "it costs money, and its text names nobody who pays",
    "payer, no sum": "its text names who pays, and no sum",
    "short": "the sum that its text names is below what it costs",
    "covered": "the sum that its text names is what it costs, or more",
    "not looked at": "nobody looked",
    "too few": "too few past designs share its clauses",
    "mostly more": "after most past designs like it more violence was recorded than foreseen; none was drawn by lot",
    "mixed": "after past designs like it the record went both ways",
    "mostly less": "after most past designs like it less violence was recorded than foreseen; none was drawn by lot",
    "fewer": "the projection has fewer deaths than if nothing changes, under the theories that section 7 names",
    "more": "the projection has more deaths than if nothing changes, under the theories that section 7 names",
    "cannot tell": "the evidence does not allow a comparison, or the theories disagree; section 7 says which",
    "not projected": "nothing was projected for it",
}
STAFFED = 0.95  # share of posts filled from which a design is staffed
HALF = 0.5  # of what it must speak of, below which a design is silent
GATE = {"stop": "stop", "open": "open", "condition": "conditions", "conditions": "conditions"}
WORDS_MEAN = "What the words of page one mean"
CODE = re.compile(r"P\d+")
LAWS = {  # the law that a rule of law holds a design against, as page one names it; the rest is section 2's
    "LAW01": "the rule that a force exists by law",
    "LAW02": "the United States’ Leahy law",
    "LAW03": "the law on children in armed forces",
    "LAW04": "the law on grave crimes",
    "LAW05": "the rule that ordinary courts try abuse",
    "LAW07": "the duty of due diligence on human rights",
    "LAW08": "terrorist and sanctions lists",
    "LAW09": "terrorist and sanctions lists",
    "LAW10": "the rule that no military court tries civilians",
}


def options_matrix(content: BriefContent) -> Table | None:
    """Return the matrix; None where the brief holds no option."""
    names = options(content)
    if not names:
        return None
    rows = tuple(
        Row(
            (introduced(content, name), *(_cell(question, word) for question, word in judged(content, name).items())),
            f"option/{name}",
        )
        for name in names
    )
    return Table("", ("", *COLUMNS.values()), rows, quoted=(0,))


def words_table(content: BriefContent) -> Table | None:
    """Return what the words of this page's matrix mean, each once, in the order of its columns; None without one."""
    used = [judged(content, name) for name in options(content)]
    words = dict.fromkeys(cells[question] for question in QUESTIONS for cells in used)
    rows = tuple(Row((word, MEANS[word])) for word in words)
    return Table(WORDS_MEAN, ("Word", "What it means"), rows, on_paper=False) if rows else None


def options(content: BriefContent) -> list[str]:
    """Return the charters that somebody may choose, the status quo left out."""
    base = content.comparison.status_quo if content.comparison else "status-quo"
    return [name for name in charter_titles(content) if name != base]


def introduced(content: BriefContent, name: str) -> tuple[object, ...] | str:
    """Return an option in plain words first, its short name after."""
    title = charter_titles(content).get(name, name)
    code, _, rest = title.partition(" ")
    return (rest, Aside(code)) if rest and CODE.fullmatch(code) else title


def judged(content: BriefContent, name: str) -> dict[str, str]:
    """Return one word per question, each of ``CELLS``."""
    report = (content.findings or {}).get(name)
    return {
        "lawful": _lawful(content, name, report),
        "sound": _sound(report),
        "agreed": _agreed(content, name),
        "staffed": _staffed(content, name),
        "paid": _paid(content, name),
        "after": _after(content, name),
        "projection": _projected(content, name),
    }


def _after(content: BriefContent, name: str) -> str:
    alike = (content.after or {}).get(name)
    return alike.word if alike else "not looked at"


def _cell(question: str, word: str) -> Jump:
    return Jump(word, QUESTIONS[question], CELLS[word])


def _lawful(content: BriefContent, name: str, report: Report | None) -> str:
    """Return the gravest of what the gate said of a sponsor's request and what the rules of law found."""
    found = [f for f in report.fired if f.code.startswith("LAW")] if report else []
    if any(f.severity == "stop" for f in found):
        return "stop"
    gate = _gate(content) if report and report.charter.decider == "sponsor" else ""
    if gate == "stop":
        return "stop"
    if any(f.severity == "error" for f in found):
        return "breach"
    if report is None:
        return gate or "not looked at"
    if not content.screened:
        return "not screened"
    doubt = [q for q in report.questions if q.code.startswith("LAW")]
    return "open" if gate == "open" or doubt or _silent(report) else gate or "no breach found"


def standing_against(content: BriefContent) -> list[tuple[str, str, str]]:
    """Return (option's id, what it is called, law) for each with a stop or a breach.

    The law is that of the gravest rule broken; for a request that the gate stops, the regime that stops it.
    """
    found = []
    for name in options(content):
        report = (content.findings or {}).get(name)
        if _lawful(content, name, report) not in ("stop", "breach"):
            continue
        title = charter_titles(content).get(name, name)
        code = title.partition(" ")[0]
        found.append((name, code if CODE.fullmatch(code) else title, _law(content, report)))
    return found


def _law(content: BriefContent, report: Report | None) -> str:
    broken = [f for f in report.fired if f.code in LAWS and f.severity in ("stop", "error")] if report else []
    gravest = min(broken, key=lambda f: f.severity != "stop", default=None)
    asked = report is not None and report.charter.decider == "sponsor"  # the gate screens what a sponsor would give
    if asked and (gravest is None or gravest.severity != "stop"):
        stopped = [r for n in (content.screening or ())[:1] for i in n.items for r in i.having("stop")]
        if stopped:
            return stopped[0].name
    assert gravest is not None  # a stop or a breach comes from a rule of ``LAWS`` or from the gate
    return LAWS[gravest.code]


def _gate(content: BriefContent) -> str:
    notes = content.screening or ()
    return GATE.get(str(notes[0].verdict), "") if notes else ""


def _sound(report: Report | None) -> str:
    if report is None:
        return "not looked at"
    if report.stops:
        return "blocked"
    if any(f.severity == "error" for f in report.fired):
        return "faults"
    if _silent(report):
        return "silent"
    return "open" if report.questions else "no fault found"


def _silent(report: Report) -> bool:
    said, due = speaks_of(report)
    return said < HALF * due


def _agreed(content: BriefContent, name: str) -> str:
    found = (content.passage or {}).get(name)
    if found is None:
        return "no vote"
    if not found.told:
        return "ask again" if found.stale else "open"
    return {"carried": "passes", "lost": "fails"}.get(str(found.vote.outcome), "undecided")


def _staffed(content: BriefContent, name: str) -> str:
    plan = (content.plan or {}).get(name)
    if plan is None:
        return "not planned"
    if not plan.feasible:
        return "not as written"
    return "staffed" if plan.inducted >= STAFFED * plan.posts else "in part"


def _paid(content: BriefContent, name: str) -> str:
    """Return what the cost comes to against the money that the charter names: ``CharterCost.word``."""
    cost = (content.costs or {}).get(name)
    return cost.word if cost else "not priced"


def _projected(content: BriefContent, name: str) -> str:
    comparison = content.comparison
    if comparison is None:
        return "not projected"
    if not may_lead(content):
        return "cannot tell"
    mine = [v for v in telling(content) if _alone(v, name, comparison.status_quo)]
    if not mine or (mine[0].lower and mine[0].higher):
        return "cannot tell"
    return "fewer" if mine[0].lower else "more"


def _alone(verdict: PairVerdict, name: str, base: str) -> bool:
    """Return whether a comparison is of one option alone with the status quo."""
    return verdict.pair in (f"{name}+{base}", f"{base}+{name}") and verdict.against == f"{base}+{base}"
