"""A file is whole or not there: drafts aside, old folders kept until the new one stands, links not followed."""

import os
import shutil
import stat

import pytest

from tether.documents.files import (
    MARK,
    below,
    mark_text,
    new_folder,
    replacing,
    replacing_folder,
    write_bytes,
    write_text,
)
from tether.errors import InputError, UsageError


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_text_and_bytes_arrive_and_leave_nothing_behind(tmp_path):
    assert write_text(tmp_path / "a.txt", "größer\n").read_bytes() == "größer\n".encode()
    write_bytes(tmp_path / "a.txt", b"\r\n\x00")
    assert (tmp_path / "a.txt").read_bytes() == b"\r\n\x00"
    assert names(tmp_path) == ["a.txt"]


def test_a_new_file_has_the_rights_that_any_file_gets(tmp_path):
    (tmp_path / "plain").touch()
    write_text(tmp_path / "ours", "x")
    assert stat.S_IMODE((tmp_path / "ours").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_writer_that_fails_leaves_the_old_file_and_no_draft(tmp_path):
    write_text(tmp_path / "a.csv", "old")
    with pytest.raises(ValueError, match="no more"), replacing(tmp_path / "a.csv") as draft:
        draft.write_text("half")
        raise ValueError("no more")
    assert (tmp_path / "a.csv").read_text() == "old" and names(tmp_path) == ["a.csv"]


def test_a_draft_keeps_the_ending_and_its_name_cannot_be_guessed(tmp_path):
    seen = set()
    for _ in range(3):
        with replacing(tmp_path / "roster.xlsx") as draft:
            assert draft.name == "roster.xlsx" and draft.parents[2] == tmp_path
            seen.add(draft)
    assert len(seen) == 3


def test_a_link_in_the_place_of_the_file_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    write_text(tmp_path / "ours", "ours")
    assert (tmp_path / "theirs").read_text() == "theirs" and not (tmp_path / "ours").is_symlink()


def test_what_cannot_be_written_names_the_file_that_was_meant(tmp_path):
    write_text(tmp_path / "made" / "on the way" / "a.txt", "x")
    with pytest.raises(NotADirectoryError) as caught:
        write_text(tmp_path / "made" / "on the way" / "a.txt" / "b.txt", "x")
    assert caught.value.filename == str(tmp_path / "made" / "on the way" / "a.txt" / "b.txt")
    shutil.rmtree(tmp_path / "made")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        write_text(tmp_path / "folder", "x")
    assert caught.value.filename == str(tmp_path / "folder") and names(tmp_path) == ["folder"]


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path):
    for text in ("first", "second"):
        with replacing_folder(tmp_path / "above" / "plan", "plan") as draft:
            (draft / text).write_text(text)
            (draft / "below").mkdir()
            (draft / "below" / "x").touch()
        assert names(tmp_path / "above") == ["plan"] and names(tmp_path / "above" / "plan") == [MARK, "below", text]


@pytest.fixture
def plan(tmp_path):
    """An earlier plan of ours with one file in it."""
    with replacing_folder(tmp_path / "plan", "plan") as draft:
        (draft / "old").touch()
    return tmp_path / "plan"


def test_a_folder_that_fails_leaves_the_old_one(plan):
    with pytest.raises(RuntimeError), replacing_folder(plan, "plan") as draft:
        (draft / "new").touch()
        raise RuntimeError
    assert names(plan.parent) == ["plan"] and names(plan) == [MARK, "old"]


def test_a_rename_that_fails_puts_the_old_folder_back(plan, monkeypatch):
    rename, calls = os.rename, []

    def refuse_second(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise PermissionError(13, "Permission denied", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_second)
    with pytest.raises(PermissionError), replacing_folder(plan, "plan") as draft:
        (draft / "new").touch()
    assert names(plan.parent) == ["plan"] and names(plan) == [MARK, "old"]


def test_a_new_folder_leaves_one_with_something_in_it_alone(tmp_path):
    (tmp_path / "run").mkdir()
    with new_folder(tmp_path / "run") as draft:
        (draft / "mine").touch()
    assert names(tmp_path / "run") == ["mine"], "an empty one may be taken"
    with pytest.raises(UsageError, match="in it: mine"), new_folder(tmp_path / "run"):
        pytest.fail("it began to write")
    assert names(tmp_path) == ["run"] and names(tmp_path / "run") == ["mine"]


def test_of_two_that_make_a_new_folder_the_later_is_told(tmp_path):
    with pytest.raises(UsageError, match="in it: first"), new_folder(tmp_path / "case") as later:
        with new_folder(tmp_path / "case") as draft:
            (draft / "first").touch()
        (later / "second").touch()
    assert names(tmp_path) == ["case"] and names(tmp_path / "case") == ["first"]


@pytest.mark.parametrize("make", [new_folder, lambda folder: replacing_folder(folder, "plan")])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_a_link_is_no_folder_to_write(tmp_path, kind, make):
    (tmp_path / "real").mkdir()
    if kind == "file":
        (tmp_path / "plan").touch()
    else:
        (tmp_path / "plan").symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match=f"a {kind}, left alone"), make(tmp_path / "plan"):
        pytest.fail("it began to write")
    assert names(tmp_path / "real") == [] and names(tmp_path) == ["plan", "real"]


def theirs(folder):
    (folder / MARK).unlink()


def of_another_kind(folder):
    (folder / MARK).write_text(mark_text("run", ["old"]))


def no_mark_at_all(folder):
    (folder / MARK).write_text("[]")


@pytest.mark.parametrize("spoil", [theirs, of_another_kind, no_mark_at_all])
def test_a_folder_without_our_mark_is_never_replaced_and_what_is_in_it_is_told(plan, spoil):
    for name in "abcdef":
        (plan / name).touch()
    spoil(plan)
    before = {p.name: p.read_bytes() for p in plan.iterdir()}
    refused = pytest.raises(UsageError, match=r"in it: .*a, b.* and \d more\).*move this one away")
    with refused, replacing_folder(plan, "plan"):
        pytest.fail("it began to write")
    assert {p.name: p.read_bytes() for p in plan.iterdir()} == before


def test_a_file_that_a_person_put_into_a_folder_of_ours_is_never_lost(plan):
    (plan / "notes").mkdir()
    (plan / "notes" / "mine.docx").touch()
    (plan / "empty").mkdir()
    with pytest.raises(UsageError, match=r"left alone \(empty, notes/mine.docx\)"), replacing_folder(plan, "plan"):
        pytest.fail("it began to write")
    (plan / "notes" / "mine.docx").unlink()
    (plan / "notes").rmdir()
    (plan / "empty").rmdir()
    (plan / ".DS_Store").touch()
    with pytest.raises(UsageError, match=r"late\.txt"), replacing_folder(plan, "plan") as draft:
        (draft / "new").touch()
        (plan / "late.txt").touch()  # while we wrote
    (plan / "late.txt").unlink()
    with replacing_folder(plan, "plan") as draft:
        (draft / "new").touch()
    assert names(plan) == [MARK, "new"]


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/etc", "a\\b", "c:x", "a\0b"])
def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="expected the name of one thing in this folder"):
        below(tmp_path, "charters", name)


def test_a_link_on_the_way_is_refused_and_the_folder_asked_for_may_be_one(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "asked").symlink_to(tmp_path / "real")
    assert below(tmp_path / "asked", "plan", "a.yaml") == tmp_path / "asked" / "plan" / "a.yaml"
    (tmp_path / "real" / "plan").symlink_to(tmp_path)
    with pytest.raises(InputError, match="a link"):
        below(tmp_path / "asked", "plan", "a.yaml")
