"""Builds the Typer app from the verbs of this room's files and turns errors into one message and an exit code."""

from __future__ import annotations

import gc
from importlib import import_module
from io import StringIO
from typing import Any

import typer

from tether import __version__
from tether.cli.screen import safe_streams, say
from tether.errors import TetherError, extra_needed

_CALL_ERROR: Any = typer.BadParameter.__mro__[2]  # click's ClickException, which Typer carries within itself

VERB_FILES = ("studies", "charters", "law", "amend", "planner", "evidence", "scores", "workbench")
FILES = tuple(f"tether.cli.{name}" for name in VERB_FILES)


RARELY = (50_000, 20, 50)  # how often circles of objects are looked for: a run makes millions and few circles


def run(argv: list[str]) -> int:
    """Run one command; a ``TetherError`` is printed to stderr without a traceback and gives its exit code."""
    gc.set_threshold(*RARELY)
    with safe_streams():
        return _run(argv)


def _run(argv: list[str]) -> int:
    try:
        return _app()(argv, prog_name="tether", standalone_mode=False) or 0
    except _CALL_ERROR as error:
        said = StringIO()
        error.show(said)
        say(said.getvalue(), err=True, nl=False)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        say("stopped", err=True)
        return 130
    except TetherError as error:
        say(str(error), err=True)
        return error.exit_code
    except ModuleNotFoundError as error:
        needed = extra_needed(error)
        if needed is None:
            raise
        say(str(needed), err=True)
        return needed.exit_code
    except OSError as error:  # a full disk, a folder without leave: what no door can ask beforehand
        place = error.filename2 or error.filename or "a file"
        say(f"{place}: {error.strerror or error}; expected a place that can be used; name another", err=True)
        return 1


def _app() -> typer.Typer:
    app = typer.Typer(
        name="tether",
        help="A workbench for charters: the written designs by which a state deals with its militias.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for name, verb in verbs().items():
        app.command(name=name)(verb)
    for name, group in groups().items():
        app.add_typer(group, name=name)
    return app


def verbs() -> dict[str, Any]:
    """Return every verb by the name under which it is called: the ``VERBS`` of this room's files."""
    return {v.__name__.replace("_", "-"): v for module in map(import_module, FILES) for v in module.VERBS}


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"tether {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_print_version, is_eager=True),
) -> None:
    pass


def groups() -> dict[str, typer.Typer]:
    """Return every group of verbs by its name: the ``GROUPS`` of this room's files."""
    return {n: group for module in map(import_module, FILES) for n, group in getattr(module, "GROUPS", {}).items()}
