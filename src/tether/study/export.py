"""A finished run, or a plan, in another program's form: one gate, one door, nothing computed anew.

    export("runs/2026-…", "csv")                        # a folder: tables as CSV, with datapackage.json
    export("runs/2026-…", "docx", Path("brief.docx"))   # the brief as a Word file
    export("plan", "xlsx")                              # a plan's published tables; restricted=True: its working tables

``docx`` and ``pdf`` are the brief itself; ``xlsx`` every table with headings in words; ``csv``, ``parquet`` and
``netcdf`` the data with a Frictionless ``datapackage.json``; ``hub`` and ``views`` the status quo's forecast as
forecast hubs and VIEWS lay it out. Whatever form, two marks hold. A run's case is opened first, where it is still here,
so that the words of its internal claims are known and no file that holds one is put in its place
(``documents/handling.py``); a folder marked restricted gives nothing without its holder's word.

To add a form: a row of ``FORMS`` and a function.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tether.brief.exports import twin_and_stills
from tether.documents.cells import csv_text
from tether.documents.files import below, replacing, replacing_folder, write_bytes
from tether.documents.handling import RESTRICTED, refuse_restricted, refuse_withheld_file
from tether.errors import InputError, Problem, TetherError, UsageError, did_you_mean
from tether.report.docx import as_docx
from tether.report.from_twin import document_of
from tether.report.pdf import browser, write_pdf
from tether.study.case import open_inputs
from tether.study.data_package import PACKAGE, fields_in, fields_of, package_of, read_package, resource
from tether.study.forecast_tables import hub_table, views_table
from tether.study.run_folder import EXPERIMENTS, OUTCOMES
from tether.study.verify_run import run_manifest
from tether.study.workbooks import published_workbook, restricted_workbook, run_workbook

KIND = "export of a run"
PUBLISHED, WORKING = "published", "working"  # of a plan's folder
EXPECTED = "a run folder that tether brief wrote, or the folder of a plan"
NO_GEOPACKAGE = (
    "gpkg: no library of this install writes GeoPackage (the kept ones, pyogrio and fiona, bring all of GDAL); export "
    "csv, whose tables name places by ISO 3166-2, and join them to boundaries in QGIS"
)


@dataclass(frozen=True)
class ExportForm:
    """One form: what it makes, and whether that is a folder (``ending`` "") or one file."""

    what: str
    ending: str
    make: Callable[[Path, Path], None]  # run, draft


def export(run: str | Path, form: str, out: Path | None = None, *, restricted: bool = False) -> Path:
    """Write a run or a plan in another form; return the path of the file or folder.

    Raises:
        UsageError: no such form, or this form can't be made here, with what to do.
        InputError: not a run or a plan, or one of an older version, or damaged.
        NotForExport: what would be written is marked internal, or the folder restricted.
    """
    if form == "gpkg":
        raise UsageError(NO_GEOPACKAGE)
    if form not in FORMS:
        raise UsageError(f"--to {form}: {did_you_mean(form, [*FORMS, 'gpkg'])}")
    folder = Path(run)
    if _is_plan(folder):
        return _plan(folder, form, out, restricted)
    told, made = run_manifest(folder), FORMS[form]
    _hold_back(told.folder)
    target = out or Path(folder.resolve().name + (made.ending or f"-{form}"))
    if made.ending:
        with replacing(target) as draft:
            made.make(folder, draft)
    else:
        with replacing_folder(target, KIND) as draft:
            made.make(folder, draft)
    return target


def _hold_back(case: str) -> None:
    """Read the claims of a run's case, so that the words of internal ones are known; a case that is gone has none."""
    try:
        _ = open_inputs(case).claims
    except TetherError:
        return


def _is_plan(folder: Path) -> bool:
    return any((folder / n).exists() for n in (PUBLISHED, WORKING, RESTRICTED, "claims.json"))


def _plan(folder: Path, form: str, out: Path | None, restricted: bool) -> Path:
    """Write a plan's workbook: what is published, or with its holder's word what is restricted."""
    if form != "xlsx":
        raise UsageError(f"--to {form}: a plan comes back as xlsx; its own files are CSV and Parquet")
    working = folder if (folder / RESTRICTED).is_file() else folder / WORKING
    if restricted or working == folder:
        refuse_restricted(working, held=restricted)
        return write_bytes(out or Path(f"RESTRICTED-{folder.resolve().name}.xlsx"), restricted_workbook(working))
    return write_bytes(out or Path(f"{folder.resolve().name}.xlsx"), published_workbook(folder / PUBLISHED))


def _docx(run: Path, draft: Path) -> None:
    twin, stills = twin_and_stills(run)
    draft.write_bytes(as_docx(document_of(twin, stills)))


def _pdf(run: Path, draft: Path) -> None:
    browser()
    page = run / "brief.html"
    if not page.is_file():
        raise InputError(Problem("no brief.html", str(run), expected=EXPECTED))
    refuse_withheld_file(page, page)  # no gate can read a PDF
    write_pdf(page, draft)


def _xlsx(run: Path, draft: Path) -> None:
    draft.write_bytes(run_workbook(run, read_package(run)))


def _csv(run: Path, draft: Path) -> None:
    def put(table: pd.DataFrame, name: str) -> Path:
        path = draft / f"{name}.csv"
        path.write_text(csv_text(table), "utf-8")
        return path

    _tables(run, draft, "csv", put)


def _parquet(run: Path, draft: Path) -> None:
    def put(table: pd.DataFrame, name: str) -> Path:
        path = draft / f"{name}.parquet"
        table.to_parquet(path, index=False)
        return path

    _tables(run, draft, "parquet", put)


def _tables(run: Path, draft: Path, form: str, put: Callable[[pd.DataFrame, str], Path]) -> None:
    """Write every table of a run, its worlds among them, and the package that describes them."""
    package = read_package(run)
    worlds = [run / n for n in (EXPERIMENTS, OUTCOMES) if (run / n).is_file()]
    found = []
    for source in [*sorted((run / "tables").glob("*.parquet")), *worlds]:
        try:
            table = pd.read_parquet(source)
        except (ValueError, OSError) as error:
            raise InputError(Problem(f"unreadable ({error})", str(source), expected="a table of a run")) from None
        path = put(table, source.stem)
        found.append(resource(path, path.name, fields_in(package, source.stem)))
    _package(draft, package_of(package, form, found))


def _netcdf(run: Path, draft: Path) -> None:
    package, draws = read_package(run), run / "draws.nc"
    if not draws.is_file():
        raise InputError(Problem("no draws.nc", str(run), expected="a run that projected something"))
    shutil.copyfile(draws, draft / draws.name)
    found = resource(draft / draws.name, draws.name, description="country draws of every outcome, with units")
    _package(draft, package_of(package, "netcdf", [found]))


def _forecast(form: str, table_of: Callable[[Path, Mapping[str, Any]], pd.DataFrame]) -> Callable[[Path, Path], None]:
    def make(run: Path, draft: Path) -> None:
        package = read_package(run)
        table = table_of(run, package)
        name = f"{package['cut_off']}-{package['name']}.csv" if form == "hub" else "status-quo.csv"
        path = below(draft, name)
        path.write_text(csv_text(table), "utf-8")
        found = resource(path, path.name, fields_of(form, table.columns))
        _package(draft, package_of(package, form, [found]))

    return make


def _package(draft: Path, package: Mapping[str, Any]) -> None:
    (draft / PACKAGE).write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")


FORMS = {
    "docx": ExportForm("the brief as a Word file", ".docx", _docx),
    "pdf": ExportForm("the brief on paper, set by a browser", ".pdf", _pdf),
    "xlsx": ExportForm("every table, with headings in words", ".xlsx", _xlsx),
    "csv": ExportForm("every table and the worlds as CSV, described", "", _csv),
    "parquet": ExportForm("the same as Parquet", "", _parquet),
    "netcdf": ExportForm("the draws, described", "", _netcdf),
    "hub": ExportForm("the status quo's forecast as forecast hubs lay it out", "", _forecast("hub", hub_table)),
    "views": ExportForm("the status quo's forecast as VIEWS counts months", "", _forecast("views", views_table)),
}
