"""What is kept between runs is found again whole or not at all, bounded, and never needed."""

import os

import pytest

from tether.documents.cache import MB, Cache, cache_folder, digest, evict, without_cache


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    return Cache("things", limit=MB)


def test_what_was_kept_is_found_by_its_key(kept):
    assert kept.get("a") is None
    kept.put("a", b"one")
    kept.put("b", b"")
    assert kept.get("a") == b"one" and kept.get("b") == b""
    kept.put("a", b"two")
    assert kept.get("a") == b"two"


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: d[:5], lambda d: b"", lambda d: d[:-1] + b"\x00"])
def test_a_damaged_entry_counts_as_none_and_goes(kept, damage):
    kept.put("a", b"what was kept")
    path = cache_folder("things") / "a"
    path.write_bytes(damage(path.read_bytes()))
    assert kept.get("a") is None
    assert not path.exists()


def test_the_least_recently_used_go_first(kept):
    kept = Cache("things", limit=3 * 132)  # an entry of 100 bytes carries 32 of its own hash
    for name in "abc":
        kept.put(name, bytes(100))
    for age, name in enumerate("cba"):  # a was used longest ago, but is asked for again
        os.utime(cache_folder("things") / name, (1000 - age, 1000 - age))
    assert kept.get("a") is not None
    kept.put("d", bytes(100))
    assert [kept.get(n) is not None for n in "abcd"] == [True, False, True, True]


def test_what_is_larger_than_the_whole_room_is_not_kept(kept):
    kept.put("a", bytes(MB))
    assert kept.get("a") is None and not list(cache_folder("things").iterdir())


def test_switched_off_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("TETHER_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    Cache("things", MB).put("a", b"one")
    assert Cache("things", MB).get("a") is None and not list(tmp_path.iterdir())


def test_it_lies_in_the_users_cache_folder_and_is_his_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("TETHER_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder("things")
    assert folder == tmp_path / "tether" / "things"
    assert folder.stat().st_mode & 0o077 == 0


def test_where_no_folder_can_be_made_nothing_is_kept_and_nothing_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "file"))
    Cache("things", MB).put("a", b"one")
    assert Cache("things", MB).get("a") is None
    assert capsys.readouterr() == ("", "")


def test_a_folder_in_which_others_may_write_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "shared"))
    assert cache_folder("things") is None


def test_an_entry_that_has_gone_meanwhile_stops_nobody(tmp_path):
    (tmp_path / "a").write_bytes(bytes(10))
    (tmp_path / "b").symlink_to(tmp_path / "nowhere")
    evict(tmp_path, 0)
    assert not (tmp_path / "a").exists()


def test_parts_do_not_run_together():
    assert digest(["ab", "c"]) != digest(["a", "bc"]) != digest(["abc"])
    assert digest(["a", b"b"]) == digest([b"a", "b"])


def test_what_is_to_be_checked_finds_nothing_and_keeps_nothing(kept):
    kept.put("a", b"one")
    with without_cache():
        assert kept.get("a") is None and not kept.has("a")
        kept.put("b", b"two")
    assert kept.get("a") == b"one" and kept.has("a") and not kept.has("b")
