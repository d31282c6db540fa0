"""The store: a set of claims, asked as of a date.

Cut-off. ``as_of(day)`` keeps what had surely *happened* by that day ("in 2015" is not kept in June 2015), and hides the
end of anything that ended later: nobody knew it would. ``as_of(day, published=True)`` keeps only what had also been
*published*. Without it, later literature about earlier facts stays and is marked: ``store.retrospective`` lists it.

Contradictions live side by side. ``standing()`` keeps, of what is known, what holds at the cut-off; ``interval()``
spans it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tether.errors import numbered
from tether.evidence.claims.model import GRADES, PUBLIC, Claim, ClaimSource, Interval, last_day

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("subject", "predicate", "object", "lo", "v", "hi", "unit", "basis", "tag", "grade")
DATES = ("happened_from", "happened_to", "known_from", "published")


@dataclass(frozen=True)
class Claims:
    """Claims of one country, in file order; ``cut_off`` is None before ``as_of``."""

    country: str
    claims: tuple[Claim, ...]
    cut_off: date | None = None
    withheld: int = 0  # claims marked internal that ``exportable`` left out

    def __repr__(self) -> str:
        unread, judged = (sum(c.tag == tag for c in self.claims) for tag in "RJ")
        known = f"as of {self.cut_off} (cut-off)" if self.cut_off else "without a cut-off"
        return (
            f"Claims on {self.country}: {len(self.claims):,} from {numbered(len(self.sources), 'source')}, {known}\n"
            f"  {unread:,} are facts that nobody read, to be checked before use; {judged:,} are judgements; each "
            "number in the unit that it carries"
        )

    def to_dataframe(self) -> pd.DataFrame:
        """Return one row per claim, in file order: what it says, in which unit, when, and who said it.

        ``lo ≤ v ≤ hi`` are float64, NaN where the claim gives no number; dates are text (YYYY-MM-DD), "" where no end
        is known; ``tag`` is S (seen), D (derived from seen figures), R (a fact recalled) or J (a judgement).
        """
        import pandas as pd

        rows = [self._row(claim) for claim in self.claims]
        frame = pd.DataFrame(rows, columns=[*COLUMNS, *DATES, "source", "cite", "where"])
        frame = frame.astype({"lo": float, "v": float, "hi": float})
        cut_off = str(self.cut_off) if self.cut_off else ""
        frame.attrs = {"country": self.country, "units": "as in the column unit", "cut_off": cut_off}
        return frame

    @staticmethod
    def _row(claim: Claim) -> list[Any]:
        days = [str(getattr(claim, name) or "") for name in DATES]
        return [*(getattr(claim, n) for n in COLUMNS), *days, claim.source.id, claim.source.cite, claim.where]

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def as_of(self, when: str | date, *, published: bool = False) -> Claims:
        """Return what may be known at the end of ``when`` (day or month); see the lecture above."""
        day = last_day(when)
        known = (c for c in self.claims if c.known_from <= day and not (published and c.published > day))
        return replace(self, claims=tuple(_without_hindsight(c, day) for c in known), cut_off=day)

    def after(self, when: str | date) -> Claims:
        """Return what happened after ``when``: for the page "what happened afterwards", and for nothing else."""
        day = last_day(when)
        later = tuple(c for c in self.claims if c.known_from > day)
        return replace(self, claims=later, cut_off=None)

    def about(self, subject: str, predicate: str | None = None, object: str | None = None) -> list[Claim]:
        """Return the claims on ``subject``, of one predicate and object where given."""
        known = self._by_subject.get(subject, ())
        return [c for c in known if predicate in (None, c.predicate) and object in (None, c.object)]

    def naming(self, object: str, predicate: str | None = None) -> list[Claim]:
        """Return the claims in which ``object`` is the object: its patrons, its parts' wholes, its foes."""
        return [c for c in self.claims if c.object == object and predicate in (None, c.predicate)]

    def standing(self, when: str | date | None = None) -> Claims:
        """Return the claims whose time holds ``when`` (default: the cut-off)."""
        day = last_day(when) if when is not None else self.cut_off
        if day is None:
            raise ValueError("standing() needs a date, or a store with a cut-off")
        return self._known if day == self.cut_off else self._holding(day)

    def _holding(self, day: date) -> Claims:
        return self.where(lambda c: c.period.holds(day))

    @cached_property
    def _known(self) -> Claims:
        """What holds at the cut-off, found once: a setting asks for it a thousand times."""
        assert self.cut_off is not None
        return self._holding(self.cut_off)

    @cached_property
    def _by_subject(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.subject, []).append(claim)
        return found

    def where(self, keep: Callable[[Claim], bool]) -> Claims:
        """Return the claims for which ``keep`` is true."""
        return replace(self, claims=tuple(c for c in self.claims if keep(c)))

    def without(self, *, source: str = "", recalled: bool = False, grades: Iterable[str] = ()) -> Claims:
        """Return the store without one source, without what is recalled, or with the given grades only."""
        wanted = set(grades)
        return self.where(
            lambda c: (
                (not source or c.source.id != source)
                and not (recalled and not c.seen)
                and (not wanted or c.grade in wanted)
            )
        )

    def exportable(self) -> Claims:
        """Return what its handling mark lets out of this machine; ``withheld`` counts the rest, since it was read."""
        kept = self.where(lambda c: c.handling == PUBLIC)
        return replace(kept, withheld=self.withheld + len(self) - len(kept))

    @property
    def internal(self) -> int:
        """Return how many claims are marked internal."""
        return sum(c.handling != PUBLIC for c in self.claims)

    @property
    def retrospective(self) -> tuple[Claim, ...]:
        """Return the claims published after the cut-off."""
        return tuple(c for c in self.claims if self.cut_off is not None and c.published > self.cut_off)

    @property
    def sources(self) -> dict[str, ClaimSource]:
        """Return the sources used, by id."""
        return {c.source.id: c.source for c in self.claims}

    def interval(
        self, subject: str, predicate: str, object: str | None = None, *, basis: str | None = None, unit: str = ""
    ) -> Interval | None:
        """Return the hull of the numbers that stand at the cut-off; None where nobody gave one.

        Only claims of one unit are spanned: that of ``unit``, else the unit of the best claim. ``v`` is the best
        claim's: seen before recalled, then the latest, then the better graded.
        """
        known = self.standing() if self.cut_off else self
        found = [c for c in known.about(subject, predicate, object) if c.v is not None and basis in (None, c.basis)]
        found = [c for c in found if unit in ("", c.unit)]
        if not found:
            return None
        best = max(found, key=_worth)
        found = [c for c in found if c.unit == best.unit]
        lows, highs = [c.lo for c in found if c.lo is not None], [c.hi for c in found if c.hi is not None]
        assert best.v is not None
        return Interval(min(lows), best.v, max(highs), best.unit, tuple(found))


def _without_hindsight(claim: Claim, day: date) -> Claim:
    if claim.happened_to is not None and claim.happened_to > day:
        return replace(claim, happened_to=None)
    return claim


def _worth(claim: Claim) -> tuple[bool, date, int]:
    return claim.seen, claim.happened_from, -list(GRADES).index(claim.grade)
