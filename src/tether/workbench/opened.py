"""What the door holds open: laws and reports, each read once as long as it is asked about.

    law = law_of(Upload("draft.docx", data))        # as ``tether.law.read_law`` reads the file
    report = report_of(CharterText("guard.yaml", text), CheckSettings())

A law is read from a file of its own in a folder that is gone afterwards, since every reader takes a path; messages name
the file alone. ``forget`` lets go of all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tether.charter.check import Report, check
from tether.charter.configuration import CheckSettings
from tether.charter.known import known_in
from tether.charter.read import charter_from_text
from tether.charter.reports.output import CheckOptions, check_settings
from tether.charter.schema import Charter
from tether.errors import InputError, UsageError
from tether.law.read import read_law
from tether.law.written_law import WrittenLaw
from tether.workbench.request import CharterText, DoorRequest, Upload

T = TypeVar("T")


def in_folder(work: Callable[[Path], T]) -> T:
    """Do what needs files in a folder of its own; messages name its files without it."""
    with TemporaryDirectory(prefix="tether-") as folder:
        at = Path(folder)
        prefix = f"{folder}/"
        try:
            return work(at)
        except InputError as error:
            raise InputError([replace(p, where=p.where.replace(prefix, "")) for p in error.problems]) from None
        except UsageError as error:
            raise type(error)(str(error).replace(prefix, "")) from None


def put(folder: Path, upload: Upload) -> Path:
    """Write a file into a folder; return its path."""
    path = folder / upload.name
    path.write_bytes(upload.data)
    return path


@lru_cache(maxsize=4)
def law_of(upload: Upload) -> WrittenLaw:
    """Read a written text as a law."""
    law = in_folder(lambda folder: read_law(put(folder, upload)))
    return replace(law, file=upload.name)


def settings_of(request: DoorRequest) -> CheckSettings:
    """Return how a charter is checked: ``settings`` of the request, by the words of the command line."""
    asked = request.part("settings")
    options = CheckOptions(
        select=asked.text("select"),
        ignore=asked.text("ignore"),
        world=asked.text("world"),
        country=asked.text("country"),
        as_of=asked.text("as_of"),
        kind=asked.text("kind"),
        bounds=asked.words("bounds"),
        isolated=True,
    )
    (settings,) = check_settings([Path("charter.yaml")], options)
    return settings


@lru_cache(maxsize=4)
def theatre_of(country: str) -> Any:
    """Return a country's fixed axes; None where none is named."""
    if not country:
        return None
    from tether.theatre import load

    return load(country)


def base_of(request: DoorRequest) -> Charter | None:
    """Return the status quo that an overlay is laid over; None where none is given."""
    if not request.has("base"):
        return None
    given = request.charter("base")
    return charter_from_text(given.text, given.name)


def asked_report(request: DoorRequest, *, trace: bool = False) -> Report:
    """Return what the rules say of the request's charter."""
    given, settings = request.charter(), settings_of(request)
    if request.has("base"):
        return _checked(given, settings, base_of(request), trace)
    return report_of(given, settings, trace)


@lru_cache(maxsize=6)
def report_of(given: CharterText, settings: CheckSettings, trace: bool = False) -> Report:
    """Return what the rules say of a charter, as ``tether check`` does."""
    return _checked(given, settings, None, trace)


def _checked(given: CharterText, settings: CheckSettings, base: Charter | None, trace: bool) -> Report:
    theatre = theatre_of(settings.country)
    charter = charter_from_text(given.text, given.name, theatre, base=base)
    known = known_in(theatre, charter, settings.as_of) if theatre is not None else None
    return check(charter, **settings.options, trace=trace, known=known)


def forget() -> None:
    """Let go of every law, report and theatre."""
    for held in (law_of, report_of, theatre_of):
        held.cache_clear()
