"""Who does the fighting, as far as the event data name anybody: deaths by the two sides' UCDP ids, up to a date.

    fighting(store, store.actor("islamic-state")).share      # share of deaths in state-based events, last 12 months

Deaths are those of the events in which the actor is a side, whoever killed whom. Where UCDP has no entry for an actor,
its fighting is in the data under another name or not at all, and the answer is "the data do not name it": never zero.
For a case of one's own the events are the case's, and an actor is a side where one of its names is the side's.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from tether.documents.spelling import key_of
from tether.documents.yaml_file import read_yaml
from tether.dossier.store import Store
from tether.theatre.actors import TheatreActor

if TYPE_CHECKING:
    from tether.evidence.events import Events

Row = tuple[str, int, int, int, int]  # month, type of violence, side a, side b, deaths
WINDOW = 12  # months before the cut-off, the cut-off's own included
PACK = Path(str(resources.files("tether.evidence"))) / "packs" / "claims"


@dataclass(frozen=True)
class Fighting:
    """One actor in the event data over a window of months.

    ``named``: whether the data have an entry for it; ``under``: the label that its fighting may be counted under.
    ``deaths``/``total``: deaths in events with it as a side, and in all events of state-based and non-state violence;
    ``against``: deaths by opponent's name; ``one_sided``: deaths of civilians the data lay to it.
    """

    named: bool
    data: str
    window: tuple[str, str]
    deaths: int = 0
    total: int = 0
    one_sided: int = 0
    against: tuple[tuple[str, int], ...] = ()
    under: str = ""

    @property
    def share(self) -> float | None:
        """Return the share of deaths in events with the actor as a side; None where it is not named."""
        return self.deaths / self.total if self.named and self.total else None


def fighting(store: Store, actor: TheatreActor, months: int = WINDOW) -> Fighting | None:
    """Return the actor's part in the fighting; None where no events of these months are at hand."""
    data = _tables().get(store.country)
    if data is None:
        return _in_own_events(store, actor, _window(store, months))
    first, last = _window(store, months)
    rows = [r for r in _rows(store.country) if first <= r[0] <= last]
    if not rows:
        return None  # the table ends before, or begins after: it says nothing of these months
    mine = frozenset(actor.ucdp)
    if not mine:
        return Fighting(False, data, (first, last), under=_label(store, actor))
    battles = [r for r in rows if r[1] != 3]
    own = [r for r in battles if mine & {r[2], r[3]}]
    return Fighting(
        named=True,
        data=data,
        window=(first, last),
        deaths=sum(r[4] for r in own),
        total=sum(r[4] for r in battles),
        one_sided=sum(r[4] for r in rows if r[1] == 3 and r[2] in mine),
        against=_opponents(store, own, mine),
    )


@dataclass(frozen=True)
class Party:
    """One side of the recorded fighting: its actor ("" where no actor of the theatre has the name), and its share."""

    name: str
    actor: str
    share: float  # of the deaths of all events of the window: those in which it is a side


def parties(store: Store, months: int = WINDOW) -> tuple[Party, ...]:
    """Return who does the fighting, the largest share first; none where the data name nobody.

    Of one-sided violence only the side that kills is a party: civilians are not.
    """
    sides = _named_sides(store, _window(store, months))
    total = sum(deaths for _, _, deaths in sides)
    counted: Counter[str] = Counter()
    for a, b, deaths in sides:
        counted.update(dict.fromkeys({n for n in (a, b) if n}, deaths))
    actors = {key_of(n): actor for actor in store.actors for n in actor.names}
    ids = {f"ucdp-{number}": actor for actor in store.actors for number in actor.ucdp}
    found = []
    for name, deaths in counted.most_common():
        actor = ids.get(name) or actors.get(key_of(name))
        printed = actor.name if actor else store.name_of(name)
        found.append(Party(printed, actor.id if actor else "", deaths / total if total else 0.0))
    return tuple(found)


def _named_sides(store: Store, window: tuple[str, str]) -> list[tuple[str, str, int]]:
    """Return each event's two sides and deaths: UCDP's ids of a shipped table, names of a case's own events."""
    first, last = window
    if store.country in _tables():
        rows = [r for r in _rows(store.country) if first <= r[0] <= last]
        return [(f"ucdp-{a}", f"ucdp-{b}" if kind != 3 else "", deaths) for _, kind, a, b, deaths in rows]
    events = _own_events(store)
    if events is None or "side_a" not in events.frame:
        return []
    frame = events.frame
    month = frame[f"date_{events.dated_by}"].dt.strftime("%Y-%m")
    here = frame[(month >= first) & (month <= last)]
    other = here["side_b"].fillna("").where(here["type_of_violence"] != 3, "")
    return [
        (str(a), str(b), int(deaths))
        for a, b, deaths in zip(here["side_a"].fillna(""), other, here["best"], strict=True)
    ]


def _in_own_events(store: Store, actor: TheatreActor, window: tuple[str, str]) -> Fighting | None:
    """Return the actor's part in the events of its case, told by the names of the sides; None where it has none."""
    events = _own_events(store)
    if events is None:
        return None
    frame = events.frame
    data = f"UCDP GED {events.card.version}" if events.card.version != "unknown" else events.card.file
    mine = {key_of(n) for n in actor.names}
    sides = [frame[side].fillna("").map(key_of) for side in ("side_a", "side_b")]
    month = frame[f"date_{events.dated_by}"].dt.strftime("%Y-%m")
    known = month <= window[1]
    own = [side.isin(mine) for side in sides]
    if not ((own[0] | own[1]) & known).any():
        return Fighting(False, data, window)
    here, battles, deaths = known & (month >= window[0]), frame["type_of_violence"] != 3, frame["best"]
    against: Counter[str] = Counter()
    for at, other in ((own[0], "side_b"), (own[1] & ~own[0], "side_a")):
        against.update(deaths[here & battles & at].groupby(frame[other]).sum().to_dict())
    return Fighting(
        named=True,
        data=data,
        window=window,
        deaths=int(deaths[here & battles & (own[0] | own[1])].sum()),
        total=int(deaths[here & battles].sum()),
        one_sided=int(deaths[here & ~battles & own[0]].sum()),
        against=tuple((str(name), int(total)) for name, total in against.most_common(6)),
    )


def _own_events(store: Store) -> Events | None:
    """Return the events of a case of one's own; None where there is no case, or it reads a shipped pack."""
    from tether.theatre import load
    from tether.theatre.open_panel import open_events

    if store.folder is None:
        return None
    tree = read_yaml(store.folder / "case.yaml", "a case (YAML)").tree
    named = tree.get("events") if isinstance(tree, dict) else None
    if not isinstance(named, dict) or not {"file", "data"} & set(named):
        return None
    country = str(tree.get("country"))
    theatre = load(store.folder / country if country.endswith((".yaml", ".yml")) else country)
    return open_events(named, theatre, store.folder)


def _opponents(
    store: Store, rows: list[tuple[str, int, int, int, int]], mine: frozenset[int]
) -> tuple[tuple[str, int], ...]:
    table = {number: a.name for a in store.actors for number in a.ucdp}
    counted: Counter[str] = Counter()
    for _, _, a, b, deaths in rows:
        other = b if a in mine else a
        counted[table.get(other, store.name_of(f"ucdp-{other}"))] += deaths
    return tuple(counted.most_common(6))


def _label(store: Store, actor: TheatreActor) -> str:
    """Return the name of the nearest whole that UCDP does have an entry for."""
    seen: set[str] = set()
    at = store.by_id.get(actor.part_of)
    while at is not None and at.id not in seen:
        if at.ucdp:
            return at.name
        seen.add(at.id)
        at = store.by_id.get(at.part_of)
    return ""


def _window(store: Store, months: int) -> tuple[str, str]:
    year, month = store.as_of.year, store.as_of.month
    start = year * 12 + month - 1 - (months - 1)
    return f"{start // 12}-{start % 12 + 1:02d}", f"{year}-{month:02d}"


@cache
def _tables() -> dict[str, str]:
    """Return what each country's shipped table was made from, in words."""
    with (PACK / "ged-tables.csv").open(encoding="utf-8", newline="") as file:
        return {row["country"]: row["data"] for row in csv.DictReader(file)}


@cache
def _rows(country: str) -> tuple[Row, ...]:
    """Return the rows of the shipped table."""
    with (PACK / f"ged-{country}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (r["month"], int(r["type"]), int(r["a"]), int(r["b"]), int(r["deaths"])) for r in csv.DictReader(file)
        )
