"""A synthetic roster agrees with its dossier, says what it is, and passes its own door."""

from __future__ import annotations

import pytest

from tether.errors import InputError, UsageError
from tether.induction.cells import POPULATION, Homes
from tether.induction.roster import SYNTHETIC, about, read_roster, write_roster
from tether.induction.roster_words import RosterWords
from tether.induction.synthetic_roster import GroupFacts, synthetic_roster
from tether.randomness.noise import Noise
from tether.study import open_case
from tether.study.plans import group_facts, volunteers

HOMES = {"north": 0.75, "south": 0.25}
MIXED = {h: {"a": 0.9, "b": 0.1} for h in HOMES}
GROUPS = (
    GroupFacts("big", (4000, 6000, 9000), HOMES, MIXED, (0.2, 0.4, 0.6), {"named": 0.25}),
    GroupFacts("small", (1000, 2000, 3000), {"south": 1.0}, MIXED),
)
WORDS = RosterWords(("big", "small", "named", POPULATION), ("north", "south"), ("a", "b"))
PEOPLE = GroupFacts(POPULATION, (0, 0, 0), HOMES, MIXED)


def made(size=9000, seed=1):
    return synthetic_roster(GROUPS, size, "2015-07", Noise(seed), population=PEOPLE)


def groups(table):
    return table.groupby(table["militia"].str.split("/").str[0])["heads"].sum().to_dict()


def test_sums_are_what_was_asked_for_and_lie_within_the_claims():
    table, told = made()
    assert table["heads"].sum() == 9000
    assert groups(table) == {"big": 6750, "small": 2250}
    assert told[0] == "big: 6,750 heads, within the dossier's 4,000 to 9,000"
    north = table[table["militia"].str.startswith("big") & (table["home"] == "north")]["heads"].sum()
    assert north == pytest.approx(0.75 * 6750, abs=260)  # within a sub-unit


def test_beyond_the_claims_come_recruits_and_below_them_a_part():
    assert groups(made(13_000)[0]) == {"big": 9000, "small": 3000, POPULATION: 1000}
    table, told = made(2500)
    assert groups(table) == {"big": 2000, "small": 500}
    assert "below the dossier's" in told[0]


def test_intervals_are_the_list_at_both_ends_of_the_ghost_share():
    table, _ = made()
    big = table[table["militia"].str.startswith("big")][["heads_low", "heads", "heads_high"]].sum()
    assert big.heads_low / big.heads == pytest.approx(0.4 / 0.6, abs=0.05)
    assert big.heads_high / big.heads == pytest.approx(0.8 / 0.6, abs=0.05)
    small = table[table["militia"].str.startswith("small")]
    assert (small["heads_low"] == small["heads"]).all()


def test_the_same_seed_gives_the_same_roster_and_another_another():
    assert made()[0].equals(made()[0])
    assert not made()[0].equals(made(seed=2)[0])


@pytest.mark.parametrize("name", ["r.csv", "r.parquet", "r.xlsx"])
def test_a_file_says_that_it_is_synthetic_and_passes_the_door(name, tmp_path):
    table, told = made()
    path = write_roster(table, tmp_path / name, (SYNTHETIC, *told))
    assert about(path) == (SYNTHETIC, *told)
    homes = Homes({"north": "north", "south": "south"})
    cells = read_roster(path, homes, WORDS, starts="2015-07")
    assert cells.total == 9000 and int(cells.high.sum()) == int(table["heads_high"].sum())
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_lines_above_the_header_do_not_shift_a_problem(tmp_path):
    table, told = made()
    table.loc[3, "home"] = "nowhere"
    path = write_roster(table, tmp_path / "r.csv", (SYNTHETIC, *told))
    with pytest.raises(InputError) as caught:
        read_roster(path, Homes({h: h for h in HOMES}), WORDS, starts="2015-07")
    line = int(str(caught.value).split(":")[1])
    assert "nowhere" in path.read_text("utf-8").splitlines()[line - 1]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"expected a name that ends in"):
        write_roster(made()[0], tmp_path / "r.doc", ())


def test_iraq_has_its_groups_named_formations_and_ghosts():
    case = open_case("iraq-2015")
    facts = group_facts(case, "hashd-iran")
    assert facts.formations["badr-organisation"] == pytest.approx(15 / 60)
    assert facts.ghosts == (0.20, 0.45, 0.65)
    assert facts.communities["anbar"] == {"shia-arab": 0.95, "sunni-arab": pytest.approx(0.05)}
    table, told = volunteers(case, 30_000, 7)
    assert table["heads"].sum() == 30_000 and len(told) == 3
    assert set(table["home"]) <= set(case.theatre.place_ids)


def test_libya_takes_its_ghosts_from_what_is_told_of_other_forces():
    low, middle, high = group_facts(open_case("libya-2015"), "lna").ghosts
    assert 0 < low < middle < high < 1
