from pathlib import Path

import pandas as pd
import pytest

from tether.errors import InputError, UsageError
from tether.evidence.events import describe
from tether.evidence.ged import read_events
from tether.evidence.packs import read_pack, shipped_packs, write_pack
from tether.evidence.store import add_events, data_folder, is_set, stored_events, stored_sets

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def events(rows, write):
    return read_events(write(rows), "Iraq")


def test_what_is_added_comes_back(events):
    kept = add_events(events)
    back = stored_events(kept.name)
    assert kept.name == "iraq-ged-25.1" and is_set(kept.table)
    pd.testing.assert_frame_equal(back.frame, events.frame)
    assert (back.card, back.country.gw, back.notes, back.last_year) == (
        events.card,
        events.country.gw,
        events.notes,
        events.last_year,
    )
    assert dict(back.warnings) == dict(events.warnings)


def test_a_json_of_another_program_makes_no_set(events, tmp_path):
    events.frame.to_parquet(tmp_path / "x.parquet")
    (tmp_path / "x.json").write_text('{"rows": 20}')
    assert not is_set(tmp_path / "x.parquet")


def test_folder_by_name_then_environment_then_home(monkeypatch, tmp_path):
    assert data_folder(tmp_path / "x") == tmp_path / "x"
    assert data_folder() == tmp_path / "store"
    monkeypatch.delenv("TETHER_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/share")
    assert data_folder() == Path("/share/tether")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_folder() == Path.home() / ".local/share/tether"


def test_an_unknown_set_lists_what_there_is(events):
    with pytest.raises(InputError, match="tether data add"):
        stored_events("mali")
    add_events(events)
    with pytest.raises(InputError, match=r"did you mean 'iraq-ged-25\.1'"):
        stored_events("iraq-ged-25")


@pytest.mark.parametrize("ending", [".parquet", ".json"])
def test_a_damaged_set_is_told(events, ending):
    kept = add_events(events)
    path = kept.table.with_suffix("").with_name(kept.name + ending)
    path.write_bytes(path.read_bytes()[:-9] + b"xxxxxxxxx")
    with pytest.raises(InputError, match="cannot be read"):
        stored_events(kept.name)


def test_another_table_in_its_place_is_told(events):
    kept = add_events(events)
    events.frame.iloc[:3].to_parquet(kept.table)
    with pytest.raises(InputError, match="checksum"):
        stored_events(kept.name)


def test_a_write_that_fails_leaves_no_set(events, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("tether.evidence.store.sha256_of", fail)
    with pytest.raises(OSError, match="disk full"):
        add_events(events)
    assert stored_sets() == () and not list(data_folder().iterdir())


@pytest.mark.parametrize("name", ["../elsewhere", "/tmp/x", ".hidden", "a b", "مجموعة", "nul"])
def test_a_name_must_stay_in_the_folder(events, name):
    with pytest.raises(InputError, match="--name"):
        add_events(events, name=name)


def test_a_table_that_is_no_set_is_never_replaced(events, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "x.parquet").write_bytes(b"theirs")
    with pytest.raises(UsageError, match="no set of Tether's, left alone"):
        add_events(events, folder, "x")
    assert [(p.name, p.read_bytes()) for p in folder.iterdir()] == [("x.parquet", b"theirs")]


def test_describe_says_what_a_person_asks(events):
    said = describe(events)
    assert said["events"] == 20 and said["release"] == "25.1" and said["licence"] == "CC BY 4.0"
    assert said["events whose low, best and high are out of order"] == 1
    assert said["events without a death in the best estimate"] == 1


def test_packs_are_repeatable_and_checked(events, tmp_path):
    import numpy as np

    for folder in ("a", "b"):
        write_pack(tmp_path / folder, "x", {"n": np.arange(5, dtype=np.int32)}, {"k": 1}, events.card)
    assert (tmp_path / "a/x.npz").read_bytes() == (tmp_path / "b/x.npz").read_bytes()
    assert read_pack("x", tmp_path / "a").arrays["n"].tolist() == [0, 1, 2, 3, 4]
    (tmp_path / "a/x.npz").write_bytes((tmp_path / "a/x.npz").read_bytes() + b" ")
    with pytest.raises(InputError, match=r"x\.npz: a broken pack .*checksum"):
        read_pack("x", tmp_path / "a")
    (tmp_path / "b/x.json").write_text("{")
    with pytest.raises(InputError, match="broken pack"):
        read_pack("x", tmp_path / "b")
    with pytest.raises(InputError, match="no such file"):
        read_pack("y", tmp_path / "a")


def test_shipped_packs():
    assert {"iraq", "libya"} <= set(shipped_packs())
