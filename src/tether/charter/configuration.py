"""``tether.toml``: how the charters of a folder are checked, so that nobody types it and everybody does the same.

    select = ["CMD", "IND03"]           # only these rules or families
    ignore = ["LAW06"]                  # not these
    world = "closed"                    # how an absent key is read: open, closed or general
    kind = ["guard"]                    # of the charters that do not say it themselves (meta.kind)
    country = "iraq"                    # ids of this theatre, and the claims on them
    as-of = "2015-02-01"                # with country: claims up to this day
    case = "iraq-2015"                  # instead of country, as-of and base: a case's
    base = "charters/status-quo.yaml"   # what an overlay is laid over
    fail-on = "warning"                 # from which severity on the exit code is 1
    baseline = "known.json"             # findings that are known: only new ones count

    [bounds]                            # of the rules, as --set
    bloc_cap = 0.5

    [per-file."drafts/**/*.yaml"]       # for the files that a pattern fits: adds to ignore, replaces the rest
    ignore = ["SCH03"]

The file nearest to a charter holds: ``tether.toml``, or ``pyproject.toml`` with a table ``[tool.tether]``, in its
folder or the nearest one above. Paths and patterns count from the folder of the file of settings; a pattern without a
``/`` fits the name alone, ``**`` fits any number of folders. What the command line says goes before all of it.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from tether.charter.kinds import kind_names
from tether.charter.rules import RENAMED, all_rules
from tether.charter.settings import Settings
from tether.documents.models import Among, Line, Shape, validated
from tether.documents.toml_file import read_toml
from tether.documents.yaml_file import YamlFile
from tether.errors import Problems

NAMES = ("tether.toml", "pyproject.toml")
WHAT = "a file of settings (TOML)"


@cache
def _codes() -> frozenset[str]:
    return frozenset(RENAMED) | {r.code for r in all_rules()} | {r.family for r in all_rules()}


def _bounds() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Settings))


Code = Annotated[str, Among(_codes, "a rule or family, such as IND03 or CMD")]
Kind = Annotated[str, Among(lambda: kind_names(), "a kind of design, such as guard")]
World = Literal["open", "closed", "general"]
Bound = Annotated[str, Among(_bounds, "a bound of the rules")]
Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class FileConfiguration(Shape):
    """What holds for the files that one pattern fits."""

    select: tuple[Code, ...] | None = Field(None, description="only these rules or families")
    ignore: tuple[Code, ...] = Field((), description="not these rules or families either")
    world: World | None = Field(None, description="how an absent key is read: open, closed or general")
    kind: tuple[Kind, ...] = Field((), description="what kind of design it is, where the charter does not say")


class Configuration(Shape):
    """One file of settings."""

    select: tuple[Code, ...] = Field((), description="only these rules or families")
    ignore: tuple[Code, ...] = Field((), description="not these rules or families")
    world: World | None = Field(None, description="how an absent key is read: open, closed or general")
    kind: tuple[Kind, ...] = Field((), description="what kind of design it is, where the charter does not say")
    country: Line | None = Field(None, description="the theatre whose ids may be used, with the claims on them")
    as_of: Line | None = Field(None, alias="as-of", description="with country: the last day whose claims may be used")
    case: Line | None = Field(None, description="the case that brings country, cut-off and status quo")
    base: Line | None = Field(None, description="the status quo that an overlay is laid over: a charter file")
    fail_on: Literal["stop", "error", "warning", "note", "never"] | None = Field(
        None, alias="fail-on", description="the severity from which on the exit code is 1"
    )
    baseline: Line | None = Field(None, description="the file of the findings that are known")
    bounds: dict[Bound, Amount] = Field({}, description="bounds of the rules, by name")
    per_file: dict[str, FileConfiguration] = Field(
        {}, alias="per-file", description="settings of the files that a pattern fits"
    )


@dataclass(frozen=True)
class CheckSettings:
    """How one charter is checked: the command line over the file of settings over the usual."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    world: str = ""
    kinds: tuple[str, ...] = ()
    country: str = ""
    as_of: str = ""
    case: str = ""
    base: Path | None = None
    fail_on: str = "error"
    baseline: Path | None = None
    bounds: tuple[tuple[str, float], ...] = ()
    source: Path | None = None  # the file of settings that was used

    @property
    def options(self) -> dict[str, Any]:
        """What ``check`` is asked for, by name."""
        asked = {"world": self.world, "kind": self.kinds, "select": self.select, "ignore": self.ignore}
        return {**asked, "settings": Settings(**dict(self.bounds))}


def nearest_configuration(file: str | Path) -> Path | None:
    """Return the file of settings that holds for a file: in its folder or the nearest above; None where there is none.

    A ``pyproject.toml`` counts only where it has a table ``tool.tether``; ``tether.toml`` goes before it.

    Raises:
        InputError: a ``pyproject.toml`` on the way can't be read, so that nobody knows whether it holds.
    """
    for folder in Path(file).absolute().parents:
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name == NAMES[0] or _has_table(path)):
                return path
    return None


def _has_table(path: Path) -> bool:
    tool = read_toml(path, WHAT).tree.get("tool")
    return isinstance(tool, dict) and "tether" in tool


def read_configuration(path: str | Path) -> Configuration:
    """Read a file of settings; raise ``InputError`` with every problem, located by line."""
    document = read_toml(path, WHAT)
    at = ("tool", "tether") if Path(path).name == NAMES[1] else ()
    problems = Problems(document.file)
    if at and not _has_table(Path(path)):
        problems.add("no table [tool.tether]", line=1, expected="settings of Tether")
        problems.raise_if_any()
    found = validated(Configuration, document, problems, at, numbers_are_text=False)
    _unreached(document, at, problems)
    problems.found.sort(key=lambda p: (p.line, p.column))
    problems.raise_if_any()
    assert found is not None
    if found.case and (found.country or found.as_of or found.base):
        expected = "case alone, or country, as-of and base"
        problems.add(f"case {found.case!r} beside country, as-of or base", line=1, expected=expected)
        problems.raise_if_any()
    return found


def settings_of_all(
    files: Sequence[Path], *, config: Path | None = None, isolated: bool = False
) -> list[CheckSettings]:
    """Return how each file is checked, by ``config`` or else the file of settings nearest to it; the usual if isolated.

    Each file of settings is read once; the problems of all of them are raised together as ``InputError``.
    """
    read: dict[Path, Configuration | None] = {}
    problems = Problems()
    sources: list[Path | None] = []
    for file in files:
        source = None
        with problems.collecting():
            source = None if isolated else config or nearest_configuration(file)
        sources.append(source)
        if source is not None and source not in read:
            read[source] = None
            with problems.collecting():
                read[source] = read_configuration(source)
    problems.found = list(dict.fromkeys(problems.found))
    problems.raise_if_any()
    return [
        settings_of(file, source, read[source] if source else None) for file, source in zip(files, sources, strict=True)
    ]


def _unreached(document: YamlFile, at: tuple[str, ...], problems: Problems) -> None:
    """Note the patterns that fit nothing because they are no paths from the folder of the file."""
    tree = document.at(at) if at else document.tree
    patterns = tree.get("per-file") if isinstance(tree, dict) else None
    for pattern in patterns if isinstance(patterns, dict) else ():
        if not pattern or pattern.startswith("/") or "\\" in pattern or ".." in pattern.split("/"):
            problems.extend(
                [document.problem((*at, "per-file", pattern), repr(pattern), "a pattern from this folder down", "write "
                                  "it with /, such as drafts/*.yaml", at_key=True)]
            )  # fmt: skip


def settings_of(file: Path, source: Path | None, found: Configuration | None) -> CheckSettings:
    """Return how a file of settings has one charter checked; the usual where there is none."""
    if source is None or found is None:
        return CheckSettings()
    folder = source.absolute().parent
    base = folder / found.base if found.base else None
    if base is not None and base.resolve() == file.resolve():
        base = None  # the status quo is laid over nothing
    made = CheckSettings(
        select=found.select,
        ignore=found.ignore,
        world=found.world or "",
        kinds=found.kind,
        country=found.country or "",
        as_of=str(found.as_of or ""),
        case=_case_of(found.case, folder),
        base=base,
        fail_on=found.fail_on or "error",
        baseline=folder / found.baseline if found.baseline else None,
        bounds=tuple(found.bounds.items()),
        source=source,
    )
    for own in _fitting(file, folder, found):
        select = made.select if own.select is None else own.select
        made = replace(made, select=select, ignore=(*made.ignore, *own.ignore), world=own.world or made.world)
        made = replace(made, kinds=own.kind or made.kinds)
    return made


def _case_of(case: str | None, folder: Path) -> str:
    """Return a case as named, or as a path from the folder of the file of settings where it is one."""
    return str(folder / case) if case and (folder / case).exists() else case or ""


def _fitting(file: Path, folder: Path, found: Configuration) -> Iterator[FileConfiguration]:
    try:
        path = file.absolute().relative_to(folder).as_posix()
    except ValueError:  # settings given by --config stand elsewhere: only names can be fitted
        path = file.name
    for pattern, own in found.per_file.items():
        if fits(pattern, path):
            yield own


def fits(pattern: str, path: str) -> bool:
    """Return whether a pattern fits a path: by the name where it has no ``/``; ``**`` stands for any folders.

    >>> fits("*.yaml", "drafts/guard.yaml"), fits("drafts/*.yaml", "drafts/old/guard.yaml"), fits("**/old/*", "a/old/b")
    (True, False, True)
    """
    if "/" not in pattern:
        return fnmatch.fnmatchcase(path.rpartition("/")[2], pattern)
    wanted, steps = pattern.split("/"), path.split("/")
    reached = {0}  # how many of the pattern's parts the path's steps so far may have used up
    for step in steps:
        reached = _past(reached, wanted)
        after = {n for n in reached if n < len(wanted) and wanted[n] == "**"}
        after |= {
            n + 1 for n in reached if n < len(wanted) and wanted[n] != "**" and fnmatch.fnmatchcase(step, wanted[n])
        }
        reached = after
    return len(wanted) in _past(reached, wanted)


def _past(reached: set[int], wanted: list[str]) -> set[int]:
    """Add the parts that can be reached by letting a ``**`` stand for no folder."""
    found = set(reached)
    for n in sorted(reached):
        while n < len(wanted) and wanted[n] == "**":
            n += 1
            found.add(n)
    return found
