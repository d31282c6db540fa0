"""A clause on paper is no fact in the field: without money, date and deliverer it counts as nothing, and is listed."""

import pytest

from tether.armed_order.levers import registry
from tether.charter import charter_from_text
from tether.evidence.calendar import month
from tether.levers.codebook import ReadingContext
from tether.levers.compile import compile_pair
from tether.levers.on_paper import paper_clauses

FRAME = ReadingContext(("tribal",), ("army",), {}, month("2015-05"))
HEAD = """charter: "0.3"
meta: {{id: {id}, decider: host{starts}}}
actors: [{{id: mof, name: Ministry of Finance, kind: office}}]
groups: [{{id: tribal, name: Tribes}}]
forces: [{{id: ing, kind: guard}}]
"""
STREAM = "{{id: s, from: tribal, into: ing, mode: individual, intake: 9000, training: {{weeks: 8{by}}}}}"
JOBS = "exits: [{id: jobs, kind: job-public, for: tribal, places: 60000%s}]\n"


def charter(body, id="x", starts=", starts: 2015-08"):
    return charter_from_text(HEAD.format(id=id, starts=starts) + body, f"{id}.yaml")


SQ = charter("", "sq")


def last(pair, lever):
    found = [s for s in pair.settings if s.lever == lever][-1]
    return float(found.low), float(found.high)


def test_a_free_line_of_sixty_thousand_jobs_turns_no_lever_and_is_listed():
    pair = compile_pair(SQ, SQ, charter(JOBS % ""), FRAME)
    idle = compile_pair(SQ, SQ, charter("exits: []\n"), FRAME)
    for lever in registry():
        assert last(pair, lever) == last(idle, lever), lever
    (clause,) = pair.paper
    assert (clause.path, clause.heads, clause.lacks) == ("exits.0", 60000, ("money", "a date", "who delivers it"))


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (", cost: 900, starts: 2015-09, delivered_by: mof", (50000, 50000)),
        (", cost: 900, starts: 2015-09", (0, 0)),
        (", cost: 0, starts: 2015-09, delivered_by: mof", (0, 0)),
        (", cost: 900, delivered_by: mof, funded_until: 2018-01", (0, 0)),
        (", cost: unknown, starts: 2015-09, delivered_by: mof", (0, 50000)),
    ],
)
def test_places_count_as_far_as_money_date_and_deliverer_stand(said, counts):
    pair = compile_pair(SQ, SQ, charter(JOBS % said), FRAME)
    assert last(pair, "exit_places") == counts
    assert bool(pair.paper) == (counts != (50000, 50000))


def induction(by="", pay=""):
    return f"induction:\n  - {STREAM.format(by=by)}\n{pay}"


def test_posts_without_a_payer_and_training_without_a_trainer_count_as_nothing():
    pair = compile_pair(SQ, SQ, charter(induction()), FRAME)
    assert last(pair, "intake") == last(pair, "training") == (0, 0)
    assert [c.what for c in pair.paper] == ["posts", "training"]
    paid = compile_pair(SQ, SQ, charter(induction(pay="pay: [{force: ing, payer: mof}]\n")), FRAME)
    assert last(paid, "intake") == (9000, 9000) and last(paid, "training") == (0, 0)
    whole = charter(induction(", by: mof", "pay: [{force: ing, payer: mof, base_month: 400}]\n"))
    assert last(compile_pair(SQ, SQ, whole, FRAME), "training") == (1, 1) and not paper_clauses(whole, SQ)


def test_a_payer_that_nobody_knows_leaves_posts_open_and_a_missing_day_counts_as_nothing():
    open_ = compile_pair(SQ, SQ, charter(induction(pay="pay: unknown\n")), FRAME)
    assert last(open_, "intake") == (0, 9000) and open_.paper[0].unknown == ("money", "who delivers it")
    undated = charter(induction(pay="pay: [{force: ing, payer: mof}]\n"), starts="")
    assert last(compile_pair(SQ, SQ, undated, FRAME), "intake") == (0, 0)


def test_what_stands_in_the_status_quo_is_a_fact_and_a_copy_of_it_turns_nothing():
    base, copy = charter(induction() + JOBS % "", "sq"), charter(induction() + JOBS % "", "copy")
    pair = compile_pair(base, base, copy, FRAME)
    assert last(pair, "intake") == (9000, 9000) and last(pair, "exit_places") == (50000, 50000) and not pair.paper


def test_what_was_done_counts_whatever_the_text_leaves_out():
    from dataclasses import replace

    pair = compile_pair(SQ, SQ, charter(JOBS % ""), replace(FRAME, carried_out=True))
    assert last(pair, "exit_places") == (50000, 50000) and not pair.paper


def test_a_clause_that_moves_nothing_is_said_to_move_nothing():
    """Closing the rival list turns no lever; the page says that no mechanism reads it."""
    stream = induction(pay="pay: [{force: ing, payer: mof%s}]\n")
    open_, closed = (
        compile_pair(SQ, SQ, charter(stream % f", registration: {word}"), FRAME) for word in ("open", "closed")
    )
    assert open_.settings == closed.settings and open_.unread == closed.unread == ("x: pay.registration",)
    assert compile_pair(SQ, SQ, charter(stream % ""), FRAME).unread == ()


def test_every_field_that_is_named_as_read_is_one_of_its_section():
    from tether.charter import Charter
    from tether.levers.sections import FIELDS

    text = charter(induction(pay="pay: [{force: ing, payer: mof}]\n") + JOBS % "")
    for name in ("induction", "pay", "exits"):
        assert FIELDS[name] <= set(type(getattr(text, name)[0]).model_fields), name
    assert set(FIELDS) <= set(Charter.model_fields)
