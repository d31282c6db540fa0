"""What goes wrong at the door, said so that a person can mend it.

A ``Problem`` is one fault of an input: what was found, where (file, line, column or row), what was expected, what to
do. Readers collect all problems of a file and raise once:

    found = Problems()
    found.add("month '2015-13'", where="case.yaml", line=4, expected="a month as YYYY-MM")
    found.raise_if_any()

The base install holds the charter room alone; the rest asks for extras (``EXTRAS``). Rooms import what they need
without asking; whoever opens a door (the command line, ``tether.api``) turns a package that isn't there into one line
with ``extra_needed``.

Exit codes of the command line: 0 ok, 1 findings or failure, 2 usage, 3 invalid input, 4 diagnostics failed.
"""

from __future__ import annotations

import difflib
import operator
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

# Import names of what each extra of pyproject.toml brings.
EXTRAS = {
    "cases": (
        *("altair", "duckdb", "h5netcdf", "h5py", "highspy", "jax", "numpy", "pandas", "pyarrow", "rapidfuzz"),
        *("scipy", "scoringrules", "shapely", "vl_convert", "xarray"),
    ),
    "office": ("docx",),
    "cluster": ("dask", "distributed"),
    "posterior": ("blackjax",),
    "lsp": ("pygls", "lsprotocol"),
    "serve": ("starlette", "uvicorn", "h11"),
}


@dataclass(frozen=True)
class Problem:
    """One fault of an input: ``where:line:column: path: found; expected …; remedy``."""

    found: str
    where: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        place = ":".join([self.where or "input", *(str(n) for n in (self.line, self.column) if n)])
        text = f"{_one_line(place, 5_000)}: {_one_line(self.path) + ': ' if self.path else ''}{_one_line(self.found)}"
        for label, part in (("expected ", self.expected), ("", self.remedy)):
            if part:
                text += f"; {label}{_one_line(part, 1_000)}"
        return text


def _one_line(text: str, most: int = 300) -> str:
    """Return a part of a message on one line, and no longer than a person reads: it may quote a hostile file."""
    said = " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text
    return said if len(said) <= most else f"{said[: most - 1]}…"


class TetherError(Exception):
    """The root of what this package raises on purpose; ``exit_code`` is the command line's."""

    exit_code = 1


class UsageError(TetherError):
    """The call itself is wrong: an unknown case, an option out of range."""

    exit_code = 2


class ExtraNeeded(UsageError):
    """The call needs a package that the base install leaves out; names the extra and the command."""


class InputError(TetherError):
    """An input is invalid. Carries every problem found, in the order found."""

    exit_code = 3

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class DiagnosticsError(TetherError):
    """Results were written, but a diagnostic failed and flags them."""

    exit_code = 4


class Problems:
    """Collects the problems of one reading, so that all are told at once."""

    def __init__(self, where: str = ""):
        self.where = where
        self.found: list[Problem] = []

    def add(self, found: str, *, where: str = "", **more: object) -> None:
        """Add one problem; ``where`` defaults to this collector's file."""
        self.found.append(Problem(found, where=where or self.where, **more))  # type: ignore[arg-type]

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems found elsewhere."""
        self.found.extend(problems)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Take over what is raised as ``InputError`` in the block, which ends there."""
        try:
            yield
        except InputError as error:
            self.extend(error.problems)

    def raise_if_any(self) -> None:
        """Raise one ``InputError`` with all that was found; return if nothing was."""
        if self.found:
            raise InputError(self.found)


def extra_needed(error: ModuleNotFoundError) -> ExtraNeeded | None:
    """Return what to say of a package that isn't installed; None for one that no extra brings.

    >>> print(extra_needed(ModuleNotFoundError(name="docx.shared")))
    this needs the extra 'office' (docx isn't installed): pip install 'tether-charters[office]'
    """
    name = (error.name or "").partition(".")[0]
    extra = next((extra for extra, names in EXTRAS.items() if name in names), None)
    if extra is None:
        return None
    return ExtraNeeded(
        f"this needs the extra '{extra}' ({name} isn't installed): pip install 'tether-charters[{extra}]'"
    )


def did_you_mean(word: str, allowed: Iterable[str], *, most: int = 24) -> str:
    """Return a remedy: the nearest allowed word if one is near, and the allowed words if they are few.

    >>> did_you_mean("comander", ["bank", "commander"])
    "did you mean 'commander'? (allowed: bank, commander)"
    """
    names: Sequence[str] = sorted({str(a) for a in allowed})
    guess = _nearest(str(word), names) if len(str(word)) <= LONGEST_GUESSED and len(names) <= MOST_GUESSED else ""
    listed = f"allowed: {', '.join(names)}" if len(names) <= most else f"{len(names)} allowed"
    return f"did you mean '{guess}'? ({listed})" if guess else listed


def plural_of(noun: str) -> str:
    """Return the plural of an English noun, or of the last word of several.

    >>> plural_of("open question"), plural_of("country"), plural_of("box")
    ('open questions', 'countries', 'boxes')
    """
    if noun.endswith("y") and noun[-2:-1] not in ("a", "e", "o", "u"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def numbered(number: float, noun: str) -> str:
    """Return a count with its noun in the form that goes with it.

    >>> numbered(1, "article"), numbered(0, "article"), numbered(1200, "entry")
    ('1 article', '0 articles', '1,200 entries')
    """
    digits = "–" if number != number else f"{round(number):,}".replace("-", "−")
    return f"{digits} {noun if digits == '1' else plural_of(noun)}"


LONGEST_GUESSED, MOST_GUESSED = 80, 10_000  # beyond these a guess would cost seconds and help nobody


def _nearest(word: str, names: Sequence[str]) -> str:
    """Return the name nearest to a word, or ""."""
    near = difflib.get_close_matches(word.lower(), [n.lower() for n in names], n=1, cutoff=0.6)
    return next((n for n in names if near and n.lower() == near[0]), "")


LONGEST_NAME = 255  # bytes of one part of a path: what file systems hold
LONGEST_PATH = 4096


def name_or_path(given: object, asked: str, expected: str) -> str:
    """Return a name or path that a caller gave, as text.

    Raises:
        UsageError: it is neither: None, a number, an empty text, a text that no file system takes as a path (a whole
            file's words given in place of its name). The message names what was ``asked`` for and what is ``expected``.
    """
    if not isinstance(given, str | os.PathLike):
        raise UsageError(f"{asked}: {_shown(given)}; expected {expected}")
    text = os.fspath(given)
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{asked}: {_shown(text)}; expected {expected}")
    if "\n" in text or "\0" in text:
        raise UsageError(f"{asked}: a text of {len(text.splitlines()):,} lines; expected {expected}")
    if len(text) > LONGEST_PATH or any(len(part.encode()) > LONGEST_NAME for part in text.split(os.sep)):
        raise UsageError(f"{asked}: a text of {len(text):,} characters ({text[:40]}…); expected {expected}")
    return text


def whole_number(given: object, asked: str, least: int, most: int) -> int:
    """Return a whole number between two bounds; UsageError with the bounds for anything else."""
    number = None if isinstance(given, bool) or not hasattr(given, "__index__") else operator.index(given)
    if number is None or not least <= number <= most:
        raise UsageError(f"{asked}: {_shown(given)}; expected a whole number from {least:,} to {most:,}")
    return number


def _shown(value: object) -> str:
    """Return a value as a message shows it: short, with its type where it is no text."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, str):
        return "an empty text" if not value.strip() else f"{value[:40]!r}"
    text = repr(value).splitlines()[0] if repr(value) else ""
    return f"{text[:60]} ({type(value).__name__})"
