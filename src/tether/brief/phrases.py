"""Fixed words that several parts of a brief print: the plan of sections, shared headings, the frame of the page.

A word that one section alone prints stands at the head of that section’s own file.
"""

from __future__ import annotations

NOT_SCORED = "Track record: not scored."

STAMP = "UNSCREENED"
STAMP_MEANS = "No charter in this brief has been screened for lawfulness. It advises no choice."
RETROSPECTIVE = "retrospective"
RETROSPECTIVE_MEANS = (
    "Retrospective: the case knows nothing that happened after its cut-off, but it reads later releases of the "
    "event data and later literature."
)

RETROSPECTIVE_CLAIMS = (
    "Retrospective: the case knows nothing that happened after its cut-off, but it reads what was written later of "
    "what came before."
)


def retrospective_means(recorded: bool) -> str:
    """Return what retrospective means in a brief, with a record of events or without one."""
    return RETROSPECTIVE_MEANS if recorded else RETROSPECTIVE_CLAIMS


# Every section of the plan, so that a reader sees which rooms this brief has not been through.
PLAN = {
    1: "The question",
    2: "Is it lawful?",
    3: "Where it was tried before",
    4: "The design’s faults",
    5: "Can it be agreed, staffed, paid?",
    6: "What the record says",
    7: "What you would have to believe",
    8: "Signposts",
    9: "Assumptions",
    10: "Data, sources, rerun",
}
ANNEX = "{}: annex"
AGREED = "Can it be agreed?"
ABSENT = "not in this brief"
MORE_ON_SCREEN = "{} more on screen"
STOPS = "The blocking faults, each in a line"

WORLDS = (
    "A world is one sample of what nobody knows, under one authored theory. Counts of worlds say how far a "
    "statement depends on the assumptions. They say nothing of how often it would come true."
)
BREAK_EVENS = "Break-even"
LEFT_OUT = "What the model leaves out"
THEORIES_ARE = "The theories are rival accounts of what decides: {}."
INTENDED_USE = (
    "Not legal advice; not for targeting; not for a party to a conflict as sole user. Read INTENDED_USE.md before"
    " use. A person signs for the choice; the software signs for nothing."
)
CUT_OFF = "cut-off"
SEED = "seed"
RUN = "run"
DATA = "data"
NO_DATA = "claims and texts, no event data"
NO_RECORD = "Record and projection: none, for the case names no events (section 6 says how to add them)."
