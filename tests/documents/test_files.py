"""A file is whole or not there: drafts aside, old folders kept until the new one stands, links not followed."""

import os
import stat

import pytest

from tether.documents.files import replacing, replacing_folder, write_bytes, write_text


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
            assert draft.parent == tmp_path and draft.suffix == ".xlsx" and draft.name.startswith(".roster.")
            seen.add(draft.name)
    assert len(seen) == 3


def test_a_link_in_the_place_of_the_file_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    write_text(tmp_path / "ours", "ours")
    assert (tmp_path / "theirs").read_text() == "theirs" and not (tmp_path / "ours").is_symlink()


def test_what_cannot_be_written_names_the_file_that_was_meant(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_text(tmp_path / "none" / "a.txt", "x")
    assert caught.value.filename == str(tmp_path / "none" / "a.txt")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        write_text(tmp_path / "folder", "x")
    assert caught.value.filename == str(tmp_path / "folder") and names(tmp_path) == ["folder"]


def test_a_folder_takes_the_place_of_the_old_one_when_it_is_whole(tmp_path):
    for text in ("first", "second"):
        with replacing_folder(tmp_path / "above" / "plan") as draft:
            (draft / text).write_text(text)
            (draft / "below").mkdir()
            (draft / "below" / "x").touch()
        assert names(tmp_path / "above") == ["plan"] and names(tmp_path / "above" / "plan") == ["below", text]


def test_a_folder_that_fails_leaves_the_old_one(tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "old").touch()
    with pytest.raises(RuntimeError), replacing_folder(tmp_path / "plan") as draft:
        (draft / "new").touch()
        raise RuntimeError
    assert names(tmp_path) == ["plan"] and names(tmp_path / "plan") == ["old"]


def test_a_rename_that_fails_puts_the_old_folder_back(tmp_path, monkeypatch):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "old").touch()
    rename, calls = os.rename, []

    def refuse_second(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise PermissionError(13, "Permission denied", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_second)
    with pytest.raises(PermissionError), replacing_folder(tmp_path / "plan") as draft:
        (draft / "new").touch()
    assert names(tmp_path) == ["plan"] and names(tmp_path / "plan") == ["old"]


def test_a_folder_with_something_in_it_is_left_alone_where_asked(tmp_path):
    (tmp_path / "run").mkdir()
    with replacing_folder(tmp_path / "run", replace=False) as draft:
        (draft / "mine").touch()
    assert names(tmp_path / "run") == ["mine"], "an empty one may be taken"
    with (
        pytest.raises(OSError, match="not empty") as caught,
        replacing_folder(tmp_path / "run", replace=False) as draft,
    ):
        (draft / "other").touch()
    assert caught.value.filename == str(tmp_path / "run")
    assert names(tmp_path) == ["run"] and names(tmp_path / "run") == ["mine"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_a_link_is_no_folder_to_replace(tmp_path, kind):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "kept").touch()
    if kind == "file":
        (tmp_path / "plan").touch()
    else:
        (tmp_path / "plan").symlink_to(tmp_path / "real")
    with pytest.raises(NotADirectoryError), replacing_folder(tmp_path / "plan"):
        pytest.fail("it began to write")
    assert names(tmp_path / "real") == ["kept"] and names(tmp_path) == ["plan", "real"]
