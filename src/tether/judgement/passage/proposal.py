"""A charter's own vote: the sheet read from its ``politics``, the count, and what past bills say of such counts.

    passage_of(charter, before="2015-06")

Each player with seats is a bloc; each without is a player outside. A row may give ``attendance`` and ``votes_for`` as
shares; where it does not, its position gives the words of ``bills.stances``. Seats that no row holds are a bloc of whom
nothing is known. Where at least half of the seats are so, or no passage is written, the answer is "cannot tell": a
count of guesses is not printed. What is learnt from past bills is bound to those decided by ``before``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tether.charter import Charter
from tether.charter.blanks import UNKNOWN, Blank, Number
from tether.charter.design import Design
from tether.judgement.passage.bills import stances
from tether.judgement.passage.calibration import Calibration, calibrated_on
from tether.judgement.passage.chamber import Ballots, Bloc, Interval, Outsider, Sheet, ballots

ENOUGH_SILENT = 0.5


@dataclass(frozen=True)
class PassageCount:
    """What a charter's vote comes to. ``why``: why it cannot be told; a ``count`` beside it is one of guesses."""

    charter: str
    venue: str  # who votes
    sheet: Sheet | None
    count: Ballots | None
    calibration: Calibration | None
    why: str = ""
    rivals: tuple[str, ...] = ()  # rival claimants to the state, who are not asked

    @property
    def told(self) -> bool:
        """Whether the count may be printed as an answer."""
        return self.count is not None and not self.why

    @property
    def calibrated(self) -> float | None:
        """Return the share as past bills bend it; None where it cannot be told."""
        return self.calibration.of(self.count.share) if self.count and self.told and self.calibration else None


def passage_of(
    charter: Charter, before: str = "", without: str = "", names: Mapping[str, str] | None = None
) -> PassageCount | None:
    """Return a charter's passage; None where nothing is put to a host's vote (a sponsor's choice, the status quo).

    ``without`` names a past bill that must not be learnt from: the charter's own. ``names``: how ids are printed.
    """
    design = Design(charter)
    if charter.decider == "sponsor" or not (charter.meta and (charter.meta.overlay or charter.decider != "both")):
        return None
    venue = design.at("politics.passage.venue")
    called = names or {}
    sheet, why = _sheet(design, called)
    rivals = design.at("politics.rival_claimants")
    return PassageCount(
        charter.id,
        "" if isinstance(venue, Blank) else called.get(venue, str(venue)),
        sheet,
        ballots(sheet) if sheet else None,
        calibrated_on(before, without),
        why,
        () if isinstance(rivals, Blank) else tuple(called.get(r, r) for r in rivals),
    )


def _sheet(design: Design, called: Mapping[str, str]) -> tuple[Sheet | None, str]:
    """Return the sheet, named by who votes: two charters put to one chamber share its luck."""
    passage = design.at("politics.passage")
    if isinstance(passage, Blank):
        return None, "no vote sheet is written: who votes, by which rule, and where the players stand"
    if isinstance(passage.rule, Blank):
        return None, "the rule of decision is not known"
    rows = [row for _, row in design.rows("politics.vetoes")]
    name = str(passage.venue)
    outsiders = tuple(
        Outsider(called.get(r.actor, r.actor), _stops(r)) for r in rows if passage.rule == "decree" or not _seated(r)
    )
    coupled = _coupled([p for _, p in design.rows("politics.packages")])
    if passage.rule == "decree":
        why = "" if outsiders else "it needs no vote, and nothing is written on who outside could stop it"
        return Sheet(name, "decree", (1, 1), (0, 0), (), outsiders, coupled), why
    if isinstance(passage.seats, Blank):
        return None, "the size of the chamber is not known"
    seats = _ends(passage.seats)
    blocs = _blocs(rows, seats, _present(passage, seats), called)
    needs = None if isinstance(passage.needs, Blank) else _ends(passage.needs)
    quorum = (0.0, seats[1] / 2 + 1) if isinstance(passage.quorum, Blank) else _ends(passage.quorum)
    sheet = Sheet(name, str(passage.rule), seats, quorum, blocs, outsiders, coupled, needs)
    silent = sheet.silent_share >= ENOUGH_SILENT
    return sheet, "nothing is known of where at least half of the members stand" if silent else ""


def _blocs(rows: list[Any], seats: Interval, usual: Interval, called: Mapping[str, str]) -> tuple[Bloc, ...]:
    found = [
        Bloc(called.get(r.actor, r.actor), _ends(r.seats), _share(r.attendance, usual), _favour(r))
        for r in rows
        if _seated(r)
    ]
    left = max(0.0, seats[0] - sum(b.seats[1] for b in found)), max(0.0, seats[1] - sum(b.seats[0] for b in found))
    words = stances()
    rest = Bloc("others", left, words["attendance", "unknown"], words["position", "unknown"])
    return (*found, rest) if left[1] > 0 else tuple(found)


def _favour(row: Any) -> Interval:
    if isinstance(row.votes_for, Number):
        return _ends(row.votes_for)
    return stances()["position", _stand(row)]


def _stand(row: Any) -> str:
    if row.position != "conditional":
        return str(row.position) if row.position in ("support", "oppose") else "unknown"
    met = [d.met for d in row.demands or ()]
    if met and all(m == "yes" for m in met):
        return "support"
    return "leaning" if met and all(m in ("yes", "partly") for m in met) else "conditional"


def _stops(row: Any) -> Interval:
    stand = {"support": "supports", "leaning": "supports", "oppose": "opposed"}.get(_stand(row), "undeclared")
    formal: Mapping[Any, str] = {True: "formal", UNKNOWN: "formal"}
    kind = formal.get(row.formal, "informal")
    word = stand if (kind, stand) == ("informal", "supports") else f"{kind}-{stand}"
    return stances()["veto", word]


def _coupled(packages: list[Any]) -> Interval:
    words = [
        "none" if p.passed is True or not (p.coupled or p.coupled is UNKNOWN) else "open" if p.coupled else "unknown"
        for p in packages
    ]
    low, high = 1.0, 1.0
    for word in words:
        least, most = stances()["coupled", word]
        low, high = low * least, high * most
    return low, high


def _present(passage: Any, seats: Interval) -> Interval:
    """Return the share present that the passage itself expects, or the usual one."""
    if isinstance(passage.attendance, Blank):
        return stances()["attendance", "unknown" if passage.attendance is UNKNOWN else "usual"]
    low, high = _ends(passage.attendance)
    return min(low / seats[1], 1.0), min(high / seats[0], 1.0)


def _seated(row: Any) -> bool:
    return isinstance(row.seats, Number) and row.seats.hi > 0


def _share(value: Any, otherwise: Interval) -> Interval:
    return otherwise if isinstance(value, Blank) else _ends(value)


def _ends(value: Any) -> Interval:
    return float(value.lo), float(value.hi)
