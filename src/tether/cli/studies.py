"""``tether brief CASE``: from a case to a run folder with its brief.

``tether compare CASE``: how the charters of a case stand to one another, under every theory.

``tether new``: a case of any country from an event file.

``tether verify RUN``: checks the files of a run folder, runs it again and compares everything.

``tether memo RUN``: two pages for a cabinet, as a Word file, from a finished brief.

``tether defence RUN``: each headline sentence, what it rests on, an objection and the answer.

``tether export RUN --to FORM``: a run, or a plan, in another program's form.

``tether passage [CASE]``: whose votes are there, and how counting them did on past bills.
"""

from __future__ import annotations

from pathlib import Path

import typer

from tether.cli.screen import say


def brief(
    case: str = typer.Argument(..., help="A shipped case (iraq-2015) or the folder of a case."),
    charter: list[Path] = typer.Option([], "--charter", help="Compare these charter files instead of the case's own."),
    out: Path = typer.Option(None, "--out", help="Also copy the brief to this file."),
    runs: Path = typer.Option(Path("runs"), "--runs", help="Where run folders are written."),
    seed: int = typer.Option(None, "--seed", min=0, help="Seed of all named noise (default: the case's)."),
    months: int = typer.Option(None, "--months", help="Horizon, 1 to 36 (default: the case's)."),
    worlds: Path = typer.Option(None, "--worlds", help="A file of your own beliefs (worlds.yaml)."),
    events: str = typer.Option("", "--events", help="A GED file or a stored set, in place of the case's events."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads; changes no byte."),
    leave_one_out: bool = typer.Option(
        False, "--leave-one-out", "--jackknife", help="Say what hangs on one source (a minute more)."
    ),
    precision: str = typer.Option(
        "normal", "--precision", help="normal; high: 1,024 worlds × 16 particles; worlds: 4,096 × 8."
    ),
    scheduler: str = typer.Option("", "--scheduler", help="Address of a Dask cluster to run on; changes no byte."),
    json_: bool = typer.Option(False, "--json", help="Print the manifest instead of the folder."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and check everything, project nothing."),
    lang: str = typer.Option("en", "--lang", help="Language of --out: en, ar (ar-arab, ar-latn: its digits), fr."),
) -> None:
    """Run a case and write its brief.

    Example: tether brief iraq-2015 --out brief.html
    """
    from tether.cli.run_study import run_brief

    run_brief(
        *(case, charter, out, runs, seed, months, workers, json_, dry_run, leave_one_out, precision, scheduler),
        *(worlds, events, lang),
    )


def compare(
    case: str = typer.Argument(..., help="A shipped case (iraq-2015) or the folder of a case."),
    charter: list[Path] = typer.Option([], "--charter", help="Compare these charter files instead of the case's own."),
    theory: str = typer.Option(None, "--theory", help="The theory that leads; all are run and printed."),
    outcome: str = typer.Option(None, "--outcome", help="Another outcome than the one that leads."),
    months: int = typer.Option(None, "--months", help="Horizon, 1 to 36 (default: the case's)."),
    worlds: Path = typer.Option(None, "--worlds", help="A file of your own beliefs (worlds.yaml)."),
    events: str = typer.Option("", "--events", help="A GED file or a stored set, in place of the case's events."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads; changes no byte."),
    leave_one_out: bool = typer.Option(
        False, "--leave-one-out", "--jackknife", help="Leave out each source in turn (slow)."
    ),
    precision: str = typer.Option(
        "normal", "--precision", help="normal; high: 1,024 worlds × 16 particles; worlds: 4,096 × 8."
    ),
    scheduler: str = typer.Option("", "--scheduler", help="Address of a Dask cluster to run on; changes no byte."),
    why: str = typer.Option(
        "", "--why", help="Say which inputs turn an option's sign: put in another case's (or: neutral)."
    ),
    json_: bool = typer.Option(False, "--json", help="Print every table and sentence as JSON."),
) -> None:
    """Compare the sponsor's and the host's options of a case.

    Example: tether compare iraq-2015 --theory settlement
    """
    from tether.cli.run_study import run_compare

    run_compare(
        case, charter, theory, outcome, months, workers, leave_one_out, json_, precision, scheduler, worlds, events, why
    )


def new(
    name: str = typer.Argument(help="Name of the case: lower-case letters, digits and hyphens."),
    events: str = typer.Option(..., "--events", help="A GED file, a located-events table, or a stored set's name."),
    country: str = typer.Option(
        "", "--country", help="Any name, ISO3 code or number (default: the file's only country)."
    ),
    boundaries: Path | None = typer.Option(None, "--boundaries", help="GeoJSON of first-order units, in degrees."),
    name_property: str = typer.Option("", "--name-property", help="Property of the boundaries that holds the names."),
    place_column: str = typer.Option("", "--place-column", help="Column of places (default adm_1, else ne_adm1)."),
    release: str = typer.Option("", "--release", help="GED release, where the file's name does not say it."),
    cut_off: str = typer.Option("", "--cut-off", help="Last month that the case may know (default: the file's last)."),
    date_by: str = typer.Option("", "--date-by", help="end, start or spread (default: end where the file has it)."),
    out: Path = typer.Option(Path(), "--out", help="Folder in which the case folder is made."),
) -> None:
    """Make a case folder that runs and says what it lacks.

    Example: tether new mali-2024 --country Mali --events GEDEvent_v25_1.csv
    """
    from tether.cli.progress import folder_target
    from tether.evidence.boundaries import read_boundaries
    from tether.study.new_case import start_case
    from tether.theatre import find_events

    folder_target(out)
    found = find_events(events, country, place_column=place_column, version=release)
    units = read_boundaries(boundaries, found.country, name_property) if boundaries else []
    source = boundaries.name if boundaries else ""
    chosen = {"boundaries": units, "boundary_source": source, "cut_off": cut_off, "date_by": date_by or None}
    made = start_case(name, found, out, **chosen)  # type: ignore[arg-type]
    say((made.folder / "CHECKLIST.md").read_text("utf-8"), err=True)
    say(str(made.folder))


def verify(
    run: Path = typer.Argument(..., help="A run folder that tether brief wrote."),
    files_only: bool = typer.Option(False, "--files-only", help="Check the files against their list alone (seconds)."),
    workers: int = typer.Option(1, "--workers", min=1, help="Threads; changes no byte."),
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Check a run's files, make the run again and compare every number, table and sentence; exit 1 if any differs.

    Example: tether verify runs/2026-11-22T0931Z-iraq-2015-7f3a
    """
    from tether.cli.run_study import verification_as_json, verification_as_text
    from tether.study.verify_run import verify_run

    found = verify_run(run, workers, files_only=files_only)
    say(verification_as_json(found) if json_ else verification_as_text(found))
    raise typer.Exit(0 if found.ok else 1)


def memo(
    run: Path = typer.Argument(..., help="A run folder, or its brief.html or brief.json."),
    out: Path = typer.Option(Path("memo.docx"), "--out", help="Where the memo is written."),
) -> None:
    """Write a memo of the brief's own sentences, each with the id of its result.

    Example: tether memo runs/2026-11-22T0931Z-iraq-2015-7f3a --out memo.docx
    """
    from tether.brief.exports import read_brief, write_memo
    from tether.cli.progress import file_target

    file_target(out)
    say(write_memo(read_brief(run), out))


def defence(
    run: Path = typer.Argument(..., help="A run folder, or its brief.html or brief.json."),
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print what stands behind each headline sentence of a finished brief.

    Example: tether defence runs/2026-11-22T0931Z-iraq-2015-7f3a
    """
    from tether.brief.exports import defended, read_brief
    from tether.cli.run_study import defence_as_json, defence_as_text

    defences = defended(read_brief(run))
    say(defence_as_json(defences) if json_ else defence_as_text(defences))


def export(
    run: Path = typer.Argument(..., help="A run folder, or the folder of a plan (xlsx)."),
    to: str = typer.Option(..., "--to", help="docx, pdf, xlsx, csv, parquet, netcdf, hub or views."),
    out: Path = typer.Option(None, "--out", help="File or folder (default: named after the run, here)."),
    restricted: bool = typer.Option(False, "--restricted", help="A plan's working tables, for their holder alone."),
) -> None:
    """Write a finished run, or a plan, in another program's form; nothing is computed anew.

    Example: tether export runs/2026-11-22T0931Z-iraq-2015-7f3a --to xlsx
    """
    from tether.cli.progress import file_target, folder_target
    from tether.study.export import FORMS
    from tether.study.export import export as written

    if out is not None:
        (file_target if getattr(FORMS.get(to), "ending", ".") else folder_target)(out)
    say(written(run, to, out, restricted=restricted))


def passage(
    case: str = typer.Argument("", help="A case; without one, the score on past bills."),
    charter: list[Path] = typer.Option([], "--charter", help="These charters (names or files) instead of the case's."),
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Count the votes of a case's charters, or score the counting on past bills.

    Example: tether passage iraq-2015 --charter p10-individuals
    """
    from tether.cli.run_study import of_bills, of_case

    say(of_case(case, charter, json_) if case else of_bills(json_))


VERBS = (
    brief,
    compare,
    new,
    verify,
    memo,
    defence,
    export,
    passage,
)
