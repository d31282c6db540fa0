"""What this study does not say: sentences for section 9, made from what was and wasn't read, never from memory."""

from __future__ import annotations

from tether.case.study import Study

UNBUILT = (  # mechanisms of the article's system that no file of order/mechanisms holds
    "militias that emerge under threat",
    "the cost of tearing ties between communities after displacement",
)


def left_out(study: Study) -> tuple[str, ...]:
    """Return the sentences, the most consequential first."""
    told = [study.silent] if study.silent else []
    if study.projected is not None:
        told.append(_in_force(study))
        told.append("A guard is followed to its intake: what a charter says of its end state is not acted on.")
        told.append("Sponsor and host each comply fully with their own charter: that is an assumption.")
        told.append("The order's model has no mechanism for: " + "; ".join(UNBUILT) + ".")
        told += [f"No mechanism reads {what}." for what in dict.fromkeys(u for p in study.pairs for u in p.unread)]
        told += [f"{name} turns no lever here: the model cannot tell it from the status quo." for name in _still(study)]
        unknown = dict.fromkeys(f"{p.host}: {u}" for p in study.pairs for u in p.unknown)
        told += [f"{_why_drawn(u)}: {u}." for u in unknown]
        told += [sentence[0].upper() + sentence[1:] + "." for sentence in study.case.setting.missing]
        if all(s.recalled for s in study.case.setting.sizes.values()):
            told.append("Every starting size of a force rests on recalled claims alone: check them before use.")
    told.append("Displacement, detention and sexual violence have no monthly series here and are not projected.")
    weak = study.posterior.weak()
    if weak:
        place, month, share = weak[0]
        told.append(
            f"The filter was thin in {len(weak)} place-months (worst {place} {month}: {share:.2%} of its particles "
            "carried the weight): around such onsets its cloud is rough."
        )
    return tuple(t for t in told if t)


def _in_force(study: Study) -> str:
    """Say how far a charter is in force in the projection: whole from its start, but for its plan and its phases."""
    planned = "one that takes men in has the intake and the mixture of its plan (section 5)" if study.plans else ""
    staged = "what a phase brings waits for that phase" if study.twins is not None else ""
    ways = " and ".join(w for w in (planned, staged) if w)
    looked = "agreed or paid" if study.plans else "agreed, staffed or paid"
    start = f"Every charter is projected as if it took effect in full at its start{', but ' + ways if ways else ''}."
    return f"{start} Whether it would be {looked} is looked at apart, in section 5, and no projection waits for it."


def _why_drawn(unknown: str) -> str:
    if ": plan:" in unknown:
        return "Drawn between two readings in every world because nobody knows which holds"
    return "Drawn over its range in every world because the charter leaves it open"


def _still(study: Study) -> list[str]:
    """Return the options whose pair sets every lever as the status quo does."""
    assert study.projected is not None
    base, *others = study.pairs
    alone = [p for p in others if base.sponsor == p.sponsor or base.host == p.host]
    last = {id(p): {(s.lever, s.group): (s.low, s.high) for s in p.settings} for p in (base, *alone)}
    return [p.host if p.sponsor == base.sponsor else p.sponsor for p in alone if last[id(p)] == last[id(base)]]
