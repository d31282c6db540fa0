"""Puts a file or a folder in its place whole or not at all: written aside, then renamed.

    write_text(path, page)
    with replacing(path) as draft: table.to_parquet(draft)         # for writers that want a name
    with replacing_pair(page, twin) as (one, other): ...           # both or neither
    with new_folder(folder) as draft: ...                          # refuses a folder that has something in it
    with numbered_folder(folder) as (draft, folder): ...           # the name, or NAME-2, …, whichever is free
    with replacing_folder(folder, "plan") as draft: ...            # an older plan goes when the new one is whole
    below(runs, run_id, "charters")                                # where an id becomes a path: never out of ``runs``

A folder is replaced only if it is ours: it carries ``MARK``, which says what it is and names every file that was
written into it. One without the mark, of another kind, or with a file beside those named, is left alone, and the
message says what is in it.

What is written lies aside until it is whole, in a folder of ours beside the target whose name can't be guessed, so that
the rename is one step of the file system, nobody can lay a link there beforehand and two runs don't meet:

    .NAME.TOKEN.tether-draft/   new/          what is being written, under its own name
                                old/          what makes way, until the new one stands
                                .tether-lock  held while the writer lives

What was written is flushed to the disk before the rename, the folder's entry after it. Where the writer fails or is
stopped, what stood there stays or comes back, and the draft goes. A process that is killed leaves its draft; the next
one that writes in the same folder finds that nobody holds its lock, puts back what had made way and removes the rest
(``sweep``). An ``OSError`` names the file that was meant, not the draft.
What holds the words of a claim marked internal takes no place at all (``documents.handling``).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tether.documents.file_list import MANIFEST, SEAL, seal
from tether.documents.handling import refuse_withheld_file
from tether.documents.locks import HELD, LOCK, UNKNOWN, beside, is_still, let_go, locked, open_lock
from tether.errors import InputError, Problem, UsageError

MARK = ".tether"  # in a folder that may be replaced: what it is, and the files that were written into it
OF_THE_SYSTEM = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))  # a file manager leaves these where it looks
DRAFT = ".tether-draft"


def write_text(path: str | Path, text: str, *, leaves: bool = True) -> Path:
    """Write text as UTF-8, whole or not at all; return the path. ``leaves``: as in ``replacing``."""
    return write_bytes(path, text.encode("utf-8"), leaves=leaves)


def write_bytes(path: str | Path, data: bytes, *, leaves: bool = True) -> Path:
    """Write bytes, whole or not at all; return the path. ``leaves``: as in ``replacing``."""
    path = Path(path)
    with replacing(path, leaves=leaves) as draft:
        draft.write_bytes(data)
    return path


@contextlib.contextmanager
def replacing(path: str | Path, *, leaves: bool = True) -> Iterator[Path]:
    """Give the name of an empty file to write into; it takes the place of ``path`` when the block ends well.

    The folders above are made. ``leaves`` False: a store of claims on this machine may hold those marked internal.
    """
    path = Path(path)
    with _drafting(path) as scratch:
        draft = _empty_file(scratch / "new" / path.name)
        yield draft
        if leaves:
            refuse_withheld_file(draft, path)
        _flush(draft)
        os.replace(draft, path)
        _flush(path.parent)


@contextlib.contextmanager
def replacing_pair(path: str | Path, other: str | Path) -> Iterator[tuple[Path, Path]]:
    """Give two names of empty files for two of one folder; they take their places, both, when the block ends well.

    If the second can't be put in its place the first is taken back. Where a process is killed between the two, the next
    puts the second one there, unless somebody has written the first anew.
    """
    paths = Path(path), Path(other)
    with _drafting(paths[0]) as scratch:
        drafts = _empty_file(scratch / "new" / paths[0].name), _empty_file(scratch / "new" / paths[1].name)
        yield drafts
        for draft, target in zip(drafts, paths, strict=True):
            refuse_withheld_file(draft, target)
            _flush(draft)
        with locked(paths[0]):
            _put_both(scratch, drafts, paths)
        _flush(paths[0].parent)


@contextlib.contextmanager
def new_folder(folder: str | Path) -> Iterator[Path]:
    """Give a new empty folder to write into; it gets the name of ``folder`` when the block ends well.

    The folders above are made.

    Raises:
        UsageError: a folder that has something in it, a file or a link has the name.
    """
    folder = Path(folder)
    refuse_taken(folder)
    with _drafting(folder) as scratch:
        draft = scratch / "new" / folder.name
        draft.mkdir()
        yield draft
        refuse_withheld_file(draft, folder)
        _put_folder(draft, folder)


@contextlib.contextmanager
def numbered_folder(folder: str | Path) -> Iterator[tuple[Path, Path]]:
    """Give a new empty folder to write into, and the name that it will get: ``folder``, or NAME-2, NAME-3, ….

    It is the first that no folder has and under which nobody is writing one.
    """
    first = Path(folder)
    with contextlib.ExitStack() as stack:
        with _naming(first):
            _make_above(first)
        with locked(first):
            folder = _free(first)
            scratch = stack.enter_context(_drafting(folder))
        draft = scratch / "new" / folder.name
        draft.mkdir()
        yield draft, folder
        refuse_withheld_file(draft, folder)
        _put_folder(draft, folder)


@contextlib.contextmanager
def replacing_folder(folder: str | Path, kind: str, manifest: Mapping[str, Any] | None = None) -> Iterator[Path]:
    """Give a new empty folder to write into; it takes the place of ``folder`` when the block ends well.

    The folders above are made. ``kind`` says what the folder is (a plan): one that stands there is replaced only if it
    is of this kind and holds nothing that was not written into it by us. With a ``manifest`` the folder is sealed: its
    files, the mark among them, are listed with their checksums (``file_list.py``).

    Raises:
        UsageError: a folder that isn't ours, a file or a link has the name.
    """
    folder = Path(folder)
    sweep(folder.parent)
    refuse_foreign(folder, kind)
    with _drafting(folder) as scratch:
        draft = scratch / "new" / folder.name
        draft.mkdir()
        yield draft
        refuse_withheld_file(draft, folder)
        seals = (MANIFEST, SEAL) if manifest is not None else ()
        (draft / MARK).write_text(mark_text(kind, {*_files(draft), *seals}), "utf-8")
        if manifest is not None:
            seal(draft, manifest)
        _flush_all(draft)
        with locked(folder):
            refuse_foreign(folder, kind)
            if folder.exists():
                (scratch / "old").mkdir()
                os.rename(folder, scratch / "old" / folder.name)
            os.rename(draft, folder)  # if this fails, the old one comes back (_put_back)
        _flush(folder.parent)


def refuse_taken(folder: str | Path) -> None:
    """Refuse a name that is taken: by a folder that has something in it, a file or a link.

    Raises:
        UsageError: with what is in the folder and what to do.
    """
    folder = Path(folder)
    _refuse_no_folder(folder)
    if folder.exists() and any(folder.iterdir()):
        found = _some(p.name for p in folder.iterdir())
        raise UsageError(f"{folder}: exists already (in it: {found}); choose another name, or move it away")


def refuse_foreign(folder: str | Path, kind: str) -> None:
    """Refuse to replace what isn't a folder of ours of this kind; a name that is free, or an empty folder, passes.

    Raises:
        UsageError: with what is in the folder and what to do.
    """
    folder = Path(folder)
    _refuse_no_folder(folder)
    if not folder.exists() or not any(folder.iterdir()):
        return
    marked, written = _marked(folder)
    if marked != kind:
        what = f"a {marked} of Tether's" if marked else "a folder that Tether didn't make"
        raise UsageError(
            f"{folder}: {what}, left alone (in it: {_some(p.name for p in folder.iterdir())}); "
            f"expected an empty folder or an earlier {kind}; name another folder, or move this one away"
        )
    others = [p for p in _files(folder) if p not in written and Path(p).name not in OF_THE_SYSTEM]
    if others:
        raise UsageError(
            f"{folder}: a {kind} with files that Tether didn't write, left alone ({_some(others)}); "
            "expected none; move them away, or name another folder"
        )


def mark_text(kind: str, files: Iterable[str]) -> str:
    """Return the mark of a folder of ours: what it is, and every file that it holds, as paths from the folder."""
    return json.dumps({"kind": kind, "files": sorted(files)}, indent=1, ensure_ascii=False) + "\n"


def below(folder: str | Path, *names: str) -> Path:
    """Return the path of ``names``, one under the other, in ``folder``: where an id becomes a path.

    Raises:
        InputError: a name that isn't that of one thing in one folder, or a link on the way: the path would leave
            ``folder``.
    """
    root = path = Path(folder)
    for name in names:
        if name in ("", ".", "..") or set(name) & set("/\\:\0"):
            raise InputError(
                Problem(f"the name {name!r:.80}", where=str(path), expected="the name of one thing in this folder")
            )
        path = path / name
        if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()):
            raise InputError(
                Problem("a link", where=str(path), expected=f"a path inside {root}", remedy="remove the link")
            )
    return path


def _refuse_no_folder(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        found = "a link" if folder.is_symlink() else "a file"
        raise UsageError(f"{folder}: {found}, left alone; expected the name of a folder")


def _marked(folder: Path) -> tuple[str, frozenset[str]]:
    """Return what a folder says that it is, and which files were written into it; nothing where it carries no mark."""
    try:
        told = json.loads((folder / MARK).read_text("utf-8"))
        return str(told["kind"]), frozenset({MARK, *told["files"]})
    except (OSError, ValueError, KeyError, TypeError):
        return "", frozenset()


def _files(folder: Path) -> list[str]:
    """Return what lies in a folder and below it, folders that hold something aside, as paths from the folder.

    Drafts and locks are left out: they are no part of what was written.
    """
    found = []
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.endswith(DRAFT)]
        links = [name for name in folders if Path(above, name).is_symlink()]
        empty = [""] if not folders and not files and Path(above) != folder else []
        names = (*(name for name in files if not name.endswith(LOCK)), *links, *empty)
        found += [Path(above, name).relative_to(folder).as_posix() for name in names]
    return sorted(found)


def _some(names: Iterable[str], most: int = 5) -> str:
    listed = sorted(names)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")


def ask_writable(target: str | Path, room: int = 0) -> None:
    """Ask before the work whether ``target`` can be written: a draft is made beside it, flushed and removed.

    ``room``: bytes that the work is known to take, at the least.

    Raises:
        OSError: it can't be (no leave, a read-only or full place, a quota), or there is less room; names the target.
    """
    target = Path(target)
    place = next((p for p in target.absolute().parents if p.exists()), target.absolute().parent)
    with _naming(target):
        with _drafting(place / target.name) as scratch:
            probe = _empty_file(scratch / "new" / "probe")
            probe.write_bytes(bytes(4096))
            _flush(probe)
        free = shutil.disk_usage(place).free
    if free < room:
        found = f"{free / 1e6:,.0f} MB are free and the work takes {room / 1e6:,.0f} MB at the least"
        raise OSError(errno.ENOSPC, found, str(target))


def reserve(path: Path) -> None:
    """Take from the disk all the room that a new file's size asks for.

    A file that is only named as large, and mapped into memory, would end the process without a word where the disk is
    full.

    Raises:
        OSError: there isn't so much room; names the file.
    """
    with _naming(path), path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except AttributeError:  # no such call here: nothing is reserved, and what is known is that there was room
            if shutil.disk_usage(path.parent).free < size:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None


def sweep(folder: str | Path) -> None:
    """Put in order what processes that are gone left in a folder: what had made way comes back, drafts and locks go.

    Done once in a process for each folder. What somebody else owns, or still holds, is left alone.
    """
    with contextlib.suppress(OSError):
        key = os.getpid(), str(Path(folder).resolve())
        if key not in _SWEPT:
            _SWEPT.add(key)
            for name in [entry.name for entry in os.scandir(folder) if entry.name.startswith(".")]:
                if name.endswith((DRAFT, LOCK)):
                    _sweep(Path(folder) / name)


_SWEPT: set[tuple[int, str]] = set()


def _sweep(path: Path) -> None:
    """Remove a draft or a lock of ours that nobody holds."""
    with contextlib.suppress(OSError):
        found = path.lstat()
        if hasattr(os, "geteuid") and found.st_uid != os.geteuid():
            return
        if path.is_symlink():
            return
        if path.name.endswith(LOCK) and path.is_file() and found.st_size == 0:
            handle, state = open_lock(path, make=False)
            if state is HELD and is_still(handle, path):
                let_go(handle, path)
            else:
                os.close(handle)
        elif path.name.endswith(DRAFT) and path.is_dir() and _is_left(path):
            _clear(path)


def _is_left(scratch: Path) -> bool:
    """Return whether nobody holds a draft; one without a lock is empty, about to be held or just cleared, and goes."""
    try:
        handle, state = open_lock(scratch / LOCK, make=False)
    except FileNotFoundError:
        os.rmdir(scratch)
        return False
    os.close(handle)
    return state is HELD


@contextlib.contextmanager
def _drafting(target: Path) -> Iterator[Path]:
    """Give a folder of ours beside the target, held while the block runs; an ``OSError`` of it names the target."""
    with _naming(target):
        _make_above(target)
        scratch, handle = _scratch(target)
    try:
        with _naming(target, scratch):
            yield scratch
    finally:
        os.close(handle)
        _clear(scratch)


def _make_above(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    sweep(target.parent)


def _scratch(target: Path) -> tuple[Path, int]:
    """Make the folder of a draft and hold its lock; another one if somebody swept it before the lock was held."""
    while True:
        scratch = beside(target, f".{secrets.token_hex(8)}{DRAFT}")
        scratch.mkdir(0o700)
        handle = -1
        try:
            handle, state = open_lock(scratch / LOCK)
            if state is UNKNOWN or (state is HELD and is_still(handle, scratch / LOCK)):
                (scratch / "new").mkdir()
                return scratch, handle
            os.close(handle)
        except FileNotFoundError:
            continue
        except BaseException:
            if handle >= 0:
                os.close(handle)  # or nobody could sweep it while this process lives
            _clear(scratch)
            raise


def _empty_file(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    return path


def _put_folder(draft: Path, folder: Path) -> None:
    _flush_all(draft)
    with locked(folder):
        refuse_taken(folder)  # somebody may have made it while we wrote
        if folder.exists():
            folder.rmdir()
        os.rename(draft, folder)
    _flush(folder.parent)


def _put_both(scratch: Path, drafts: tuple[Path, Path], paths: tuple[Path, Path]) -> None:
    """Put two files in their places; ``put`` holds the first by a second name until the other stands as well."""
    for name in ("old", "put"):
        (scratch / name).mkdir()
    old, put = scratch / "old" / paths[0].name, scratch / "put" / paths[0].name
    _second_name(paths[0], old)
    _second_name(drafts[0], put)
    os.replace(drafts[0], paths[0])
    try:
        os.replace(drafts[1], paths[1])
    except BaseException:
        if old.exists():
            os.replace(old, paths[0])
        else:
            paths[0].unlink()
        raise
    finally:
        put.unlink(missing_ok=True)


def _second_name(path: Path, name: Path) -> None:
    """Give a file that is there a second name, or a copy where the file system knows no second names."""
    try:
        os.link(path, name, follow_symlinks=False)
    except FileNotFoundError:
        return
    except OSError:
        if path.is_file() and not path.is_symlink():
            shutil.copy2(path, name)


def _clear(scratch: Path) -> None:
    """Remove a draft that nobody holds; a folder that had made way for one that never came is put back first."""
    with contextlib.suppress(OSError):
        _put_back(scratch)
        if not _is_needed(scratch):
            for part in ("put", "new", "old"):
                if (scratch / part).exists():
                    shutil.rmtree(scratch / part)
            (scratch / LOCK).unlink(missing_ok=True)  # last: what can't be removed now is found by the next start
            scratch.rmdir()


def _put_back(scratch: Path) -> None:
    for old in _inside(scratch / "old"):
        if old.is_dir() and not os.path.lexists(scratch.parent / old.name):
            os.rename(old, scratch.parent / old.name)
    for put in _inside(scratch / "put"):  # killed between two files: the second follows the first
        first = scratch.parent / put.name
        if first.exists() and put.samefile(first):
            for draft in _inside(scratch / "new"):
                os.replace(draft, scratch.parent / draft.name)


def _is_needed(scratch: Path) -> bool:
    """Return whether a folder lies here that had to make way and could not be put back: the next start tries again."""
    return any(old.is_dir() and not (scratch.parent / old.name).exists() for old in _inside(scratch / "old"))


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _free(first: Path) -> Path:
    """Return the first of NAME, NAME-2, … that no folder has and for which there is no draft."""
    count, wanted = 1, first
    drafts = {p.name for p in first.parent.glob(f".*{DRAFT}")}
    while os.path.lexists(wanted) or any(name.startswith(f"{beside(wanted, '.').name}") for name in drafts):
        count += 1
        wanted = first.with_name(f"{first.name}-{count}")
    return wanted


def _flush_all(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def _flush(path: Path) -> None:
    """Bring a file or a folder to the disk; a system that can't open a folder keeps its own order."""
    if path.is_symlink():
        return
    try:
        held = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(held)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EROFS, errno.EBADF):  # a place without fsync
            raise
    finally:
        os.close(held)


@contextlib.contextmanager
def _naming(target: Path, scratch: Path | None = None) -> Iterator[None]:
    """Let an ``OSError`` name what the caller meant: the target, or the file that is being written into its folder.

    One that names a file elsewhere is left as it is. Writers of tables raise theirs without a name, or as another kind
    of error with the system's number in its words.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        number = error.errno if isinstance(error, OSError) else None
        told = re.search(r"errno ?[=:]? ?(\d+)", str(error), re.IGNORECASE)
        number = number or (int(told[1]) if told else None)
        names = [Path(os.fsdecode(n)) for a in ("filename", "filename2") if (n := getattr(error, a, None)) is not None]
        ours = [n for n in names if scratch is not None and n.is_relative_to(scratch)]
        if (not isinstance(error, OSError) and number is None) or (scratch is not None and names and not ours):
            raise
        why = os.strerror(number) if number else str(error).partition("\n")[0]
        meant = _meant(target, scratch, ours[0]) if scratch is not None and len(names) == 1 else target
        raise OSError(number, why, str(meant)) from error


def _meant(target: Path, scratch: Path, draft: Path) -> Path:
    parts = draft.relative_to(scratch).parts
    return target.joinpath(*parts[2:]) if parts[:2] == ("new", target.name) else target


def short_name(path: str | Path) -> str:
    """Return a path as a reader knows it: a charter that is shipped by its name (iraq-2026/bill-2025), others as given.

    >>> short_name("drafts/guard.yaml")
    'drafts/guard.yaml'
    """
    home, place = Path(__file__).parents[1], Path(path)
    if not place.is_relative_to(home):
        return str(path)
    parts = place.relative_to(home).parts
    if parts[0] == "cases" and len(parts) == 4:
        return f"{parts[1]}/{place.stem}"
    return place.name
