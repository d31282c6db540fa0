"""How the rules' findings stood beside what came of the coded cases: an honest table, and what it isn't worth.

    python -m studies.rules_against_cases    # the whole record as Markdown

For each coded case a family's *score* is the share of its coded rules that would fire (rules that read the same column
in the same way count once). Beside an outcome the score is judged by its concordance

    c = P(score in a bad case > score in a good case) + ½ P(equal)          ½ = no better than a coin

over all pairs of a bad and a good case, wartime cases apart, next to *baselines* of one column each. There are 21
cases, chosen and coded by one hand that knew how they ended, and some columns all but restate an outcome (a chain of
command from outside, and a militia that lived on inside). So c says how the coding hangs together, never how well a
finding predicts; a c of 1 is a sign of that, not of merit. To add a baseline: one line in ``BASELINES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tether.charter.rules import Rule, all_rules
from tether.precedents.cases import MEANS, CodedCase, coded_cases

Score = Callable[[CodedCase], float | None]
OUTCOMES = tuple(MEANS)
ARTICLE = ("PWR01", "PWR02", "PWR06", "EXT01", "EXT02")  # the article's lessons on sharing and exits
RESTATES = {"CMD": "indep", "IND": "indep", "AID": "indep", "LAW": "abuse", "TRU": "abuse"}  # outcome a column restates
SMALL = 3  # fewer cases than this on one side: the figure is printed, and said to mean nothing


class Fit(NamedTuple):
    """Concordance of a score with one outcome, and how many cases were bad and good; None where a side is empty."""

    concordance: float | None
    bad: int
    good: int

    @property
    def small(self) -> bool:
        """Whether one side holds too few cases to say anything."""
        return min(self.bad, self.good) < SMALL

    def __str__(self) -> str:
        value = "—" if self.concordance is None else f"{self.concordance:.2f}"
        return f"{value}{'*' if self.small else ''} ({self.bad}/{self.good})"


def concordance(pairs: Iterable[tuple[float, bool]]) -> float | None:
    """Return the share of (bad, good) pairs in which the bad case scores higher, ties counting half."""
    kept = list(pairs)
    bad, good = [s for s, b in kept if b], [s for s, b in kept if not b]
    if not bad or not good:
        return None
    return sum((x > y) + 0.5 * (x == y) for x in bad for y in good) / (len(bad) * len(good))


def fit(score: Score, outcome: str, wartime: bool | None = None) -> Fit:
    """Judge a score beside an outcome; ``wartime`` limits the cases to those during or after a war."""
    pairs = [
        (value, bad)
        for case in coded_cases()
        if wartime in (None, case.wartime)
        and (value := score(case)) is not None
        and (bad := case.bad(outcome)) is not None
    ]
    bads = sum(bad for _, bad in pairs)
    return Fit(concordance(pairs), bads, len(pairs) - bads)


def share_fired(rules: Iterable[Rule]) -> Score:
    """Return the score of a set of rules: the share of their coded columns on which they would fire."""
    tallies = {t for r in rules if (t := r.tally) is not None}

    def score(case: CodedCase) -> float | None:
        said = [fired for t in tallies if (fired := t.fires(case.fields.get(t.field))) is not None]
        return sum(said) / len(said) if said else None

    return score


def families() -> dict[str, list[Rule]]:
    """Return the coded rules of each family."""
    found: dict[str, list[Rule]] = {}
    for rule in all_rules():
        if rule.tally is not None:
            found.setdefault(rule.family, []).append(rule)
    return found


def _column(name: str, *values: str) -> Score:
    def score(case: CodedCase) -> float | None:
        coded = case.fields.get(name)
        return None if coded in (None, "unknown", "n/a") else float(str(coded) in values)

    return score


def _size(case: CodedCase) -> float | None:
    coded = case.fields.get("scope_n")
    return float(coded) if isinstance(coded, int | float) else None


BASELINES: dict[str, Score] = {
    "the war goes on": _column("context", "ongoing"),
    "no strong outsider": _column("third_party", "none", "light"),
    "size": _size,
    "commanders stay": _column("same_cmdr", "yes", "partial"),
    "a chain from outside": _column("outside_chain", "yes", "partial"),
}


def mean_fit(score: Score, wartime: bool | None = None) -> float:
    """Return the mean concordance over capture, relapse and abuse; ½ where none can be computed."""
    known = [
        f.concordance for o in ("indep", "relapse", "abuse") if (f := fit(score, o, wartime)).concordance is not None
    ]
    values = [c for c in known if c is not None]
    return sum(values) / len(values) if values else 0.5


def least_fitting(most: int = 6) -> list[tuple[str, float]]:
    """Return the coded rules whose findings hang together least with what came of the cases, worst first."""
    ranked = sorted((mean_fit(share_fired([rule])), rule.code) for rule in all_rules() if rule.tally is not None)
    return [(code, value) for value, code in ranked[:most]]


def record_text() -> str:
    """Return the whole record as Markdown: families beside baselines, in all, in war and after, and the poor fits."""
    apart = [rule for rule in all_rules() if rule.family not in RESTATES]
    rows: dict[str, Score] = {"all coded rules": share_fired(all_rules()), "all but those marked †": share_fired(apart)}
    rows |= {family: share_fired(rules) for family, rules in sorted(families().items())}
    cases = coded_cases()
    war = sum(case.wartime for case in cases)
    parts = [
        "# Findings beside outcomes",
        f"{len(cases)} cases, {war} of them during a war, chosen and coded by one hand that knew how they ended. "
        "A figure is the chance that a bad case breaks more of the rules than a good one (0.50 = a coin); in brackets "
        f"bad and good cases; * fewer than {SMALL} on one side, so that the figure means nothing; † the family's "
        "column all but restates that outcome. A figure of 1.00 shows how one coder's table hangs together. It "
        "describes these cases; it predicts nothing.",
    ]
    for title, wartime in (("All cases", None), ("During a war", True), ("After a war", False)):
        parts += [f"## {title}", _table(rows, BASELINES, wartime)]
    return "\n\n".join([*parts, "## What fits poorly", _poor()]) + "\n"


def _table(rows: dict[str, Score], baselines: dict[str, Score], wartime: bool | None) -> str:
    head = ["", *(MEANS[o] for o in OUTCOMES)]
    lines = [head, ["---"] * len(head)]
    for name, score in rows.items():
        marks = ["†" if RESTATES.get(name) == o else "" for o in OUTCOMES]
        lines.append([name, *(f"{fit(score, o, wartime)}{m}" for o, m in zip(OUTCOMES, marks, strict=True))])
    lines.append(["*one column:*", *[""] * len(OUTCOMES)])
    lines += [[name, *(str(fit(score, o, wartime)) for o in OUTCOMES)] for name, score in baselines.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _poor() -> str:
    whole, best = share_fired(all_rules()), BASELINES["a chain from outside"]
    apart = fit(share_fired([rule for rule in all_rules() if rule.family not in RESTATES]), "indep")
    worst = "; ".join(f"{code} {value:.2f}" for code, value in least_fitting())
    lessons = "; ".join(_in_war(code) for code in (*ARTICLE, "LAW01"))
    both = (fit(whole, "indep").concordance or 0.0, fit(best, "indep").concordance or 0.0)
    good = fit(whole, "indep", True).good
    return "\n".join(
        [
            f"- Mean over capture, relapse and abuse, lowest first: {worst}.",
            f"- The article's own lessons on power-sharing and exits, and the rule on law: {lessons}.",
            f"- All coded rules together reach {both[0]:.2f} for capture; one column, a chain of command from outside, "
            f"reaches {both[1]:.2f} by itself, and the families without a † {apart.concordance or 0:.2f}. "
            "The rules locate and explain; they add nothing to that column here.",
            f"- During a war only {good} case is coded as free of capture, so nothing can be said of capture there.",
        ]
    )


def _in_war(code: str) -> str:
    score = share_fired([rule for rule in all_rules() if rule.code == code])
    return f"{code} {mean_fit(score):.2f} (war {mean_fit(score, True):.2f}, after {mean_fit(score, False):.2f})"


if __name__ == "__main__":
    print(record_text())
