import pytest

from tether.errors import InputError
from tether.evidence.ged import read_events
from tether.evidence.store import add_events
from tether.theatre import find_events, load, open_panel
from tether.theatre.open_panel import find_card

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture(scope="module")
def iraq():
    return load("iraq")


@pytest.fixture
def path(rows, write):
    return write(rows)


def test_a_pack_a_file_and_a_stored_set(path, iraq):
    events = read_events(path, "Iraq")
    add_events(events)
    pack, card = open_panel({"pack": "iraq"}, iraq)
    assert pack.source == card.id == "ucdp-ged-19.1-iraq"
    by_file, _ = open_panel({"file": path.name}, iraq, path.parent)
    by_name, card = open_panel({"data": "iraq-ged-25.1"}, iraq)
    assert (by_file.cells.best == by_name.cells.best).all() and card == events.card


def test_options_reach_the_panel(path, iraq):
    panel, _ = open_panel({"file": str(path), "date_by": "spread", "span": "2014-05:2014-07"}, iraq)
    anbar = iraq.place_ids.index("anbar")
    assert panel.cells.best[:, anbar, 0].tolist() == [12, 30, 10]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ({}, "expected one of pack, file, data"),
        ({"pack": "iraq", "file": "x"}, "pack and file"),
        ({"file": "x", "dates": "end"}, "unknown key 'dates'"),
        ({"file": "x", "date_by": "middle"}, "end or start or spread"),
        ({"pack": "libya"}, "a pack on the places of Iraq"),
        ({"pack": "mali"}, "no such file"),
        ({"file": "none.csv"}, "no such file"),
    ],
)
def test_faults(events, said, iraq):
    with pytest.raises(InputError, match=said):
        open_panel(events, iraq)


def test_events_of_another_country(rows, write, iraq):
    add_events(read_events(write(rows), "Syria"))
    with pytest.raises(InputError, match="events of Syria"):
        open_panel({"data": "syria-ged-25.1"}, iraq)


def test_find_events_by_path_name_and_set(path, tmp_path):
    kept = add_events(find_events(str(path), "IRQ"))
    assert len(find_events(kept.name)) == len(find_events(str(kept.table))) == 20
    with pytest.raises(InputError, match="expected Iraq"):
        find_events(kept.name, "Syria")
    for named, said in (("none.csv", "no such file"), ("none", "no stored data")):
        with pytest.raises(InputError, match=said):
            find_events(named)


def test_find_card_of_a_pack_and_a_file(path):
    assert find_card("libya").version == "21.1"
    assert find_card(str(path), "Iraq").version == "25.1"
