"""What the evidence knows of those whom a charter names, as of a day: lists, records, vetting, parts, patrons, sizes.

    known = Known(theatre.actors, claims.as_of("2015-06"), "iraq-2015")
    check(charter, known=known)
    known.listed("hashd-iran")       # Kata'ib Hizbollah, a part of it, is on a list of the United States since 2009

A charter's id stands for an actor of the theatre where the theatre has that id and the charter's own name for it, if
it writes one, is a name of that actor. Where the names have no word in common, or only the name agrees and not the id,
nothing is taken for known: whom the charter means is asked (``mistakable``).

Each fact carries the claims that it rests on. One that rests on a claim that nobody has read is not ``sure``: it is
asked about, and decides nothing. That nobody looked is no fact at all: ``listed`` returns (), and ``looked`` says so.
The state's own forces are read by the same rule as militias. Nothing here is about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tether.charter.schema import Charter
from tether.charter.values import When
from tether.documents.spelling import key_of
from tether.errors import UsageError
from tether.evidence.claims import Claim, Claims
from tether.evidence.claims.model import Interval

LARGER = ("force", "umbrella")  # kinds of actor that hold many units: a record of one is not the whole's
WHOLES = ("unit", "group", "umbrella", "force")
# Words that many groups share, and that tell none from another.
COMMON = frozenset(
    key
    for words in (
        "the and for of al force forces army armed group groups brigade brigades guard national popular local",
        "unit units organisation organization movement council military people party",
    )
    for key in words.split()
)
MOST_TOLD = 2  # claims on a record told in one sentence, the latest
RECALLED = "recalled, not read: check before use"


@dataclass(frozen=True)
class KnownFact:
    """A statement about one actor, with the claims that it rests on; none where the theatre or the charter says it."""

    said: str
    claims: tuple[Claim, ...] = ()
    source: str = ""  # where no claim stands behind it
    contested: bool = False  # another source says the opposite

    @property
    def sure(self) -> bool:
        """Whether all that it rests on was read, and nobody says the opposite."""
        return not self.contested and all(c.seen for c in self.claims)

    @property
    def cited(self) -> str:
        """The statement with source and date, and what must be said of it."""
        sources = list(dict.fromkeys(cited(c) for c in self.claims)) or [self.source] * bool(self.source)
        marks = [] if all(c.seen for c in self.claims) else [RECALLED]
        marks += ["a coder's judgement"] if any(c.basis == "judged" for c in self.claims) else []
        told = "; ".join([*sources, *marks])
        return f"{self.said} ({told})" if told else self.said


@dataclass(frozen=True)
class Listed:
    """Somebody on a list of terrorist or sanctioned groups: an actor itself, a part of it, or what it is part of."""

    who: str
    name: str
    holder: str  # the list, by who keeps it
    keeper: str  # the state or organisation whose list it is
    binds: str  # every-state, its-own, or "" where nobody says
    law: str
    fact: KnownFact
    through: tuple[KnownFact, ...] = ()  # how it belongs to the one asked about; () where it is that one

    @property
    def sure(self) -> bool:
        """Whether all that it rests on was read."""
        return self.fact.sure and all(f.sure for f in self.through)

    @property
    def cited(self) -> str:
        """Who is listed by whom since when, and how it belongs."""
        return "; ".join(f.cited for f in (self.fact, *self.through))


@dataclass(frozen=True)
class Known:
    """The actors of a theatre and the claims about them as of their cut-off; ``name`` is what a reader calls it."""

    actors: tuple[Any, ...]
    claims: Claims
    name: str = ""

    @property
    def as_of(self) -> str:
        """The day up to which it knows."""
        return str(self.claims.cut_off or "")

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """The actors by id."""
        return {a.id: a for a in reversed(self.actors)}

    @cached_property
    def _found(self) -> dict[str, tuple[Listed, ...]]:
        return {}  # what ``listed`` found, by id

    @cached_property
    def _standing(self) -> Claims:
        return self.claims.standing() if self.claims.cut_off else self.claims

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str], tuple[Claim, ...]]:
        found: dict[tuple[str, str], list[Claim]] = {}
        for claim in self._standing:
            found.setdefault((claim.subject, claim.predicate), []).append(claim)
        return {key: tuple(claims) for key, claims in found.items()}

    def name_of(self, identity: str) -> str:
        """Return the printed name of an id."""
        actor = self.by_id.get(identity)
        return actor.name if actor is not None else identity

    def knows(self, identity: Any, name: Any = None) -> bool:
        """Whether an id of a charter, with the name that it writes, stands for an actor of the theatre."""
        actor = self.by_id.get(identity) if isinstance(identity, str) else None
        if actor is None:
            return False
        return not isinstance(name, str) or not name or _alike(name, actor.names)

    def mistakable(self, identity: str, name: Any = None) -> tuple[str, ...]:
        """Return the ids of actors that a charter's group may be, where id or name alone agrees."""
        if self.knows(identity, name):
            return ()
        found = [identity] if identity in self.by_id else []
        if isinstance(name, str) and name:
            found += [a.id for a in self.actors if a.id != identity and any(key_of(name) == key_of(n) for n in a.names)]
        else:
            found += [a.id for a in self.actors if any(key_of(identity) == key_of(n) for n in a.names)]
        return tuple(dict.fromkeys(found))

    def listed(self, identity: str) -> tuple[Listed, ...]:
        """Return who of an actor, its parts and what it is part of stands on a list."""
        if identity not in self._found:
            reached = [(identity, ()), *self._below(identity), *self._above(identity)]
            self._found[identity] = tuple(x for who, through in reached for x in self._on_lists(who, through))
        return self._found[identity]

    def looked(self, identity: str) -> bool:
        """Whether anybody has said of the actor that it is, or is not, on a list."""
        said = (*self._about(identity, "designated-by"), *self._about(identity, "not-designated-by"))
        return bool(self.listed(identity) or said)

    def record(self, identity: str) -> tuple[str, KnownFact] | None:
        """Return the gravest word on the record of an actor and its parts, with its claims; None where no claim speaks.

        A part's record is told where the actor's own is not sure to be credible, with what makes it a part.
        """
        own = self._own_record(identity)
        if own and own[0] == "credible" and own[1].sure:
            return own
        for part, through in self._below(identity):
            found = self._own_record(part)
            if found and found[0] == "credible" and found[1].sure and all(f.sure for f in through):
                said = "; ".join([found[1].said, *(f.said for f in through)])
                return "credible", KnownFact(said, (*found[1].claims, *(c for f in through for c in f.claims)))
        return own

    def _own_record(self, identity: str) -> tuple[str, KnownFact] | None:
        """Return the gravest word (credible, alleged, lesser, …) on an actor's own record.

        A record counts whenever it happened; a remedy counts only where it is no older than the record.
        """
        claims = self.claims.about(identity, "abuse-record")
        by_word = {w: [c for c in claims if c.object.partition(":")[0] == w] for w in RECORD_ORDER}
        remedied = [c for c in by_word["remedied"] if c.seen]
        for word in RECORD_ORDER:
            found = by_word[word]
            if word == "credible" and remedied:
                last = max(c.happened_from for c in remedied)
                found = [c for c in found if c.happened_from > last]
            found = [c for c in found if c.seen] or found
            if found:
                told = sorted(found, key=lambda c: c.happened_from)[-MOST_TOLD:]
                words = "; ".join(c.object.partition(":")[2].strip() or word for c in told)
                more = f", and {len(found) - len(told)} more" if len(found) > len(told) else ""
                return word, KnownFact(f"{self.name_of(identity)}: {words}{more}", tuple(told))
        return None

    def vetted(self, identity: str, donor: Any, kind: str = "") -> KnownFact | None:
        """Return that a donor (any, where it is not named) has vetted an actor's men for a kind of support."""
        said = [c for c in self._about(identity, "vetted-by") if not isinstance(donor, str) or c.object == donor]
        said = [c for c in said if not kind or not c.kinds or kind in c.kinds]
        sure = tuple(c for c in said if c.seen) or tuple(said)
        if not sure:
            return None
        by = " and ".join(dict.fromkeys(the(self.name_of(c.object)) for c in sure))
        for_ = ", ".join(dict.fromkeys(k for c in sure for k in c.kinds))
        return KnownFact(
            f"the men of {self.name_of(identity)} were vetted by {by}{f' for {for_}' if for_ else ''}", sure
        )

    def patrons(self, identity: str) -> dict[str, KnownFact]:
        """Return the outside backers that stand behind an actor, each with what it gives, by id."""
        backers: dict[str, list[Claim]] = {}
        for claim in self._standing:
            if claim.predicate == "patron-of" and claim.object == identity:
                backers.setdefault(claim.subject, []).append(claim)
        return {who: self._backing(identity, who, claims) for who, claims in backers.items()}

    def _backing(self, identity: str, who: str, claims: list[Claim]) -> KnownFact:
        kinds = ", ".join(dict.fromkeys(k for c in claims for k in c.kinds))
        said = f"{self.name_of(who)} backs {self.name_of(identity)}" + (f" with {kinds}" if kinds else "")
        return KnownFact(said, tuple(c for c in claims if c.seen) or tuple(claims))

    def span(self, identity: str, predicate: str) -> Interval | None:
        """Return a number of an actor (size, ghost-share, seats) as the claims span it; None where none says."""
        return self.claims.interval(identity, predicate)

    def many_units(self, identity: str) -> bool:
        """Whether an actor is larger than one unit, so that a record of some of it is not that of all."""
        actor = self.by_id.get(identity)
        return actor is not None and actor.kind in LARGER

    def _about(self, identity: str, predicate: str) -> tuple[Claim, ...]:
        return self._by_subject.get((identity, predicate), ())

    def _on_lists(self, who: str, through: tuple[KnownFact, ...]) -> Iterator[Listed]:
        holders: dict[str, list[Claim]] = {}
        for claim in self._about(who, "designated-by"):
            holders.setdefault(claim.object, []).append(claim)
        denied = {c.object: c for c in self._about(who, "not-designated-by") if c.seen}
        for holder, claims in holders.items():
            said = tuple(c for c in claims if c.seen) or tuple(claims)
            against = (denied[holder],) if holder in denied else ()
            since = began(min(said, key=lambda c: c.happened_from))
            kept = self.by_id.get(holder)
            name, kept_by = self.name_of(who), the(self.name_of(holder))
            words = f"{name} is listed by {kept_by} since {since}"
            words += f", though another source says that it is on none ({cited(against[0])})" if against else ""
            binds, law = getattr(kept, "list_binds", ""), getattr(kept, "list_law", "")
            keeper = getattr(kept, "part_of", "") or holder
            yield Listed(
                who, name, holder, keeper, binds, law, KnownFact(words, said, contested=bool(against)), through
            )

    def _below(self, identity: str) -> Iterator[tuple[str, tuple[KnownFact, ...]]]:
        """Yield the parts of an actor, and theirs, each with the facts that make it a part."""
        seen = {identity}
        left: list[tuple[str, tuple[KnownFact, ...]]] = [(identity, ())]
        while left:
            whole, through = left.pop(0)
            for part, fact in self._parts(whole):
                if part not in seen:
                    seen.add(part)
                    left.append((part, (*through, fact)))
                    yield part, (*through, fact)

    def _parts(self, whole: str) -> Iterator[tuple[str, KnownFact]]:
        made: dict[str, list[Claim]] = {}
        for claim in self._about(whole, "composed-of"):
            made.setdefault(claim.object, []).append(claim)
        for part, claims in made.items():
            said = f"{self.name_of(part)} is a part of {self.name_of(whole)}"
            yield part, KnownFact(said, tuple(c for c in claims if c.seen) or tuple(claims))
        for actor in self.actors:
            if actor.part_of == whole and actor.id not in made:
                yield actor.id, self._as_the_theatre_has_it(actor.id, whole)

    def _above(self, identity: str) -> Iterator[tuple[str, tuple[KnownFact, ...]]]:
        """Yield what an actor is part of, and that is part of: whoever is part of a listed group is of it."""
        here, seen = identity, {identity}
        through: tuple[KnownFact, ...] = ()
        while (actor := self.by_id.get(here)) is not None and actor.part_of and actor.part_of not in seen:
            above = self.by_id.get(actor.part_of)
            if above is None or above.kind not in WHOLES or above.kind == "umbrella":
                return  # an umbrella is a label over several: its listing is its own
            through = (*through, self._as_the_theatre_has_it(here, above.id))
            seen.add(above.id)
            here = above.id
            yield here, through

    def _as_the_theatre_has_it(self, part: str, whole: str) -> KnownFact:
        said = f"{self.name_of(part)} is a part of {self.name_of(whole)}"
        return KnownFact(said, source="the theatre's table of actors, undated")


def known_in(theatre: Any, charter: Charter, as_of: str = "") -> Known:
    """Return what the shipped claims on a theatre's country know: as of a day, else of the charter's own date.

    A charter's date is when it was drafted, else when it starts to act, else today: nothing later may be used.

    Raises:
        UsageError: ``as_of`` is no date.
    """
    from tether.evidence.claims import claims_file, last_day, load_claims

    try:
        day = last_day(as_of) if as_of else date_of(charter)
    except ValueError as error:
        raise UsageError(f"--as-of: {error}") from None
    shipped = claims_file(theatre.id) is not None
    claims = load_claims(theatre.id) if shipped else Claims(theatre.id, ())
    return Known(theatre.actors, claims.as_of(day).exportable(), theatre.id)


def date_of(charter: Charter) -> date:
    """Return the day up to which a charter may know: its draft's, else its start's, else today."""
    for key in ("meta.drafted", "meta.starts"):
        day = charter.at(key)
        if isinstance(day, When):
            return day.hi
    return date.today()


RECORD_ORDER = ("credible", "alleged", "lesser", "remedied", "none-found")


def the(name: str) -> str:
    """Return a name with its article, where English gives it one: the United States, the European Union."""
    return f"the {name}" if name.startswith(("United ", "European ")) else name


def began(claim: Claim) -> str:
    """Return when what a claim says began: a day, or a month or year where the source gives no more."""
    first, last = claim.happened_from, claim.known_from
    if first == last:
        return str(first)
    return f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else str(first.year)


def spanned(found: Interval) -> str:
    """Return a number of the evidence with its best source, and that it is recalled where nobody read it."""
    share = found.unit == "share"
    lo, hi = (f"{100 * x:.3g} %" if share else f"{x:,.10g}" for x in (found.lo, found.hi))
    best = max(found.claims, key=lambda c: (c.seen, c.happened_from))
    marks = f"; {RECALLED}" if found.recalled else ""
    return f"{lo if lo == hi else f'{lo} to {hi}'} ({cited(best)}{marks})"


def cited(claim: Claim) -> str:
    """Return who said a claim, when: short enough for a line."""
    source = claim.source
    return ", ".join(p for p in (source.author or source.outlet, source.title, source.dated) if p)


def _alike(name: str, names: Iterable[str]) -> bool:
    """Whether a name that a charter writes can be one of an actor's: they share a word that tells groups apart."""
    own = _telling(name)
    return any(key_of(name) == key_of(n) or own & _telling(n) for n in names)


def _telling(name: str) -> set[str]:
    return {w for w in key_of(name).split() if len(w) > 2 and w not in COMMON}
