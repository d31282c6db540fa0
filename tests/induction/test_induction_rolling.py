"""Rolling plans: nothing is known before it happens, and who has been posted stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tether.induction.deal import Seating
from tether.induction.rolling_horizon import rolling
from tether.induction.seats import breaches
from tether.induction.synthetic_roster import invented
from tether.induction.uncertainty import sample_cells
from tether.randomness.noise import Noise

RATE = 220


@pytest.fixture(scope="module")
def intake():
    found = invented(heads=900, homes=6, provinces=3, battalion=150, posts_share=0.7, seed=3)
    return replace(found, policy=replace(found.policy, vetting_per_month=RATE, months=7))


@pytest.fixture(scope="module")
def actual(intake):
    return sample_cells(intake.cells, Noise(7), 0)


@pytest.fixture(scope="module")
def rolled(intake, actual):
    return rolling(intake, actual)


def test_everybody_who_came_is_somewhere_once(rolled, actual):
    roll = rolled.plan.roll
    assert (np.bincount(roll.cell, minlength=len(actual)) + roll.exit + roll.unplaced == actual.heads).all()


def test_nobody_is_posted_before_he_is_there_nor_more_than_can_be_screened(rolled):
    assert (rolled.plan.schedule.month >= rolled.plan.roll.trait("month")).all()
    assert (rolled.months.posted <= RATE).all() and (rolled.months.posted > 0).sum() > 2
    assert rolled.months.posted.sum() == rolled.plan.measures.posted
    assert (rolled.months.arrived.cumsum() - rolled.months.posted.cumsum() == rolled.months.waiting).all()
    assert (rolled.months.posted_so_far == rolled.months.posted.cumsum()).all()


def test_what_comes_later_changes_nothing_before(intake, actual, rolled):
    """No peeking: another future gives the same months until it begins."""
    later = np.where(actual.month >= 3, actual.heads // 2, actual.heads)
    other = rolling(intake, actual.with_heads(later))
    columns = ["arrived", "posted", "waiting", "posted_so_far", "concentration"]
    assert other.months[columns].head(3).equals(rolled.months[columns].head(3))
    assert not other.months[columns].equals(rolled.months[columns])


def test_posted_people_stay_where_they_were_put(intake):
    seating = Seating(intake)
    cell = np.arange(len(intake.cells))
    place = cell % len(intake.units.locations)
    seating.seat(cell, place, np.minimum(intake.cells.heads, 1), 0)
    first = seating.roll()
    seating.seat(cell, place, np.minimum(intake.cells.heads, 1), 1)
    second = seating.roll()
    for name in ("cell", "location", "battalion", "company"):
        assert (getattr(second, name)[: len(first)] == getattr(first, name)).all()
    assert (seating.month[: len(first)] == 0).all() and (seating.month[len(first) :] == 1).all()


def test_no_battalion_is_filled_beyond_its_posts(intake):
    seating = Seating(intake)
    here = np.zeros(len(intake.cells), np.int64)
    seating.seat(np.arange(len(intake.cells)), here, intake.cells.heads, 0)
    size = np.bincount(seating.battalion, minlength=len(seating.frame.location))
    assert (size[seating.frame.location == 0] == 150).all() and size[seating.frame.location != 0].sum() == 0


def test_it_is_compared_with_the_plan_that_knew_everything(rolled):
    assert rolled.knew.intake.cells.total == rolled.plan.intake.cells.total
    table = rolled.compared.set_index("measure")
    assert table.loc["unplaced", "rolling"] == rolled.plan.measures.unplaced
    beyond = sum(heads for rows in breaches(rolled.plan.roll).values() for *_, heads in rows)
    assert table.loc["heads beyond rows", "rolling"] == beyond
    assert not rolled.plan.bounds and rolled.knew.bounds
