"""Two at once, and processes that are gone: who waits, what comes back, what is swept, and what is left alone."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tether.documents import files
from tether.documents.files import (
    ask_writable,
    numbered_folder,
    replacing_folder,
    replacing_pair,
    reserve,
    sweep,
    write_text,
)
from tether.documents.locks import end_work, leave_work, locked, work_folder


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def killed(code, *args):
    """Run code in a process that kills itself where the code says ``die()``."""
    head = "import os, signal, sys\nfrom pathlib import Path\nfrom tether.documents import files, locks\n"
    head += "def die(*_):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    path = os.pathsep.join(p for p in sys.path if p)
    done = subprocess.run([sys.executable, "-c", head + code, *map(str, args)], env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == -9


def test_threads_of_one_process_wait_for_one_another_too(tmp_path):
    inside = []

    def count():
        for _ in range(20):
            with locked(tmp_path / "set"):
                inside.append(1)
                assert len(inside) == 1
                inside.pop()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(tmp_path) == []


def test_who_waits_too_long_is_told_and_a_link_is_not_followed(tmp_path):
    refused = pytest.raises(OSError, match="another process")
    with locked(tmp_path / "set"), refused as caught, locked(tmp_path / "set", seconds=0.05):
        pytest.fail("both hold it")
    assert caught.value.filename == str(tmp_path / "set") and names(tmp_path) == []
    (tmp_path / "theirs").touch()
    (tmp_path / ".set.tether-lock").symlink_to(tmp_path / "theirs")
    with pytest.raises(OSError) as caught, locked(tmp_path / "set"):
        pytest.fail("it followed a link")
    assert caught.value.errno == errno.ELOOP


def test_what_a_killed_process_left_is_swept_by_the_next_that_writes_there(tmp_path):
    killed(
        "with files.replacing(Path(sys.argv[1]) / 'a.txt') as draft, locks.locked(Path(sys.argv[1]) / 'x'): die()",
        tmp_path,
    )
    assert len(names(tmp_path)) == 2
    write_text(tmp_path / "b.txt", "b")
    assert names(tmp_path) == ["b.txt"]


def test_a_draft_that_somebody_writes_and_a_file_that_is_not_ours_are_left_alone(tmp_path):
    (tmp_path / ".mine.lock").touch()
    (tmp_path / ".mine.draft").touch()
    with files.replacing(tmp_path / "a.txt") as draft:
        draft.write_text("a")
        files._SWEPT.clear()
        sweep(tmp_path)
        assert draft.exists()
    assert names(tmp_path) == [".mine.draft", ".mine.lock", "a.txt"]


def test_a_folder_that_had_made_way_when_its_writer_was_killed_comes_back(tmp_path):
    with replacing_folder(tmp_path / "plan", "plan") as draft:
        (draft / "old").touch()
    code = """
rename = os.rename
os.rename = lambda a, b: die() if Path(a).parent.name == "new" else rename(a, b)
with files.replacing_folder(Path(sys.argv[1]), "plan") as draft:
    (draft / "new").touch()
"""
    killed(code, tmp_path / "plan")
    assert not (tmp_path / "plan").exists()
    files._SWEPT.clear()
    sweep(tmp_path)
    assert names(tmp_path) == ["plan"] and names(tmp_path / "plan") == [".tether", "old"]


@pytest.mark.parametrize("later", [False, True])
def test_of_a_pair_the_second_follows_the_first_unless_somebody_wrote_since(tmp_path, later):
    code = """
replace = os.replace
os.replace = lambda a, b: die() if str(b).endswith(".json") else replace(a, b)
with files.replacing_pair(Path(sys.argv[1]) / "a.html", Path(sys.argv[1]) / "a.json") as drafts:
    for draft in drafts: draft.write_text("new")
"""
    for name in ("a.html", "a.json"):
        (tmp_path / name).write_text("old")
    killed(code, tmp_path)
    if later:
        (tmp_path / "a.html").unlink()
        (tmp_path / "a.html").write_text("old")
    files._SWEPT.clear()
    sweep(tmp_path)
    assert names(tmp_path) == ["a.html", "a.json"]
    assert {(tmp_path / name).read_text() for name in names(tmp_path)} == {"old" if later else "new"}


def test_a_pair_whose_second_file_cannot_be_put_is_taken_back(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_text("old")
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError), replacing_pair(tmp_path / "a.html", tmp_path / "a.json") as drafts:
        for draft in drafts:
            draft.write_text("new")
    assert (tmp_path / "a.html").read_text() == "old" and names(tmp_path) == ["a.html", "a.json"]


def test_two_runs_of_one_moment_have_two_names(tmp_path):
    with numbered_folder(tmp_path / "run") as (one, first), numbered_folder(tmp_path / "run") as (two, second):
        (one / "a").touch()
        (two / "b").touch()
    assert (first.name, second.name) == ("run", "run-2") and names(tmp_path) == ["run", "run-2"]
    assert names(first) == ["a"] and names(second) == ["b"]


def test_a_folder_of_work_is_for_one_and_goes_on_after_a_kill(tmp_path):
    killed("f = locks.work_folder(Path(sys.argv[1])); (f / 'block').touch(); die()", tmp_path / "w" / "key")
    ours = work_folder(tmp_path / "w" / "key")
    other = work_folder(tmp_path / "w" / "key")
    assert (ours / "block").exists() and other != ours and not (other / "block").exists()
    leave_work(other)
    assert work_folder(tmp_path / "w" / "key") != ours and not other.exists(), "what nobody holds goes"
    for folder in list((tmp_path / "w").iterdir()):
        end_work(folder)
    assert not (tmp_path / "w").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_without_leave_is_told_before_the_work(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError) as caught:
        ask_writable(tmp_path / "x" / "report.html")
    tmp_path.chmod(0o700)
    assert caught.value.filename == str(tmp_path / "x" / "report.html")


def test_a_place_with_too_little_room_is_told_before_the_work(tmp_path):
    ask_writable(tmp_path / "new" / "x", room=1)
    with pytest.raises(OSError, match="the work takes") as caught:
        ask_writable(tmp_path / "new" / "x", room=2**62)
    assert caught.value.errno == errno.ENOSPC and names(tmp_path) == []


def test_room_is_taken_before_a_file_is_mapped(tmp_path):
    path = tmp_path / "a.npy"
    with path.open("wb") as file:
        file.truncate(1 << 20)
    reserve(path)
    assert path.stat().st_blocks * 512 >= 1 << 20


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a small disk can only be mounted by root")
def test_a_disk_that_is_full_ends_in_a_line_and_not_in_a_signal(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True).returncode:
        pytest.skip("no leave to mount here")
    try:
        write_text(disk / "a.txt", "old")
        with pytest.raises(OSError) as caught:
            write_text(disk / "a.txt", "x" * 500_000)
        assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(disk / "a.txt"))
        (disk / "big").touch()
        os.truncate(disk / "big", 1 << 20)
        with pytest.raises(OSError) as caught:
            reserve(Path(disk / "big"))
        assert caught.value.errno == errno.ENOSPC and (disk / "a.txt").read_text() == "old"
        assert names(disk) == ["a.txt", "big"]
    finally:
        subprocess.run(["umount", disk], check=True)
