"""The ledger of editions: what two editions reveal together, when the second is refused, and what is kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tether.errors import InputError
from tether.induction.disclosure import OTHER, publish
from tether.induction.editions import EditionsLedger, compared, open_ledger, people_of, write_ledger
from tether.induction.modes import absorb
from tether.induction.synthetic_roster import invented

SECRET = "00" * 16


@pytest.fixture(scope="module")
def intake():
    return invented(heads=2000, homes=6, provinces=3, battalion=200, militias=5, seed=3)


def edition(intake):
    plan = absorb(intake).plan
    return publish(plan, SECRET), people_of(plan.intake.cells, plan.intake.homes.province_of)


def more(intake, heads, militia=0):
    """Return the intake with so many more heads in the largest cell of a militia."""
    cells = intake.cells
    at = np.flatnonzero(cells.militia == militia)
    at = at[np.argmax(cells.heads[at])]
    changed = cells.heads.copy()
    changed[at] += heads
    return replace(intake, cells=cells.with_heads(changed))


@pytest.fixture(scope="module")
def first(intake):
    return edition(intake)


@pytest.fixture(scope="module")
def ledger(first):
    return EditionsLedger(secret=SECRET).with_edition(*first, "p10")


def test_the_first_edition_and_one_of_the_same_people_are_published(ledger, first):
    assert not compared(EditionsLedger(secret=SECRET), *first).refused
    again = compared(ledger, *first)
    assert not again.refused and again.said == (
        "edition 1 (p10) counts the same people: nothing follows by subtraction",
    )
    assert ledger.with_edition(*first, "p10") == ledger


def test_three_more_men_are_told_and_refused(ledger, intake):
    found = compared(ledger, *edition(more(intake, 3)))
    assert found.refused and found.fewest == 3
    assert (1, "before", "total", "total", 3) in found.changes
    assert {c[1] for c in found.changes} == {"before", "after", "ranks", "communities"}
    assert "at least 3 came or left" in found.said[0] and "follow by subtraction" in found.said[0]


def test_three_who_take_the_place_of_three_others_are_found_too(ledger, intake):
    swapped = more(more(intake, 3), -3, militia=1)
    found = compared(ledger, *edition(swapped))
    assert found.refused and found.fewest == 3


def test_a_change_is_told_against_every_edition_before(ledger, intake):
    grown = edition(more(intake, 40))
    both = ledger.with_edition(*grown, "p11")
    found = compared(both, *edition(more(intake, 43)))
    assert len(found.said) == 2 and found.refused
    assert {edition for edition, *_ in found.changes} >= {2}
    assert (2, "before", "total", "total", 3) in found.changes


def test_what_is_withheld_in_either_or_pooled_otherwise_is_not_subtracted(ledger, intake):
    found = compared(ledger, *edition(more(intake, 3)))
    before = ledger.editions[0].tables
    for _, table, row, column, _ in found.changes:
        kept = before[table]
        assert kept.counts[kept.rows.index(row)][kept.columns.index(column)] is not None
        assert OTHER not in (row, column) or OTHER in kept.rows or OTHER in kept.columns


def test_a_ledger_is_read_as_written_and_nothing_else_is_taken_for_one(ledger, tmp_path):
    path = write_ledger(ledger, tmp_path / "men.csv.editions.json")
    assert open_ledger(path) == ledger and json.loads(path.read_text("utf-8"))["restricted"].startswith("RESTRICTED")
    assert SECRET not in repr(ledger)
    new, other = open_ledger(tmp_path / "none.json"), open_ledger(tmp_path / "none.json")
    assert len(new.secret) == 32 and new.secret != other.secret and not (tmp_path / "none.json").exists()
    for text in ("", "[]", '{"secret": 7}', path.read_text("utf-8")[:-40]):
        (tmp_path / "bad.json").write_text(text, "utf-8")
        with pytest.raises(InputError, match="no ledger of editions"):
            open_ledger(tmp_path / "bad.json")
    shutil.copy(path, tmp_path / "bytes.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="no ledger of editions"):
        open_ledger(tmp_path / "bytes.json")
