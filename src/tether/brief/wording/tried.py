"""Sentences about past cases: which share most clauses with a charter, and what came of them, as counts.

No sentence says that a clause brought an outcome about. Wartime cases are counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from tether.charter.cases import MEANS
from tether.charter.likeness import Precedents, SimilarCase
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, word

OUTCOMES = {"indep": MEANS["indep"], "relapse": MEANS["relapse"], "abuse": MEANS["abuse"], "survive": MEANS["survive"]}


def tried_sentences(name: str, title: str, found: Precedents) -> tuple[Sentence, ...]:
    """Return what came of the nearest cases, in wartime and after a war, and how far they disagree."""
    if not found.near:
        return (Sentence(f"{title}: no past case is near; {found.why}.", f"tried/{name}"),)
    closest = max(found.near, key=lambda n: (n.likeness, len(n.shared)))
    known = len(closest.shared) + len(closest.differing)
    start = (
        f"{title}: of {count(found.searched)} past cases the nearest {word(len(found.near))} share "
        f"{_range(found.near)} of the clauses known on both sides; nearest is {closest.case.name} "
        f"({count(len(closest.shared))} of {count(known)})."
    )
    parts = [_counts(found.near, True, "In wartime"), _counts(found.near, False, "After a war")]
    disagree = _disagreement(found.near)
    return tuple(Sentence(text, f"tried/{name}") for text in (start, *parts, disagree) if text)


def outcome_words(near: SimilarCase) -> tuple[str, ...]:
    """Return what came of one case, a line each."""
    if near.case.outcomes.get("enacted") == "no":
        return ("it never came about",)
    said = []
    for outcome, meaning in OUTCOMES.items():
        bad = near.case.bad(outcome)
        said.append(f"{meaning}: {'not known' if bad is None else 'yes' if bad else 'no'}")
    return (*said, "read after the cut-off") if near.later else tuple(said)


def _range(near: Sequence[SimilarCase]) -> str:
    low, high = (count(100 * f(n.likeness for n in near)) for f in (min, max))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _counts(near: Sequence[SimilarCase], wartime: bool, when: str) -> str:
    cases = [n for n in near if n.case.wartime == wartime]
    if not cases:
        return f"{when}: none."
    formed = [n for n in cases if n.case.outcomes.get("enacted") != "no"]
    said = [f"it never came about in {count(len(cases) - len(formed))} of {count(len(cases))}"]
    for outcome, meaning in OUTCOMES.items():
        known = [bad for bad in (n.case.bad(outcome) for n in formed) if bad is not None]
        said += [f"{meaning} in {count(sum(known))} of {count(len(known))}"] if known else []
    return f"{when} ({count(len(cases))}): {'; '.join(said if len(formed) < len(cases) else said[1:])}."


def _disagreement(near: Sequence[SimilarCase]) -> str:
    bad = [n for n in near if n.ended_badly is True]
    good = [n for n in near if n.ended_badly is False]
    if not (bad and good):
        return "They do not disagree in how they ended." if len(near) > 1 else ""
    if len(bad) == len(good):
        return f"By most of these signs {count(len(bad))} ended badly and {count(len(good))} did not."
    few, end, others = (bad, "ended badly", "did not") if len(bad) < len(good) else (good, "did not end badly", "did")
    names = listed(n.case.name for n in few)
    return f"By most of these signs {names} {end}; the others {others}."
