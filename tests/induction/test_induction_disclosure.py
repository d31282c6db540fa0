"""Published tables: complete margins, withheld cells, and an attack that must fail."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from studies.disclosure_attack import attack, exposed, widths
from tether.errors import UsageError
from tether.induction.disclosure import (
    OTHER,
    MaskingChoice,
    TrueCounts,
    counts_of,
    drawn,
    masked,
    primary,
    protected,
    publish,
    secondary,
    shown,
    write_published,
)
from tether.induction.modes import absorb
from tether.induction.synthetic_roster import invented

SECRET = "00" * 16


@pytest.fixture(scope="module")
def plan():
    """Whole units: the most lopsided tables that this room makes, quickly."""
    return absorb(invented(heads=3000, homes=12, battalion=300, seed=3)).plan


def test_no_small_cell_can_be_found_by_differencing(plan):
    tables, counts = publish(plan, SECRET), [c for c, _ in protected(plan, SECRET)]
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
    tables, counts = publish(plan, SECRET), {c.name: c for c, _ in protected(plan, SECRET)}
    for row in attack(tables).itertuples():
        c = counts[row.table]
        heads = c.heads[c.rows.index(row.row), c.columns.index(row.column)]
        assert row.low - 1e-6 <= heads <= row.high + 1e-6


def test_no_published_number_is_small_and_margins_are_complete(plan):
    total = plan.intake.cells.total
    for table in publish(plan, SECRET):
        values = table.counts[~table.withheld]
        assert ((values == 0) | (values >= 10)).all()
        assert (table.row_totals >= 10).all() and (table.column_totals >= 10).all()
        assert table.row_totals.sum() == table.column_totals.sum() == total


def test_before_and_after_give_the_same_total_of_each_militia(plan):
    before, after = publish(plan, SECRET)[:2]
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
    before, after = publish(plan, SECRET)[:2]
    assert "m11" not in before.rows and "m11" not in after.rows
    assert OTHER in before.rows and OTHER in after.rows
    assert not any("m11" in part for t in publish(plan, SECRET) for part in (*t.rows, *t.columns))
    assert exposed((before, after), [c for c, _ in protected(plan, SECRET)]).empty


@settings(max_examples=40, deadline=None, derandomize=True)
@given(heads=arrays(np.int64, (5, 6), elements=st.integers(0, 40)), secret=st.text("0123456789abcdef", min_size=8))
def test_any_table_is_protected_or_refused_whatever_the_secret(heads, secret):
    counts = TrueCounts("before", tuple("abcde"), tuple("uvwxyz"), heads)
    hidden = masked(counts, secret, 5)
    if hidden is not None:
        assert (hidden | ~primary(heads, 5)).all()
        assert exposed([shown(counts, hidden, 5)], [counts]).empty


def test_a_table_that_withholding_cannot_protect_is_refused():
    heads = np.array([[3, 500], [400, 0]])
    assert secondary(heads, primary(heads, 10), 10, MaskingChoice.fixed(heads)) is not None
    alone = np.array([[3], [400]])
    assert secondary(alone, np.array([[True], [False]]), 10, MaskingChoice.fixed(alone)) is None


def test_one_secret_gives_one_choice_and_another_another(plan):
    once, again, other = (publish(plan, s) for s in (SECRET, SECRET, "11" * 16))
    assert all((a.withheld == b.withheld).all() for a, b in zip(once, again, strict=True))
    assert any(
        a.withheld.shape != c.withheld.shape or (a.withheld != c.withheld).any()
        for a, c in zip(once, other, strict=True)
    )


def test_a_cell_draws_alike_whatever_stands_beside_it():
    heads = np.full((3, 3), 50)
    names = ("a", "b", "c")
    whole = TrueCounts("before", names, names, heads)
    part = TrueCounts("before", names[:2], names[1:], heads[:2, :2])
    assert (drawn(whole, SECRET, "loss")[:2, 1:] == drawn(part, SECRET, "loss")).all()
    assert (drawn(whole, SECRET, "loss") != drawn(whole, SECRET, "decoy")).all()


def test_a_table_without_a_small_cell_may_withhold_some_too():
    heads = np.full((8, 8), 30)
    counts = TrueCounts("before", tuple("abcdefgh"), tuple("stuvwxyz"), heads)
    shares = [masked(counts, f"{k:032x}", 10).mean() for k in range(40)]
    assert 0 < np.mean([share > 0 for share in shares]) <= 1 and 0.02 < np.mean(shares) < 0.6


def test_whoever_knows_the_method_bounds_small_cells_less_narrowly_than_before():
    before, after = (widths(tables=1, seed=3, fixed=fixed) for fixed in (True, False))
    assert before.cells == after.cells == 7 and before.linear == after.linear == 0
    assert before.small == 7 and after.narrow == 0


def test_a_label_that_is_a_text_is_never_published(plan):
    from dataclasses import replace

    cells = plan.intake.cells
    named = replace(cells, militias=("Abu Mustafa's men", *cells.militias[1:]))
    with pytest.raises(UsageError, match="labels of a table to be published are no ids") as caught:
        publish(replace(plan, intake=replace(plan.intake, cells=named)), SECRET)
    assert "Mustafa" not in str(caught.value)


def test_files_say_withheld_and_never_zero_for_it(plan, tmp_path):
    tables = publish(plan, SECRET)
    folder = write_published(tables, tmp_path / "published")
    for table in tables:
        read = pd.read_csv(folder / f"{table.name}.csv", index_col=0, dtype=str)
        assert (read == "withheld").sum().sum() == table.withheld.sum()
        assert read.loc["total", "total"] == str(table.row_totals.sum())
    assert "small number can be bounded more" in (folder / "ABOUT.txt").read_text("utf-8")
    write_published(tables, folder, "From an invented roster.")
    assert (folder / "ABOUT.txt").read_text("utf-8").startswith("From an invented roster.\n\nPublished tables")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["published"]
