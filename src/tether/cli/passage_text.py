"""Votes as text and as JSON: a case's charters, or past bills with the scores of every method."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tether.brief.sections.agreed import blocs_table, passage_table
from tether.brief.wording.agreed import calibration_sentence, miss_sentence, passage_sentence, score_sentence
from tether.judgement.passage import ballots, calibrated_on, coded_bills, scored
from tether.report.numbers import measure


def of_case(name: str, charters: Iterable[Path], as_json: bool) -> str:
    """Return what becomes of each charter's vote, as known by the case's cut-off."""
    from tether.case import open_case
    from tether.case.bargaining import passages

    case = open_case(name)
    named = list(charters)
    read = case.read_charters(named) if named else case.charters
    found = passages(case, read.values())
    if as_json:
        tables = {"passage": passage_table(found), "blocs": blocs_table(found)}
        return json.dumps({n: json.loads(t.to_json(orient="records")) for n, t in tables.items()}, indent=1)
    titles = {n: str(charter.at("meta.title") or n) for n, charter in read.items()}
    lines = [passage_sentence(n, titles[n], p).text for n, p in found.items()]
    if not lines:
        return f"{name}: none of these charters is put to a host's vote"
    return "\n".join([*lines, "", calibration_sentence(calibrated_on(str(case.spec.cut_off))).text])


def of_bills(as_json: bool) -> str:
    """Return the past bills, each left out in turn and then each from earlier ones alone, and every method's score."""
    alone, ahead = scored(), scored(ahead=True)
    if as_json:
        parts = {"left_out": alone, "from_earlier_bills": ahead}
        tables = {f"{n}_{k}": getattr(s, k) for n, s in parts.items() for k in ("bills", "scores")}
        return json.dumps({n: json.loads(t.to_json(orient="records")) for n, t in tables.items()}, indent=1)
    lines = ["bill                            decided     in force  count  bent   no quorum  voted down  stopped  tied"]
    for bill, row in zip(coded_bills(), alone.bills.itertuples(), strict=True):
        n = ballots(bill.vote)
        fates = f"{n.no_quorum:>9}  {n.voted_down:>10}  {n.stopped:>7}  {n.fell_with_another:>4}"
        ended = "yes" if bill.in_force else "no"
        lines.append(f"{bill.id:<31} {bill.decided}  {ended:<8}  {row.count:.3f}  {row.calibrated:.3f}  {fates}")
    for title, told in (("each left out in turn", alone), ("each from bills decided before it was coded", ahead)):
        lines += ["", f"{title}: {len(told.bills)} bills", "method       Brier   log     gain on a coin"]
        lines += [
            f"{r.method:<11}  {r.brier:.3f}   {r.log_score:.3f}   {r.gain_on_coin:+.3f} ± {r.coin_error:.3f}"
            for r in told.scores.itertuples()
        ]
        lines.append(f"weight of the base rate: {measure(told.weights[0])} to {measure(told.weights[1])}")
    return "\n".join([*lines, "", score_sentence(alone).text, miss_sentence(alone).text])
