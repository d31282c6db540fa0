"""Builds the Typer app from the files in ``verbs/`` and turns errors into one message and an exit code."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import typer

from tether import __version__
from tether.cli import verbs
from tether.errors import TetherError, extra_needed

_CALL_ERROR: Any = typer.BadParameter.__mro__[2]  # click's ClickException, which Typer carries within itself


def run(argv: list[str]) -> int:
    """Run one command; a ``TetherError`` is printed to stderr without a traceback and gives its exit code."""
    try:
        return _app()(argv, prog_name="tether", standalone_mode=False) or 0
    except _CALL_ERROR as error:
        error.show()
        return 2
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("stopped", err=True)
        return 130
    except TetherError as error:
        typer.echo(str(error), err=True)
        return error.exit_code
    except ModuleNotFoundError as error:
        needed = extra_needed(error)
        if needed is None:
            raise
        typer.echo(str(needed), err=True)
        return needed.exit_code
    except OSError as error:  # a full disk, a folder without leave: what no door can ask beforehand
        typer.echo(f"{error.filename2 or error.filename or 'a file'}: {error.strerror or error}", err=True)
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
    for module in sorted(m.name for m in pkgutil.iter_modules(verbs.__path__)):
        found = import_module(f"{verbs.__name__}.{module}")
        if hasattr(found, "app"):
            app.add_typer(found.app, name=module.replace("_", "-"))
        else:
            app.command(name=module.replace("_", "-"))(getattr(found, module.rstrip("_")))
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tether {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_print_version, is_eager=True),
) -> None:
    pass
