"""One vote: known numbers, every sitting of small chambers by hand, narrower inputs, what rule POL01 makes of it."""

import itertools
import json
import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.library import historical
from tether.charter.reading import Design
from tether.charter.vote import RULES, Bloc, Vote, read_vote, stances

ACTORS = ("pm", "council", "irgc", "bloc")


def charter(politics):
    actors = json.dumps([{"id": a} for a in ACTORS])
    text = politics if isinstance(politics, str) else json.dumps(politics)
    return charter_from_text(f"actors: {actors}\npolitics: {text}", "guard.yaml", fragment=True)


def vote(passage, *vetoes, open_world=False):
    return read_vote(Design(charter(f"{{passage: {{{passage}}}, vetoes: [{', '.join(vetoes)}]}}"), open_world))


def told(passage, *vetoes, open_world=False):
    text = charter(f"{{passage: {{{passage}}}, vetoes: [{', '.join(vetoes)}]}}")
    return [(f.result, f.partly, f.message) for f in check(text, open_world=open_world, select=["POL01"]).findings]


def ends(number):
    return number.lo, number.hi


# --- known numbers


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("majority-all", 165),
        ("two-thirds-all", 219),
        ("two-thirds-present", 134),
        ("majority-present", 101),
    ],
)
def test_rules_of_decision(rule, needed):
    counted = vote(f"rule: {rule}, seats: 328, attendance: 200", "{actor: pm, seats: 1, position: support}")
    assert ends(counted.bounds.needed) == (needed, needed) and ends(counted.bounds.present) == (200, 200)


def test_votes_needed_where_the_rule_does_not_say():
    counted = vote("needs: 60, seats: 100, attendance: 100", "{actor: pm, seats: 80, position: support}")
    assert ends(counted.bounds.needed) == (60, 60) and counted.outcome == "carried"


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        ("position: support", 30, 40),
        ("position: oppose", 0, 8),
        ("position: unknown", 0, 40),
        ("position: conditional, demands: [{want: a, met: true}]", 30, 40),
        ("position: conditional, demands: [{want: a, met: partly}]", 20, 36),
        ("position: conditional, demands: [{want: a, met: partly}, {want: b, met: false}]", 4, 28),
        ("position: conditional, demands: unknown", 4, 40),
        ("position: conditional, demands: [{want: a, met: unknown}]", 4, 40),
        ("position: conditional, demands: [{want: a, met: unknown}, {want: b, met: false}]", 4, 28),
        ("position: oppose, votes_for: {lo: 0.5, hi: 0.6}", 20, 24),
        ("position: support, attendance: 0.5", 15, 20),
    ],
)
def test_positions_are_shares_of_those_present(row, low, high):
    here = "" if "attendance" in row else "attendance: 1, "
    counted = vote("rule: majority-all, seats: 40, quorum: none", f"{{actor: pm, seats: 40, {here}{row}}}")
    assert ends(counted.bounds.in_favour) == (low, high)


def test_members_for_whom_no_row_speaks_may_vote_either_way():
    counted = vote("rule: majority-all, seats: 100, attendance: 100", "{actor: pm, seats: 60, position: oppose}")
    assert [b.seats for b in counted.blocs] == [(60, 60), (40, 40)]
    assert ends(counted.bounds.in_favour) == (0, 12 + 40)
    assert counted.outcome == "open" and not counted.doubt
    more = vote("rule: majority-all, seats: 100, attendance: 100", "{actor: pm, seats: 40, position: oppose}")
    assert more.questions == ("Where do the 60 members stand for whom no row speaks?",) and "half" in more.doubt


def test_a_bloc_holds_at_most_what_the_others_leave():
    counted = vote(
        "rule: majority-all, seats: 100, attendance: 100",
        "{actor: pm, seats: {lo: 60, hi: 80}, position: support}",
        "{actor: bloc, seats: {lo: 40, hi: 60}, position: oppose}",
    )
    assert [b.seats for b in counted.blocs] == [(60, 60), (40, 40)]
    assert ends(counted.bounds.in_favour) == (45, 68)


def test_the_worked_example_of_the_lecture():
    at_least = {"bloc-sol": 5, "bloc-sadr": 9, "bloc-isci": 2, "bloc-sunni": 3, "bloc-kurd": 23}
    seats = {"bloc-sol": 92, "bloc-sadr": 34, "bloc-isci": 31, "bloc-sunni": 53, "bloc-kurd": 62}
    word = {"bloc-sadr": "leaning", "bloc-kurd": "support"}
    shares = {n: stances()["position", word.get(n, "conditional")] for n in seats}
    blocs = [Bloc(n, (s, s), (165 / 328, 270 / 328), shares[n]) for n, s in seats.items()]
    house = (*blocs, Bloc("others", (56, 56), (165 / 328, 270 / 328), (0, 1)))
    iraq = Vote("iraq", "majority-present", (328, 328), (165, 165), house, attendance=(165, 270))
    assert ends(iraq.bounds.present) == (165, 270) and ends(iraq.bounds.needed) == (83, 136)
    assert ends(iraq.bounds.in_favour) == (sum(at_least.values()), 225)
    assert iraq.outcome == "open"


def test_attendance_weighs_on_both_sides_of_the_scale():
    """53 to 120 in favour, 46 to 61 needed: the intervals overlap, and yet no sitting can lose."""
    law = read_vote(Design(historical("example-guard-law")))
    assert law.bounds.in_favour.lo < law.bounds.needed.hi and law.bounds.margin[0] == 2
    assert law.outcome == "carried"


def test_a_boycott_can_sink_what_nobody_votes_against():
    """Iraq 2006: everybody present was in favour, and the quorum decided."""
    passage = "rule: majority-present, seats: 100, quorum: 51"
    backers = "{actor: pm, seats: 48, position: support, votes_for: 1, attendance: 1}"
    away = vote(passage, backers, "{actor: bloc, seats: 52, position: oppose, attendance: 0}")
    assert away.bounds.quorum_missed and away.outcome == "lost"
    some = vote(passage, backers, "{actor: bloc, seats: 52, position: oppose, attendance: {lo: 0, hi: 0.1}}")
    assert some.outcome == "open" and not some.bounds.quorum_sure
    assert ends(some.bounds.sitting) == (48, 54) and ends(some.bounds.present) == (51, 54)
    assert ends(some.bounds.needed) == (26, 28)


def test_attendance_of_the_house_holds_that_of_its_blocs_together():
    house = "rule: majority-present, seats: 100, quorum: none, attendance: {lo: 80, hi: 90}"
    counted = vote(
        house,
        "{actor: pm, seats: 50, position: support, votes_for: 1, attendance: {lo: 0, hi: 1}}",
        "{actor: bloc, seats: 50, position: oppose, votes_for: 0, attendance: {lo: 0, hi: 1}}",
    )
    assert ends(counted.bounds.present) == (80, 90)
    assert ends(counted.bounds.in_favour) == (30, 50)  # where 80 come, at most 50 of them are of the other bloc


@pytest.mark.parametrize(
    ("passage", "vetoes", "why"),
    [
        ("rule: unknown, seats: 9", (), "rule of decision"),
        ("rule: majority-all", (), "size of the chamber"),
        ("rule: majority-all, seats: 9", ("{actor: pm, seats: 10, position: support}",), "more than the chamber"),
        ("rule: majority-all, seats: 9, attendance: 9", ("{actor: pm, seats: 9, attendance: 0.2}",), "cannot be"),
        ("rule: majority-all, seats: 9, attendance: 10", (), "more members are expected"),
        ("rule: majority-all, seats: {lo: 2000}", (), "member by member"),
    ],
)
def test_a_sheet_that_cannot_be_counted_says_why(passage, vetoes, why):
    assert why in vote(passage, *vetoes).flaw
    (result, _, message), *rest = told(passage, *(vetoes or ("{actor: pm, seats: 1, position: support}",)))
    assert result == "cannot tell" and why in message and not rest


def test_who_sits_outside_may_stop_it_and_a_formal_veto_may_inside_too():
    counted = vote(
        "rule: majority-all, seats: 9, attendance: 9",
        "{actor: pm, seats: none, formal: true, position: oppose}",
        "{actor: council, seats: 9, formal: true, position: support}",
        "{actor: irgc, seats: none, formal: false, position: oppose}",
        "{actor: bloc, seats: none, formal: false, position: conditional, demands: [{want: a, met: partly}]}",
    )
    assert [o.stops for o in counted.outsiders] == [(0.3, 0.9), (0.0, 0.05), (0.05, 0.4), (0.0, 0.0)]
    assert [b.name for b in counted.blocs] == ["council"]


@pytest.mark.parametrize(
    ("package", "chance"),
    [
        ("{with: x, coupled: true, passed: true}", (1, 1)),
        ("{with: x, coupled: true, passed: false}", (0.4, 0.9)),
        ("{with: x, coupled: unknown, passed: false}", (0.6, 1)),
        ("{with: x, coupled: false, passed: false}", (1, 1)),
    ],
)
def test_a_bill_that_it_is_tied_to(package, chance):
    found = read_vote(Design(charter(f"{{passage: {{rule: decree}}, packages: [{package}, {package}]}}")))
    assert found.coupled == tuple(x * x for x in chance)


# --- all sittings of small chambers, counted by hand

quarter = st.integers(0, 4).map(lambda n: n / 4)
share = st.tuples(quarter, quarter).map(lambda pair: tuple(sorted(pair)))


@st.composite
def small_votes(draw):
    blocs = tuple(
        Bloc(f"b{i}", (s, s), draw(share), draw(share)) for i, s in enumerate(draw(st.lists(st.integers(1, 5), min_size=1, max_size=3)))
    )  # fmt: skip
    seats = float(sum(b.seats[0] for b in blocs))
    count = st.integers(0, int(seats))
    pair = st.tuples(count, count).map(lambda p: tuple(map(float, sorted(p))))
    made = Vote(
        "small", draw(st.sampled_from(RULES[:4])), (seats, seats), draw(pair), blocs,
        needs=draw(st.none() | pair), attendance=draw(st.none() | pair),
    )  # fmt: skip
    assume(_sittings(made))
    return made


def _whole(x):
    return math.floor(x + Fraction(1, 2))


def _sittings(made):
    """Return every (present, in favour) that the sheet allows, member by member; shares are quarters, so exact."""
    choices = []
    for b in made.blocs:
        s = int(b.seats[0])
        come = range(math.floor(s * Fraction(b.present[0])), math.ceil(s * Fraction(b.present[1])) + 1)
        choices.append(
            [(x, f) for x in come for f in range(_whole(x * Fraction(b.in_favour[0])), _whole(x * Fraction(b.in_favour[1])) + 1)]
        )  # fmt: skip
    low, high = made.attendance or (0, made.seats[0])
    sums = {(sum(x for x, _ in c), sum(f for _, f in c)) for c in itertools.product(*choices)}
    return {(n, f) for n, f in sums if low <= n <= high}


def _needed(made, n):
    if made.needs:
        return made.needs
    base = n if made.rule.endswith("present") else int(made.seats[0])
    votes = math.ceil(Fraction(2 * base, 3)) if made.rule.startswith("two") else base // 2 + 1
    return votes, votes


@given(small_votes())
def test_each_end_is_that_of_some_sitting_and_no_sitting_lies_outside(made):
    every = _sittings(made)
    held = {(n, f) for n, f in every if n >= made.quorum[0]} or every
    found = made.bounds
    assert ends(found.sitting) == (min(n for n, _ in every), max(n for n, _ in every))
    assert ends(found.present) == (min(n for n, _ in held), max(n for n, _ in held))
    assert ends(found.in_favour) == (min(f for _, f in held), max(f for _, f in held))
    assert ends(found.needed) == (min(_needed(made, n)[0] for n, _ in held), max(_needed(made, n)[1] for n, _ in held))
    margins = [(f - _needed(made, n)[1], f - _needed(made, n)[0]) for n, f in held]
    assert found.margin == (min(m for m, _ in margins), max(m for _, m in margins))
    passes = [n >= q and f >= v for n, f in every for q in made.quorum for v in _needed(made, n)]
    assert made.outcome == ("carried" if all(passes) else "open" if any(passes) else "lost")


# --- a narrower input never gives a wider interval


def _within(draw, interval):
    low, high = sorted(draw(st.tuples(quarter, quarter)))
    width = interval[1] - interval[0]
    return interval[0] + low * width, interval[0] + high * width


@given(small_votes(), st.data())
def test_a_narrower_sheet_has_no_wider_bounds(made, data):
    draw = data.draw
    blocs = tuple(
        replace(b, present=_within(draw, b.present), in_favour=_within(draw, b.in_favour)) for b in made.blocs
    )
    room = made.attendance and _within(draw, made.attendance)
    needs = made.needs and _within(draw, made.needs)
    inner = replace(made, blocs=blocs, quorum=_within(draw, made.quorum), attendance=room, needs=needs)
    fewest, most = (sum(b.comers[end] for b in blocs) for end in (0, 1))
    assume(fewest <= inner.room[1] and most >= inner.room[0] and inner.room[0] <= inner.room[1])
    assume(not inner.bounds.quorum_missed)
    for name in ("sitting", "present", "in_favour", "needed"):
        wide, narrow = getattr(made.bounds, name), getattr(inner.bounds, name)
        assert wide.lo <= narrow.lo <= narrow.hi <= wide.hi, name
    assert made.bounds.margin[0] <= inner.bounds.margin[0] <= inner.bounds.margin[1] <= made.bounds.margin[1]


number = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted).map(lambda p: {"lo": p[0], "hi": p[1]})


def _narrowed(draw, written):
    low = draw(st.integers(written["lo"], written["hi"]))
    return {"lo": low, "hi": draw(st.integers(low, written["hi"]))}


def _narrower(draw, row):
    inner = {k: _narrowed(draw, v) if isinstance(v, dict) else v for k, v in row.items()}
    if row.get("position") == "unknown":
        inner["position"] = draw(st.sampled_from(["unknown", "support", "oppose"]))
    return inner


@given(st.data())
def test_a_charter_that_says_more_has_no_wider_bounds(data):
    """From the text: seats, quorum and attendance narrowed, positions told; the rest of the house follows."""
    draw = data.draw
    passage = {"rule": draw(st.sampled_from(RULES[:4])), "seats": {"lo": 20, "hi": 24}, "quorum": draw(number)}
    passage["attendance"] = {"lo": draw(st.integers(12, 18)), "hi": draw(st.integers(18, 24))}
    rows = [
        {"actor": a, "seats": draw(number), "position": draw(st.sampled_from(["support", "oppose", "unknown"]))}
        for a in draw(st.lists(st.sampled_from(ACTORS), unique=True, max_size=3))
    ]
    wide = read_vote(Design(charter({"passage": passage, "vetoes": rows})))
    inner = {"passage": _narrower(draw, passage), "vetoes": [_narrower(draw, r) for r in rows]}
    narrow = read_vote(Design(charter(inner)))
    assume(not wide.flaw and not narrow.flaw and not narrow.bounds.quorum_missed)
    for name in ("present", "in_favour", "needed"):
        one, other = getattr(wide.bounds, name), getattr(narrow.bounds, name)
        assert one.lo <= other.lo <= other.hi <= one.hi, name
    assert wide.outcome == "open" or wide.outcome == narrow.outcome


# --- what rule POL01 makes of it


def test_the_rule_fires_in_whole_in_part_or_not_as_the_vote_is_lost_open_or_carried():
    passage = "rule: majority-all, seats: 100, attendance: 100"
    (lost,) = told(passage, "{actor: bloc, seats: 90, position: oppose}")
    assert lost == (
        "fires", False, "the votes are not there (majority-all: 0 to 28 in favour, 51 needed)"
    )  # fmt: skip
    (open_,) = told(passage, "{actor: bloc, seats: 60, position: support}", "{actor: pm, seats: 40, position: oppose}")
    assert open_ == ("fires", True, "the votes may not be there (majority-all: 45 to 68 in favour, 51 needed)")
    assert told(passage, "{actor: bloc, seats: 70, position: support}") == []


def test_the_rule_says_so_where_intervals_overlap_and_no_sitting_has_enough():
    """16 to 37 in favour, 32 to 44 needed: who would vote for it comes only when more are needed."""
    passage = "rule: majority-present, seats: 90, quorum: none"
    rows = (
        "{actor: pm, seats: 45, votes_for: 0.9, attendance: {lo: 0.4, hi: 0.9}}",
        "{actor: bloc, seats: 45, votes_for: 0, attendance: 1}",
    )
    bounds = vote(passage, *rows).bounds
    assert (ends(bounds.in_favour), ends(bounds.needed), bounds.margin) == ((16, 37), (32, 44), (-16, -7))
    (found,) = told(passage, *rows)
    assert (
        found[:2] == ("fires", False)
        and "16 to 37 in favour, 32 to 44 needed, and always 7 or more too few" in found[2]
    )


def test_the_rule_says_what_is_not_known_where_an_answer_would_narrow_the_count():
    (found,) = told(
        "rule: majority-present, seats: 328, quorum: 165",
        "{actor: pm, seats: 200, position: oppose}",
        "{actor: bloc, seats: 128, position: unknown}",
    )
    assert found[0] == "cannot tell"
    assert found[2].endswith("How many members will be present? Where does 'bloc' stand?")


def test_the_rule_says_that_the_quorum_is_not_there():
    (found,) = told(
        "rule: majority-present, seats: 100, quorum: 60, attendance: {lo: 40, hi: 50}",
        "{actor: pm, seats: 100, position: support}",
    )
    assert found[0] == "fires" and "the quorum is not there (40 to 50 present, 60 needed)" in found[2]


def test_the_cheapest_unmet_demand_is_the_one_of_most_seats_for_fewest_wants():
    (found,) = told(
        "rule: majority-all, seats: 45, attendance: 45",
        "{actor: bloc, seats: 20, position: conditional, demands: [{want: posts, met: false}, {want: pay, met: false}]}",
        "{actor: council, seats: 10, position: conditional, demands: [{want: a date, met: false}]}",
        "{actor: pm, seats: 15, position: conditional, demands: [{want: a seat, met: false}]}",
    )
    assert found[2].endswith("cheapest unmet: 'pm' (15 seats) wants “a seat”")


def test_a_formal_veto_against_is_enough():
    passage = "rule: majority-all, seats: 100, attendance: 100"
    for formal, fires in (("true", ["fires"]), ("false", [])):
        rows = ("{actor: pm, seats: 90, position: support}", f"{{actor: bloc, formal: {formal}, position: oppose}}")
        assert [result for result, _, _ in told(passage, *rows)] == fires
