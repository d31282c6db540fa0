"""Faults and look-alikes written without a look at the checks: what was learnt from them stays found, and silent."""

import pytest

from studies.blind_faults import BlindFault, as_markdown, blind_sets

SETS = tuple(blind_sets())
FAULTS = [pytest.param(s, f, id=f"{s.name}-{f.id}") for s in SETS for f in s.faults]
DECOYS = [pytest.param(d, id=f"{s.name}-{d.id}") for s in SETS for d in s.decoys]


@pytest.mark.parametrize(("whole", "fault"), FAULTS)
def test_a_fault_is_found_with_its_clauses_or_listed_with_the_reason(whole, fault):
    assert fault.found() != (fault.id in whole.missed), fault.said


@pytest.mark.parametrize("decoy", DECOYS)
def test_no_part_speaks_of_what_is_odd_and_consistent(decoy):
    assert [(f.code, f.message) for f in decoy.spoken()] == []


def test_each_set_was_counted_before_anything_was_mended():
    for one in SETS:
        ids, decoys = {f.id for f in one.faults}, {d.id for d in one.decoys}
        assert one.found_before < ids and one.spoke_before <= decoys and set(one.missed) <= ids - one.found_before
        assert len(one.faults) >= 20 and len(one.decoys) >= 8
        assert len(ids) == len(one.faults) and len(decoys) == len(one.decoys)


def test_an_edit_is_made_where_its_path_says():
    row = {
        "set": {"forces.guard.ceiling": 2000, "law.extra.new": 1},
        "add": {"aid": [{"id": "x"}]},
        "drop": ["steps.0"],
    }
    data = BlindFault("x", "example-guard-law", "", row).charter()
    assert next(f for f in data["forces"] if f["id"] == "guard")["ceiling"] == 2000
    assert data["law"]["extra"] == {"new": 1} and data["aid"] == [{"id": "x"}] and data["steps"][0]["id"] == "arms-in"


def test_the_page_counts_each_set():
    assert as_markdown(SETS[:1]).count("| the first") == 1
