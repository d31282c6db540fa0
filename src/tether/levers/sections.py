"""One file per section of a charter: which levers it sets, and how its rows are read.

A reading has ``levers`` (all that the section can set) and ``read(charter, status_quo, frame, first) -> settings``. To
let a mechanism hear another section: one file here, its row in ``HOST`` or ``SPONSOR``, and its words in
``codings.csv``.

What a reading is: the levers that a section can set, and the function that reads it.

``induction``: who is taken in, by name or as units, under which cap, screened and trained how far.

Where the charter was planned (``frame.plans``) its plan replaces its wish: ``intake`` follows, month by month, those
whom the plan has in, and ``cap`` is what the plan achieves, not what the text allows:

    cap = 1 − (1 − c)·(1 − k)        c: share of battalions led by their largest bloc, as if nothing were mixed there

k is the chance that a member's battalion mate comes from his militia. Whether a bloc survives as a militia or as the
umbrella over it nobody knows: k is drawn between the chance by militia and the chance by group.

``aid``: what a sponsor gives, item by item, to the army, to the guard or to a militia itself.

``exits``: places in work and school, for whom, and until when they are paid for.

Where the charter was planned, a group takes no more places than it has volunteers without a post.

``oversight``: a body outside the force, with powers.

``patrons``: how much of a foreign backer's support passes through the state by a written agreement.

``pay``: for how long the guard's pay is missing at hand-over, and until when there is money.

``powers``: whether men may be sent away from home.

``sharing``: a share at the centre that constrains, authority in the provinces, and the order of its transfer.

``trust``: what the older officers gain and lead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from tether.charter import ABSENT, UNKNOWN, Charter, Number
from tether.levers import on_paper
from tether.levers.codebook import (
    PLANNED,
    Range,
    ReadingContext,
    Setting,
    blank_section,
    coded,
    codings,
    combined,
    everywhere,
    flag,
    level,
    number,
    share_of,
)

__all__ = ["HOST", "SPONSOR", "Reading"]

Read = Callable[[Charter, Charter, ReadingContext, int], list[Setting]]


class Reading(NamedTuple):
    """``read(charter, status_quo, frame, first)`` returns settings of ``levers`` alone."""

    levers: tuple[str, ...]
    read: Read


INDUCTION_LEVERS = ("intake", "pace", "individual", "cap", "vetting", "training")
BLOC = "plan: whether a bloc is a militia or a group"
WEEKS = 8.0  # the unit of the lever and of ``train_gain``, so a definition


def read_induction(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the settings of every stream that comes from one of the case's groups."""
    section: Any = charter.induction
    blank = blank_section(section, INDUCTION_LEVERS, frame, first, "induction")
    if blank is not None:
        return [s for s in blank if s.lever != "pace"]
    settings = []
    for index, stream in enumerate(section):
        groups = frame.under(stream.from_)
        begins = max(first, frame.index(stream.starts, first))
        for group in groups:
            settings += _stream(
                _StreamTerms.of(stream, charter, status_quo, frame), group, f"induction.{index}", begins, len(groups)
            )
            if stream.ends:
                after = frame.index(stream.ends, 0) + 1
                settings.append(Setting("pace", group, 0.0, 0.0, after, f"induction.{index}.ends"))
    return _as_planned(settings, charter, status_quo, frame)


class _StreamTerms(NamedTuple):
    """A stream, and how much of its posts and of its training counts (``on_paper``)."""

    row: Any
    posts: tuple[float, float]
    taught: tuple[float, float]

    @classmethod
    def of(cls, stream: Any, charter: Charter, status_quo: Charter, frame: ReadingContext) -> _StreamTerms:
        if frame.carried_out:
            return cls(stream, (1.0, 1.0), (1.0, 1.0))
        asked = (on_paper.post_standing, on_paper.training_standing)
        posts, taught = (on_paper.counted(ask(stream, charter, status_quo)) for ask in asked)
        return cls(stream, posts, taught)


def _as_planned(found: list[Setting], charter: Charter, status_quo: Charter, frame: ReadingContext) -> list[Setting]:
    """Return the settings with intake and cap of planned groups as their plan achieves them."""
    planned, plan = frame.planned(charter), frame.plans.get(charter.id)
    if plan is None:
        return found
    begins = {s.group: s for s in reversed(found) if s.lever == "intake"}
    settings = [s for s in found if s.lever not in ("intake", "cap")]
    opens = min((s.first for s in begins.values()), default=0)
    for group, wished in begins.items():
        start, row, mine = wished.first, wished.path, planned.get(group)
        low, high = sorted((mine.concentration, mine.group_concentration)) if mine else (1.0, 1.0)
        caps = [1.0 - (1.0 - plan.command) * (1.0 - k) for k in (low, high)]
        settings.append(Setting("cap", group, caps[0], caps[1], start, BLOC, row=row))
        heads = mine.inducted if mine else (0,)
        least, most = _paid_share(row, charter, status_quo, frame)
        steps = [m for m in range(len(heads)) if m == 0 or heads[m] != heads[m - 1]]
        settings += [
            Setting("intake", group, least * heads[m], most * heads[m], max(start, opens + m), PLANNED, row=row)
            for m in steps
        ]
    return settings


def _paid_share(row: str, charter: Charter, status_quo: Charter, frame: ReadingContext) -> tuple[float, float]:
    """Return how much of a planned stream's posts counts; ``row``: the path of its intake."""
    section: Any = charter.induction
    return _StreamTerms.of(section[int(row.split(".")[1])], charter, status_quo, frame).posts


def _stream(terms: _StreamTerms, group: str, path: str, first: int, sharing: int) -> list[Setting]:
    stream = terms.row
    heads = number("intake", stream.intake, absent_is_unknown=True)
    mode = coded("induction.mode", stream.mode)
    contract = coded("induction.contract_with", stream.contract_with, absent=1.0)
    cap = number("cap", stream.max_group_share)
    mixing = coded("induction.commander_rule", stream.commander_rule, absent=1.0)
    ranges = {
        "intake": (terms.posts[0] * heads[0] / sharing, terms.posts[1] * heads[1] / sharing),
        "individual": (mode[0] * contract[0], mode[1] * contract[1]),
        "cap": (1.0 - mixing[1] * (1.0 - cap[0]), 1.0 - mixing[0] * (1.0 - cap[1])),
        "vetting": _vetting(stream.vetting),
        "training": tuple(c * t for c, t in zip(terms.taught, _training(stream.training), strict=True)),
    }
    said = {"intake": "intake", "individual": "mode", "cap": "max_group_share"}
    return [Setting(n, group, low, high, first, f"{path}.{said.get(n, n)}") for n, (low, high) in ranges.items()]


def _vetting(vetting: Any) -> Range:
    if vetting is UNKNOWN:
        return 0.0, 1.0
    if not vetting:
        return 0.0, 0.0
    depth = coded("vetting.level", "unsaid" if vetting.level is ABSENT else vetting.level)
    yes, no = (level("vetting.independent", w) for w in ("yes", "no"))
    alone = flag(vetting.independent, yes, no) if vetting.independent is not ABSENT else (no, yes)
    return depth[0] * alone[0], depth[1] * alone[1]


def _training(training: Any) -> Range:
    if training is UNKNOWN or (training and training.weeks is UNKNOWN):
        return 0.0, 1.0
    weeks = training.weeks if training else ABSENT
    if not isinstance(weeks, Number):
        return 0.0, 0.0
    return min(weeks.lo / WEEKS, 1.0), min(weeks.hi / WEEKS, 1.0)


AID_LEVERS = ("bypass", "protection", "army_aid", "lethal", "diversion", "escalation")
MANY = 3  # kinds of item at which help to the army counts as full
LETHAL = ("small-arms", "ammunition", "armour", "uas", "air-support", "night-vision", "isr-feed")


def read_aid(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return who is helped, who is left out against the status quo, and what lethal items go to groups."""
    rows = tuple(charter.aid or ())
    helped = {row.to for row in rows}
    before = {row.to for row in status_quo.aid or ()} if charter is not status_quo else helped
    settings = []
    if rows and helped <= set(frame.state):
        settings += everywhere("bypass", (1.0, 1.0), frame, first, "aid")
    kinds = len({row.item for row in rows if row.to in frame.state})
    army = coded("aid.army", "full" if kinds >= MANY else "some" if kinds else "none")
    settings += everywhere("army_aid", army, frame, first, "aid")
    left = level("aid.lost", "protection")
    lost = [g for g in frame.groups if g in before and g not in helped]
    settings += [Setting("protection", g, left, left, first, "aid") for g in lost]
    for group in frame.groups:
        items = [r for r in rows if group in frame.under(r.to) and _kills(r)]
        if items:
            share = share_of(len(items), level("aid.lethal", "full"))
            settings.append(Setting("lethal", group, share, share, first, "aid"))
            for name in ("diversion", "escalation"):
                low, high = _most(name, items)
                settings.append(Setting(name, group, low, high, first, f"aid.{name}"))
    return settings


def _kills(row: Any) -> bool:
    return row.lethal is True or (not row.lethal and row.lethal is not False and row.item in LETHAL)


def _most(name: str, items: list[Any]) -> Range:
    ranges = [coded(f"aid.{name}", getattr(r, name)) for r in items if getattr(r, name) is not UNKNOWN]
    return max((r[0] for r in ranges), key=float, default=0.0), max((r[1] for r in ranges), key=float, default=1.0)


EXITS_LEVERS = ("exit_places", "exit_funded")
CIVIL = (  # a lump of cash alone is no exit
    *("job-public", "job-private", "apprenticeship", "education", "scholarship"),
    *("business-capital", "land", "pension", "return-to-post"),
)


def read_exits(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return places by group (shared evenly where they are for all), and when their funding starts and stops."""
    section: Any = charter.exits
    blank = blank_section(section, EXITS_LEVERS, frame, first, "exits")
    if blank is not None:
        return blank
    places = {g: [0.0, 0.0] for g in frame.groups}
    begins, ends = [], []
    for exit_ in section:
        groups = frame.under(exit_.for_) if exit_.for_ else frame.groups
        least, most = (1.0, 1.0)
        if not frame.carried_out:
            least, most = on_paper.counted(on_paper.exit_standing(exit_, charter, status_quo))
        if exit_.kind in CIVIL and groups and most > 0:
            low, high = number("exit_places", exit_.places, absent_is_unknown=True)
            low, high = least * low, most * high
            for group in groups:
                places[group][0] += low / len(groups)
                places[group][1] += high / len(groups)
            begins.append(max(first, frame.index(exit_.starts, first)))
            ends.append(frame.index(exit_.funded_until or exit_.ends, 10_000))
    if not begins:
        return []
    start, stop = min(begins), max(ends) + 1
    for group, mine in frame.planned(charter).items():
        places[group] = [min(p, float(mine.left)) for p in places[group]]
    found = [Setting("exit_places", g, low, high, start, "exits") for g, (low, high) in places.items()]
    found += [Setting("exit_funded", g, 1.0, 1.0, start, "exits") for g in frame.groups]
    return found + [Setting("exit_funded", g, 0.0, 0.0, stop, "exits") for g in frame.groups]


OVERSIGHT_LEVERS = ("oversight",)


def read_oversight(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return what the bodies leave unwatched, together."""
    section: Any = charter.oversight
    blank = blank_section(section, OVERSIGHT_LEVERS, frame, first, "oversight")
    if blank is not None:
        return blank
    return everywhere("oversight", combined(_body(b) for b in section), frame, first, "oversight")


def _body(body: Any) -> Range:
    yes, no = (level("oversight.independent", w) for w in ("yes", "no"))
    alone = (no, yes) if body.independent is ABSENT else flag(body.independent, yes, no)
    if body.powers is UNKNOWN or body.powers is ABSENT:
        return 0.0, alone[1]
    strength = share_of(len(body.powers or ()), level("oversight.powers", "full"))
    return alone[0] * strength, alone[1] * strength


PATRONS_LEVERS = ("patron_cut",)


def read_patrons(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the cut of each group that a row names."""
    section: Any = charter.patrons
    blank = blank_section(section, PATRONS_LEVERS, frame, first, "patrons")
    if blank is not None:
        return [s for s in blank if s.drawn]
    settings = []
    for index, row in enumerate(section):
        low, high = _cut(row)
        settings += [Setting("patron_cut", g, low, high, first, f"patrons.{index}") for g in frame.under(row.to)]
    return settings


def _cut(row: Any) -> Range:
    if row.via_state is UNKNOWN:
        return 0.0, 1.0
    if row.via_state is not True:
        return 0.0, 0.0
    return coded("patrons.via_state", "agreement" if row.agreement else "unwritten")


PAY_LEVERS = ("pay_gap",)
MONTH = 30.0
LONGEST = 120  # months: an open end


def read_pay(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the gaps of the rows that pay a force into which this charter takes men."""
    section: Any = charter.pay
    blank = blank_section(section, PAY_LEVERS, frame, first, "pay")
    if blank is not None:
        return blank
    guards = {s.into for s in charter.induction or ()}
    settings = []
    for index, row in enumerate(section):
        if row.force not in guards:
            continue
        if row.gap_days is not ABSENT:
            settings += _gap(row.gap_days, frame, first, f"pay.{index}.gap_days")
        if row.funded_until:
            after = frame.index(row.funded_until, 0) + 1
            settings += everywhere("pay_gap", (1.0, 1.0), frame, after, f"pay.{index}.funded_until")
    return settings


def _gap(days: Any, frame: ReadingContext, first: int, path: str) -> list[Setting]:
    """Pay is missing for the days, spread evenly over the months they touch; unknown is drawn for one month."""
    if not isinstance(days, Number):
        span, length = number("pay_gap", days), 1
    else:
        length = max(1, math.ceil(days.hi / MONTH)) if math.isfinite(days.hi) else LONGEST
        span = min(days.lo / (MONTH * length), 1.0), min(days.hi / (MONTH * length), 1.0)
    return [
        *everywhere("pay_gap", span, frame, first, path),
        *everywhere("pay_gap", (0.0, 0.0), frame, first + length, path),
    ]


POWERS_LEVERS = ("role",)


def read_powers(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the deployment that each ``outside-home`` row allows the groups under its force."""
    settings = []
    for index, row in enumerate(charter.powers or ()):
        if row.power == "outside-home":
            sent = row.grant == "lead" and bool(row.places)  # an order to go there, not a leave to go anywhere
            low, high = coded("powers.outside-home", "sent" if sent else row.grant)
            settings += [Setting("role", g, low, high, first, f"powers.{index}.grant") for g in frame.under(row.force)]
    return settings


SHARING_LEVERS = ("central", "territorial", "orderly")


def read_sharing(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the three levers of power-sharing."""
    section: Any = charter.sharing
    blank = blank_section(section, SHARING_LEVERS, frame, first, "sharing")
    if blank is not None:
        return blank
    ranges = {
        "central": _central(section.central),
        "territorial": _territorial(section.territorial),
        "orderly": _orderly(section.territorial, charter.phases),
    }
    return [s for n, span in ranges.items() for s in everywhere(n, span, frame, first, f"sharing.{n}")]


def _central(rows: Any) -> Range:
    if rows is UNKNOWN:
        return 0.0, 1.0
    if not rows:
        return 0.0, 0.0
    if any(r.constrains is True for r in rows):
        return coded("sharing.central", "constrains")
    seats = level("sharing.central", "seats")  # without a say
    return seats, (level("sharing.central", "constrains") if any(r.constrains is UNKNOWN for r in rows) else seats)


def _territorial(part: Any) -> Range:
    if part is UNKNOWN:
        return 0.0, 1.0
    return coded("sharing.model", part.model, absent=0.0) if part else (0.0, 0.0)


def _orderly(part: Any, phases: Any) -> Range:
    if not part:
        return (0.0, 1.0) if part is UNKNOWN else (0.0, 0.0)
    kept = [part.crisis_rule, part.dispute_body, phases]
    low = sum(bool(k) for k in kept) / len(kept)
    open_ = sum(k is UNKNOWN for k in kept) / len(kept)
    return low, min(low + open_, 1.0) if part.crisis_rule is not ABSENT else low


TRUST_LEVERS = ("officer_posts", "officer_lead")


def read_trust(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return how far the two grievances are answered."""
    section: Any = charter.trust
    blank = blank_section(section, TRUST_LEVERS, frame, first, "trust")
    if blank is not None:
        return blank
    officers = section.officers
    return [s for n in TRUST_LEVERS for s in everywhere(n, _answer(n, officers), frame, first, "trust.officers")]


def _answer(lever: str, officers: Any) -> Range:
    if officers is UNKNOWN:
        return 0.0, 1.0
    name = f"trust.{lever}"
    spelt = [term.kind for term in officers or () if (name, term.kind) in codings()]
    return combined((level(name, kind), level(name, kind)) for kind in spelt)


HOST: dict[str, Reading] = {
    "induction": Reading(INDUCTION_LEVERS, read_induction),
    "pay": Reading(PAY_LEVERS, read_pay),
    "powers": Reading(POWERS_LEVERS, read_powers),
    "oversight": Reading(OVERSIGHT_LEVERS, read_oversight),
    "exits": Reading(EXITS_LEVERS, read_exits),
    "trust": Reading(TRUST_LEVERS, read_trust),
    "sharing": Reading(SHARING_LEVERS, read_sharing),
}
FIELDS: dict[str, frozenset[str]] = {  # of a section's rows: what its reading looks at; all else moves no lever
    "induction": frozenset(
        ("from_", "into", "mode", "contract_with", "intake", "max_group_share", "commander_rule", "vetting", "training")
    ),
    "pay": frozenset(("force", "gap_days", "funded_until", "payer", "base_month", "annual_budget")),
    "powers": frozenset(("force", "power", "grant", "places")),
    "oversight": frozenset(("body", "independent", "powers")),
    "exits": frozenset(("for_", "kind", "places", "cost", "capital", "delivered_by", "funded_until")),
    "aid": frozenset(("donor", "to", "item", "lethal", "diversion", "escalation")),
    "patrons": frozenset(("actor", "to", "via_state", "agreement")),
}
SPONSOR: dict[str, Reading] = {
    "aid": Reading(AID_LEVERS, read_aid),
    "patrons": Reading(PATRONS_LEVERS, read_patrons),
}
