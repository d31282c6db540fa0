import re

import pytest

from tether.charter import read_charter
from tether.errors import InputError, UsageError
from tether.evidence.boundaries import Boundary
from tether.evidence.claims import read_claims
from tether.evidence.ged import read_events
from tether.study.case import read_spec
from tether.study.new_case import start_case
from tether.theatre import load, open_panel


def _moved(rows, country, number):
    """The made-up events as if in another country."""
    for row in rows:
        row.update(country=country, country_id=number)
    return rows


@pytest.fixture
def mali(rows, write):
    return read_events(write(_moved(rows, "Mali", "432")), "Mali")


@pytest.fixture
def started(mali, tmp_path):
    return start_case("mali-2015", mali, tmp_path / "cases")


def test_the_folder_is_read_by_every_room(started):
    spec = read_spec(started.folder / "case.yaml")
    assert (spec.id, spec.country, str(spec.cut_off), spec.charters) == ("mali-2015", "theatre.yaml", "2015-12", ())
    theatre = load(started.folder / spec.country)
    panel, card = open_panel(spec.events, theatre, spec.folder)
    assert (
        panel.cells.best.sum() + panel.unplaced.best.sum()
        == started.panel.cells.best.sum() + started.panel.unplaced.best.sum()
    )
    assert card.country == "mali"
    charter = read_charter(started.folder / "charters/status-quo.yaml", theatre)
    assert charter.id == "status-quo"
    assert len(read_claims(started.folder / "claims.yaml")) == 0
    ids = [a.id for a in theatre.actors]
    assert {"clan-a", "clan-b"} <= set(ids) and "civilians" not in ids
    assert "is" not in ids and "islamic-state" in ids  # a shared actor keeps its own id


def test_actors_bear_no_sizes_and_no_order_of_deaths(started):
    ids = re.findall(r"^  (\S+): \{name", (started.folder / "actors.yaml").read_text("utf-8"), re.M)
    assert ids == sorted(ids) and "size" not in (started.folder / "actors.yaml").read_text("utf-8")


def test_the_checklist_says_what_is_missing(started):
    text = (started.folder / "CHECKLIST.md").read_text("utf-8")
    for piece in ("22 events", "no borders", "- [ ] `claims.yaml`", "nothing here has been screened", "out of order"):
        assert piece in text


def test_example_claims_in_the_comments_are_valid_once_filled_in(started, tmp_path):
    text = (started.folder / "claims.yaml").read_text("utf-8")
    source = re.search(r"^#  (un-2015: .*)$", text, re.M).group(1)
    actor, place = "clan-a", started.theatre.place_ids[0]
    lines = re.findall(r"^#    - (\{says.*?\})", text, re.M)
    assert len(lines) == 6
    filled = [ln.replace("src: ID", "src: un-2015").replace("PLACE", place).replace("ACTOR", actor) for ln in lines]
    body = "\n".join(f"    - {ln}" for ln in filled)
    (tmp_path / "claims.yaml").write_text(
        f"country: mali\ncoded: 2026-01-01\nsources:\n  {source}\nclaims:\n  {actor}:\n{body}\n"
    )
    assert len(read_claims(tmp_path / "claims.yaml")) == 6


def test_a_country_with_shipped_actors_and_claims_gets_neither(rows, write, tmp_path):
    made = start_case("iraq-own", read_events(write(rows), "Iraq"), tmp_path)
    assert sorted(p.name for p in made.folder.iterdir()) == [
        "CHECKLIST.md",
        "case.yaml",
        "charters",
        "events.json",
        "events.parquet",
    ]
    assert read_spec(made.folder / "case.yaml").country == "iraq" and made.shipped


def test_boundaries_replace_a_shipped_theatre(rows, write, tmp_path):
    import shapely

    events = read_events(write(rows), "Iraq")
    units = [Boundary("All", "", shapely.box(38, 28, 49, 38))]
    made = start_case("iraq-own", events, tmp_path, boundaries=units, boundary_source="all.geojson")
    assert made.theatre.place_ids == ("all",) and not made.shipped
    assert made.panel.cells.best.sum() > 0


def test_a_country_where_only_shared_actors_fight(rows, write, tmp_path):
    only = _moved([r for r in rows if r["side_b"] == "Civilians"], "Sweden", "380")
    made = start_case("sweden", read_events(write(only), "Sweden"), tmp_path)
    assert "islamic-state" in {a.id for a in made.theatre.actors}


def test_date_by_is_written_and_read(mali, tmp_path):
    made = start_case("spread", mali, tmp_path, date_by="spread")
    spec = read_spec(made.folder / "case.yaml")
    panel, _ = open_panel(spec.events, made.theatre, spec.folder)
    assert (
        panel.cells.events.sum()
        == made.panel.cells.events.sum()
        > start_case("end", mali, tmp_path).panel.cells.events.sum()
    )
    with pytest.raises(InputError, match="end, start, spread"):
        start_case("middle", mali, tmp_path, date_by="middle")


def test_cut_off(mali, tmp_path):
    made = start_case("early", mali, tmp_path, cut_off="2014-05")
    spec = read_spec(made.folder / "case.yaml")
    assert str(spec.cut_off) == "2014-05" and spec.retrospective
    for wrong in ("2016-01", "1988-12", "2014-13", "May 2014", "2014"):
        with pytest.raises(InputError, match="--cut-off"):
            start_case("other", mali, tmp_path, cut_off=wrong)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", ["Mali 2015", "", "../x", "a_b"])
def test_names_are_slugs(mali, tmp_path, name):
    with pytest.raises(UsageError, match="lower-case letters"):
        start_case(name, mali, tmp_path)


def test_nothing_is_overwritten_and_nothing_half_made(mali, tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/x").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        start_case("taken", mali, tmp_path)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("tether.study.new_case.checklist", fail)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match="disk full"):
        start_case("half", mali, tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_an_empty_folder_is_taken(mali, tmp_path):
    (tmp_path / "empty").mkdir()
    assert (start_case("empty", mali, tmp_path).folder / "case.yaml").exists()
