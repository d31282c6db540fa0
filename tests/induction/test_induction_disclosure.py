"""Published tables: complete margins, withheld cells, and an attack that must fail."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from studies.disclosure_attack import attack, exposed
from tether.induction.disclosure import (
    TrueCounts,
    counts_of,
    primary,
    protected,
    publish,
    secondary,
    shown,
    write_published,
)
from tether.induction.modes import absorb
from tether.induction.synthetic_roster import invented


@pytest.fixture(scope="module")
def plan():
    """Whole units: the most lopsided tables that this room makes, quickly."""
    return absorb(invented(heads=3000, homes=12, battalion=300, seed=3)).plan


def test_no_small_cell_can_be_found_by_differencing(plan):
    tables, counts = publish(plan), [c for c, _ in protected(plan)]
    hidden = sum(int(t.withheld.sum()) for t in tables)
    assert hidden > 10
    assert exposed(tables, counts).empty


def test_without_the_secondary_cells_the_attack_succeeds(plan):
    counts = counts_of(plan)
    bare = [shown(c, primary(c.heads, 10)) for c in counts]
    found = exposed(bare, counts)
    assert len(found) > 3
    exact = found[found.width < 1e-6]
    assert len(exact) and (exact.low.round() == exact.heads).all()


def test_the_truth_lies_in_every_interval(plan):
    tables, counts = publish(plan), {c.name: c for c, _ in protected(plan)}
    for row in attack(tables).itertuples():
        c = counts[row.table]
        heads = c.heads[c.rows.index(row.row), c.columns.index(row.column)]
        assert row.low - 1e-6 <= heads <= row.high + 1e-6


def test_no_published_number_is_small_and_margins_are_complete(plan):
    total = plan.intake.cells.total
    for table in publish(plan):
        values = table.counts[~table.withheld]
        assert ((values == 0) | (values >= 10)).all()
        assert (table.row_totals >= 10).all() and (table.column_totals >= 10).all()
        assert table.row_totals.sum() == table.column_totals.sum() == total


def test_before_and_after_give_the_same_total_of_each_militia(plan):
    before, after = publish(plan)[:2]
    assert before.rows == after.rows
    assert (before.row_totals == after.row_totals).all()


def test_a_militia_too_small_to_stand_alone_is_pooled_everywhere():
    intake = invented(heads=2000, militias=12, homes=6, provinces=3, battalion=200, seed=5)
    cells = intake.cells
    few = np.flatnonzero(cells.militia == 11)
    heads = np.where(cells.militia == 11, 0, cells.heads)
    heads[few[0]] = 4
    from dataclasses import replace

    plan = absorb(replace(intake, cells=cells.with_heads(heads))).plan
    before, after = publish(plan)[:2]
    assert "m11" not in before.rows and "m11" not in after.rows
    assert any(n.startswith("other (m11, ") for n in before.rows)
    assert exposed((before, after), [c for c, _ in protected(plan)]).empty


@settings(max_examples=40, deadline=None, derandomize=True)
@given(heads=arrays(np.int64, (5, 6), elements=st.integers(0, 40)))
def test_any_table_is_protected_or_refused(heads):
    hidden = secondary(heads, primary(heads, 5), 5)
    if hidden is None:
        return
    counts = TrueCounts("before", tuple("abcde"), tuple("uvwxyz"), heads)
    assert exposed([shown(counts, hidden, 5)], [counts]).empty


def test_a_table_that_withholding_cannot_protect_is_refused():
    heads = np.array([[3, 500], [400, 0]])
    assert secondary(heads, primary(heads, 10), 10) is not None
    assert secondary(np.array([[3], [400]]), np.array([[True], [False]]), 10) is None


def test_files_say_withheld_and_never_zero_for_it(plan, tmp_path):
    tables = publish(plan)
    folder = write_published(tables, tmp_path / "published")
    for table in tables:
        read = pd.read_csv(folder / f"{table.name}.csv", index_col=0, dtype=str)
        assert (read == "withheld").sum().sum() == table.withheld.sum()
        assert read.loc["total", "total"] == str(table.row_totals.sum())
    assert "can be bounded" in (folder / "ABOUT.txt").read_text("utf-8")
    write_published(tables, folder, "From an invented roster.")
    assert (folder / "ABOUT.txt").read_text("utf-8").startswith("From an invented roster.\n\nPublished tables")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["published"]
