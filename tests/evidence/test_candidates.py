"""Candidate events that UCDP has not cleared are kept apart: stored, counted and said, and in no table or score."""

import pytest

from tether.errors import InputError
from tether.evidence.events import describe
from tether.evidence.ged import read_events
from tether.evidence.sources import release_in
from tether.evidence.store import add_events, stored_events
from tether.theatre import build_panel, load


@pytest.fixture
def candidates(rows, write):
    """The made-up events of Iraq as a month's candidates: every third is not clear."""

    def made(status=lambda i: "Clear" if i % 3 else "Check dyad", name="GEDEvent_v25_0_2.csv"):
        kept = [r | {"code_status": status(i)} for i, r in enumerate(rows)]
        return write(kept, name)

    return made


def test_unclear_events_are_kept_apart_and_said(candidates):
    plain = read_events(candidates(lambda i: "Clear"), "Iraq")
    events = read_events(candidates(), "Iraq")
    assert plain.unclear is None and len(events) + len(events.unclear) == len(plain) and len(events.unclear) > 3
    assert set(events.frame["id"]).isdisjoint(events.unclear["id"])
    assert f"{len(events.unclear)} of {len(plain)} events are candidates" in events.notes[-1]
    assert describe(events)["events kept apart, not cleared by UCDP"] == len(events.unclear)
    assert "code_status" not in events.frame and list(events.frame) == list(plain.frame)


def test_no_table_counts_them(candidates):
    iraq = load("iraq")
    whole, part = (build_panel(read_events(f, "Iraq"), iraq) for f in (candidates(lambda i: "Clear", "GEDEvent_v25_0_3.csv"), candidates()))  # fmt: skip
    counted = [int(p.cells.events.sum() + p.unplaced.events.sum() + p.cells.zero_events.sum() + p.unplaced.zero_events.sum()) for p in (whole, part)]  # fmt: skip
    assert counted[1] < counted[0] and any("kept apart" in n for n in part.notes)


def test_they_are_stored_apart_too(candidates, own_store):
    events = read_events(candidates(), "Iraq")
    back = stored_events(add_events(events).name)
    assert len(back) == len(events) and set(back.unclear["id"]) == set(events.unclear["id"])
    assert back.frame.equals(events.frame) and back.notes == events.notes
    assert back.card.version == "25.0.2"


@pytest.mark.parametrize("status", ["", " "])
def test_a_file_that_says_nothing_of_it_is_taken_whole(candidates, status):
    assert read_events(candidates(lambda i: status), "Iraq").unclear is None


def test_where_some_say_clear_what_says_nothing_is_not_clear(candidates):
    events = read_events(candidates(lambda i: "CLEAR" if i % 2 else ""), "Iraq")
    assert len(events.unclear) > 0


def test_a_file_with_nothing_clear_is_refused(candidates):
    with pytest.raises(InputError, match="20 events of Iraq, none of which UCDP has cleared"):
        read_events(candidates(lambda i: "Check"), "Iraq")


def test_the_release_of_candidates_stands_in_their_names():
    assert release_in("GEDEvent_v26_01_26_06.csv") == "26.01.26.06"
    assert release_in("GEDEvent_v26_0_10.csv") == "26.0.10" and release_in("ged261-csv.zip") == "26.1"
