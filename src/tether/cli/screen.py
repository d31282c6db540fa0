r"""The one place that prints: what comes from data can neither steer a terminal nor stop on its encoding.

    say("8 outputs reproduced"); say("guard.yaml: not YAML", err=True)
    show(page, "markdown")                  # a page on the screen
    with safe_streams(): ...                # around the whole command

Control codes, escapes and the marks that turn a line's direction are shown as escapes (``documents.visible``). Letters
that stdout's encoding lacks (an older terminal, a Windows pipe) are written as ``\u2019`` instead of a traceback, and
one line on stderr says so. A whole HTML page names its own encoding, so a pipe gets it in that one.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tether.documents.handling import refuse_withheld
from tether.documents.visible import escape, visible

if TYPE_CHECKING:
    from tether.report.blocks import Document

LACKING = "tether-lacking"  # the name under which codecs know what is done with a letter that an encoding lacks
_lacking: list[str] = []  # what was written as an escape in this command


def say(said: Any, *, err: bool = False, nl: bool = True) -> None:
    """Print text to stdout, or to stderr with ``err``; ``nl`` ends the line."""
    text = visible(str(said) if not isinstance(said, str) else said)
    stream = sys.stderr if err else sys.stdout
    if not err and not stream.isatty():
        refuse_withheld(text, "what goes to a pipe or file")
    if not err and _is_page(text) and not stream.isatty() and hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write((text + "\n" * nl).encode("utf-8"))
        stream.buffer.flush()
        return
    typer.echo(text, file=stream, nl=nl, color=True)


def show(page: Document, form: str = "", *, nl: bool = True) -> None:
    """Print a page in a form (default: text); one that shows claims marked internal is printed to a terminal only."""
    from tether.report.text import on_screen
    from tether.report.writers import render

    say(on_screen(page) if page.internal and read_here(form) else render(page, form), nl=nl)


def read_here(form: str = "", out: Path | None = None) -> bool:
    """Return whether a person reads what is printed, as text on a terminal: a file, a pipe, any other form leaves."""
    return out is None and form in ("", "text") and sys.stdout.isatty()


@contextmanager
def safe_streams() -> Iterator[None]:
    """Let stdout and stderr escape the letters that their encodings lack; one line at the end says that it happened."""
    codecs.register_error(LACKING, _escaped)
    _lacking.clear()
    with ExitStack() as stack:
        for stream in (sys.stdout, sys.stderr):
            stack.enter_context(_escaping(stream))
        try:
            yield
        finally:
            if _lacking:
                typer.echo(
                    f"this terminal or pipe takes {sys.stdout.encoding}: what it lacks was written as \\uXXXX; for "
                    "every letter set PYTHONIOENCODING=utf-8, or write a file where the verb has --out",
                    err=True,
                )


@contextmanager
def _escaping(stream: Any) -> Iterator[None]:
    change = getattr(stream, "reconfigure", None)
    if change is None:
        yield
        return
    before = stream.errors
    change(errors=LACKING)
    try:
        yield
    finally:
        if not stream.closed:
            change(errors=before)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    _lacking.append(error.object[error.start : error.end])
    return "".join(map(escape, _lacking[-1])), error.end


def _is_page(text: str) -> bool:
    return text[:200].lstrip()[:9].lower() == "<!doctype"
