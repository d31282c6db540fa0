"""The screen: one request, one decider, one date → a screening note. Regimes in, results out; nothing is weighed.

    note = screen(read_request("request.yaml"), "us")
    note.verdict          # "stop": some item has a stop, whatever the others say
    note.items[2].having("stop")[0].clearing.authority

Embargoes are read first, because other regimes refer to them (``item.under-embargo``).

Applies one regime's test to the facts, with what is unknown left unknown.

The rules of a regime are read in order and the first that holds gives the result. Where facts are unknown, the rules
are read under every completion of the unknown ones: if all completions give one result, that is the result, unknown or
not; if they differ, the result is *open*, and the facts on which it turns are the questions to be answered.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tether.dossier.profile import ORDER, WORDS, Result, SourceDependence, sentence
from tether.dossier.store import Store, open_store
from tether.evidence.claims import Claim, ClaimSource
from tether.gate.catalogue import Decider, Item, catalogue, decider
from tether.gate.facts import paper_facts, recipient_facts, supposed_facts
from tether.gate.note import Distance, FactFinding, ItemScreen, LawClock, RegimeResult, ScreeningNote, worst
from tether.gate.questions import ITEM, RECIPIENT
from tether.gate.regimes import Regime, RegimeRule, Truth, load_regimes
from tether.gate.request import Request, RequestedItem, distance
from tether.report.blocks import Sentence

COSTS = ("share-of-fighting", "event", "losses", "effectiveness", "controls")  # what tells the cost of refusing
UNDER_EMBARGO = "item.under-embargo"
TRUTH = {"yes": True, "no": False, "unknown": None}


def screen(
    request: Request,
    who: str | Decider,
    as_of: str | date = "",
    *,
    store: Store | None = None,
    regimes: Iterable[Regime] | None = None,
    recipient: str = "",
    candidates: tuple[str, ...] = (),
) -> ScreeningNote:
    """Return the note for a request. ``as_of`` defaults to its date; ``recipient`` asks for another unit in its place.

    ``candidates`` are entries of a user's list that may be the recipient (``lists.screen``): each leaves the listing
    an open question.
    """
    one = decider(who) if isinstance(who, str) else who
    store = store or open_store(request.country, as_of or request.date)
    unit = store.actor(recipient or request.unit)
    facts = _facts(request, store, one, unit.id, candidates)
    filed = tuple(regimes or load_regimes())
    bound = [r for r in filed if r.reaches(one.kinds, request.country, store.as_of)]
    screened = [_item(a, catalogue()[a.item], facts, bound, store.as_of) for a in request.items]
    items = tuple(i for i, _ in screened)
    refusal = _refusal(request, store)
    return ScreeningNote(
        id=f"{request.id}-{one.id}",
        title=request.title,
        country=request.country,
        decider=one.id,
        decider_name=one.name,
        as_of=str(store.as_of),
        recipient=unit.id,
        recipient_name=unit.name,
        request_text=_asks(request, store),
        facts=facts + tuple(f for _, found in screened for f in found),
        items=items,
        refusal=refusal,
        distance=_distance(request, store),
        decision=request.decision,
        supposed=bool(request.supposed),
        retrospective=_later(facts, store.as_of),
        candidates=candidates,
        sources=_sources(facts, refusal, store),
        clock=law_clock(filed, one.kinds, request.country, store.as_of),
    )


def _later(facts: Iterable[FactFinding], day: date) -> bool:
    """Whether a source was published after the day."""
    return any(c.published > day for f in facts for c in f.claims)


def law_clock(regimes: Iterable[Regime], kinds: Iterable[str], country: str, day: date) -> LawClock:
    """Return how far the law reaches that concerns deciders of these kinds in a country, seen from a day."""
    bound_by = tuple(kinds)
    filed = sorted((r for r in regimes if r.concerns(bound_by, country)), key=lambda r: r.id)
    return LawClock(
        as_of=str(min((r.as_of for r in filed), default=date.min)),
        looks=tuple((r.id, r.name, str(r.as_of)) for r in filed),
        stale=tuple(r.id for r in filed if r.stale(day)),
        of_country=any(r.countries for r in filed),
    )


def _facts(
    request: Request, store: Store, one: Decider, unit: str, candidates: tuple[str, ...]
) -> tuple[FactFinding, ...]:
    """Return what is known of the recipient as this decider sees it, then what the papers say."""
    known = supposed_facts(request, recipient_facts(store, unit, one))
    papers = supposed_facts(request, paper_facts(request, store))
    return _from_the_giver(_with_candidates(known, one, candidates), one) + papers


def _item(
    asked_item: RequestedItem, item: Item, facts: tuple[FactFinding, ...], regimes: list[Regime], day: date
) -> tuple[ItemScreen, tuple[FactFinding, ...]]:
    own = {f.name: f for f in item.facts}
    truth = {f.name: TRUTH[f.value] for f in facts} | {n: TRUTH[f.value] for n, f in own.items()}
    truth |= {n: TRUTH[f.value] for n, f in ((f.name, f) for f in facts) if n in ITEM}  # supposed for the exercise
    results = [apply(r, r.on(day), item.id, truth) for r in regimes if r.kind == "embargo"]
    embargo = _under_embargo(results)
    truth[UNDER_EMBARGO] = TRUTH[embargo.value]
    results += [apply(r, r.on(day), item.id, truth) for r in regimes if r.kind != "embargo"]
    ranked = tuple(sorted((_renamed(r, item.id) for r in results), key=lambda r: ORDER.index(r.result)))
    found = tuple(
        FactFinding(f"{f.name}@{item.id}", f"{item.name}: {f.question}", f.value, f.basis, f.because)
        for f in (*own.values(), embargo)
    )
    return ItemScreen(item.id, item.name, asked_item.quantity, ranked, item.conditions), found


def _under_embargo(results: list[RegimeResult]) -> FactFinding:
    gravest = worst(r.result for r in results)
    value = {"stop": "yes", "open": "unknown"}.get(gravest, "no")
    because = "; ".join(r.name for r in results if r.result == gravest) or "no embargo binds here"
    return FactFinding(UNDER_EMBARGO, ITEM[UNDER_EMBARGO], value, "regimes", because)  # type: ignore[arg-type]


def _renamed(result: RegimeResult, item: str) -> RegimeResult:
    return replace(result, hangs_on=tuple(f"{n}@{item}" if n in ITEM else n for n in result.hangs_on))


def _with_candidates(
    facts: tuple[FactFinding, ...], who: Decider, candidates: tuple[str, ...]
) -> tuple[FactFinding, ...]:
    if not candidates:
        return facts
    because = f"may be the recipient, for a person to decide: {'; '.join(candidates)}"
    return tuple(
        replace(f, value="unknown", because=because) if f.name == f"recipient.listed-{who.list}" else f for f in facts
    )


def _from_the_giver(facts: tuple[FactFinding, ...], who: Decider) -> tuple[FactFinding, ...]:
    """Whether the item comes from a certain country is a fact about the giver."""
    given = {name for name, row in RECIPIENT.items() if row.given_by and row.given_by in who.kinds}
    because = f"{who.name} is the giver"
    return tuple(replace(f, value="yes", basis="decider", because=because) if f.name in given else f for f in facts)


def _asks(request: Request, store: Store) -> tuple[Sentence, ...]:
    unit = store.actor(request.unit)
    voice, channel = request.voice or "a spokesman", request.channel or "a message"
    said = [
        f"The request was made by {voice} on {request.date} (how it came: {channel}). The help would go to {unit.name}."
    ]
    if request.threat:
        far = f", said to be {request.threat.said} away" if request.threat.said else ""
        at = f" at {store.name_of(request.threat.place)}" if request.threat.place else ""
        who = store.name_of(request.threat.actor) if request.threat.actor else "not named"
        said.append(f"The threat: {who}{at}{far}.")
    said += [f"Losses, as said: {request.losses}."] if request.losses else []
    said += [f"Urgency, as said: {request.urgency}."] if request.urgency else []
    said.append("Asked for: " + "; ".join(f"{a.said or a.item} ({a.quantity})" for a in request.items) + ".")
    return tuple(Sentence(s) for s in said)


def _refusal(request: Request, store: Store) -> tuple[Sentence, ...]:
    """Return what refusing costs: the claims on the subjects that the request names, and the lawful ways left."""
    claims = [c for s in request.refusal for c in store.claims.about(s) if c.seen and c.predicate in COSTS]
    told = [sentence(c, store.names) for c in claims if _recent(c, store.as_of)]
    ways = dict.fromkeys(f"{catalogue()[a.item].name}: {catalogue()[a.item].lawful_way}" for a in request.items)
    told += [Sentence(f"What stays lawful or nearer to it. {way}.") for way in ways]
    no_number = "No estimate of lives lost or saved by refusing was found; none is given."
    return (*told, Sentence(no_number))


def _distance(request: Request, store: Store) -> Distance | None:
    if request.threat is None or not (request.threat.start and request.threat.towns and request.threat.place):
        return None
    found = distance(request.threat)
    return replace(found, road=store.name_of(found.road))


def _recent(claim: Claim, day: date) -> bool:
    """Whether it is of the two years before the day."""
    return claim.happened_to is None or (day - claim.happened_to).days < 730


def _sources(facts: Iterable[FactFinding], refusal: Iterable[Sentence], store: Store) -> tuple[ClaimSource, ...]:
    found = {c.source.id: c.source for f in facts for c in f.claims}
    told = (s for sentence in refusal for s in sentence.sources)
    return tuple((found | {s: store.claims.sources[s] for s in told}).values())


def note_leaning(store: Store, note: Callable[[Store], ScreeningNote]) -> tuple[SourceDependence, ...]:
    """Return the sources without which some item's verdict changes; ``note`` screens on a given store.

    The last row tells what changes without all that is recalled, if anything does.
    """
    whole = {i.id: i.verdict for i in note(store).items}
    found = []
    for source in note(store).sources:
        found += _verdicts_moved(source.id, whole, note(store.without(source=source.id)))
    return tuple(found + _verdicts_moved("what is recalled", whole, note(store.without(recalled=True))))


def _verdicts_moved(source: str, whole: dict[str, Result], other: ScreeningNote) -> list[SourceDependence]:
    moved = [
        f"{i.name} goes from {WORDS[whole[i.id]]} to {WORDS[i.verdict]}"
        for i in other.items
        if i.verdict != whole[i.id]
    ]
    return [SourceDependence(source, "; ".join(moved))] if moved else []


MOST_UNKNOWN = 12  # 4,096 completions; a test that asks for more unknown facts is refused rather than sampled


def apply(regime: Regime, rules: Sequence[RegimeRule], item: str, facts: Mapping[str, Truth]) -> RegimeResult:
    """Return the regime's result for one item under three-valued facts."""
    asked = sorted({name for rule in rules for name in rule.when.names})
    unknown = [name for name in asked if facts.get(name) is None]
    if len(unknown) > MOST_UNKNOWN:
        raise ValueError(f"{regime.id}: {len(unknown)} unknown facts")
    outcomes = {
        values: _first(rules, {**facts, **dict(zip(unknown, values, strict=True))})
        for values in itertools.product((True, False), repeat=len(unknown))
    }
    reached = set(outcomes.values())
    results = {rules[i].then for i in reached}
    if len(results) == 1:
        rule = rules[min(reached)]
        turning = _turning(outcomes, unknown, rules) or _pivots(rules, asked, unknown, facts, rule)
        return _result(regime, rule, item, turning)
    turning = _turning(outcomes, unknown, rules)
    could_be = tuple(r for r in ORDER if r in results)
    gravest = rules[next(i for i in sorted(reached) if rules[i].then == worst(results))]
    because = f"it turns on facts that are not known; at worst: {gravest.because}"
    return RegimeResult(
        regime.id,
        regime.name,
        item,
        "open",
        because,
        tuple(regime.texts[n - 1] for n in gravest.texts),
        gravest.clearing,
        turning,
        could_be,
        regime.lawyer,
        regime.unsure,
    )


def _first(rules: Sequence[RegimeRule], facts: Mapping[str, Truth]) -> int:
    return next(i for i, rule in enumerate(rules) if rule.when.value(facts))


def _turning(
    outcomes: Mapping[tuple[bool, ...], int], unknown: Sequence[str], rules: Sequence[RegimeRule]
) -> tuple[str, ...]:
    """Return the unknown facts whose flip alone changes the result in some completion."""
    found = []
    for at, name in enumerate(unknown):
        for values, first in outcomes.items():
            flipped = (*values[:at], not values[at], *values[at + 1 :])
            if rules[outcomes[flipped]].then != rules[first].then:
                found.append(name)
                break
    return tuple(found)


def _pivots(
    rules: Sequence[RegimeRule],
    asked: Sequence[str],
    unknown: Sequence[str],
    facts: Mapping[str, Truth],
    rule: RegimeRule,
) -> tuple[str, ...]:
    """Return the known facts whose being otherwise would change the result (unknown ones taken as no)."""
    taken: dict[str, Truth] = {**facts, **dict.fromkeys(unknown, False)}
    known = [name for name in asked if name not in unknown and not name.startswith("paper.")]
    return tuple(n for n in known if rules[_first(rules, {**taken, n: not taken[n]})].then != rule.then)


def _result(regime: Regime, rule: RegimeRule, item: str, turning: tuple[str, ...]) -> RegimeResult:
    texts = tuple(regime.texts[n - 1] for n in rule.texts)
    return RegimeResult(
        regime.id,
        regime.name,
        item,
        rule.then,
        rule.because,
        texts,
        rule.clearing,
        turning,
        (rule.then,),
        regime.lawyer,
        regime.unsure,
    )
