"""``tether hindcast``: what would have been forecast at past origins, scored against what happened.

``tether facts``: what the mechanisms were held against, misses first: dated facts replayed, policy shocks scored.

``tether after-designs``: what happened after past designs, beside forecasts made without them and placebo dates.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tether.cli.screen import say, show

if TYPE_CHECKING:
    from tether.forecast.hindcast import HindcastRequest
    from tether.theatre.panel import Panel


def hindcast(
    case: str = typer.Argument("", help="A case; or give --events or --series."),
    events: str = typer.Option("", "--events", help="A GED file or a located-events table."),
    country: str = typer.Option("", "--country", help="UCDP's name, a modern name, ISO3 or number."),
    series: Path | None = typer.Option(None, "--series", help="CSV or Parquet: unit, month, value[, events, country]."),
    unit: str = typer.Option("adm1", "--unit", help="country or adm1."),
    types: str = typer.Option("all", "--types", help="all, or sb (state-based violence)."),
    origins: str = typer.Option(..., "--origins", help="Last data months: 2012-10,2013-10 or 2012..2018."),
    leads: str = typer.Option("3-14", "--leads", help="Months ahead, A-B."),
    draws: int = typer.Option(1000, "--draws", help="Draws per unit, origin and lead."),
    out: Path = typer.Option(..., "--out", help="Folder for draws, scores and hindcast.html with its JSON twin."),
    span: str = typer.Option("", "--span", help="First and last month, 1989-01:2018-12."),
    boundaries: Path | None = typer.Option(None, "--boundaries", help="GeoJSON of first-order units."),
    place_column: str = typer.Option("", "--place-column", help="Column of places (default adm_1, else ne_adm1)."),
    date_by: str = typer.Option("", "--date-by", help="start or end (default: end where the file has it)."),
    seed: int = typer.Option(1, "--seed", help="Seed of all draws."),
    workers: int = typer.Option(1, "--workers", help="Processes; they change no byte."),
    sums: bool = typer.Option(
        False, "--sums", help="Also score sums over 12, 24 and 36 months, and the places' model summed (sums.csv)."
    ),
    posterior: bool = typer.Option(
        False,
        "--posterior",
        help="Also fit a posterior over hyper-parameters (minutes per origin), report and score it.",
    ),
) -> None:
    """Score the core and the simple histories at past origins.

    Example: tether hindcast --events ged251.csv --country Mali --unit country --origins 2015..2020 --out mali
    """
    from tether.cli.progress import folder_target
    from tether.forecast.hindcast import HindcastRequest, open_series, read_leads, read_origins
    from tether.forecast.hindcast import hindcast as run
    from tether.forecast.hindcast_page import verdict_of
    from tether.forecast.series import HindcastTask

    folder_target(out)
    asked = read_leads(leads)
    task = HindcastTask(
        tuple(str(o) for o in read_origins(origins, asked)), asked, draws, unit, seed, sums=sums, posterior=posterior
    )
    source = HindcastRequest(case, events, country, series, unit, types, span, boundaries, place_column, date_by)
    scores, written = run(open_series(source, _panel_of(source)), task, out, workers, lambda text: say(text, err=True))
    say(f"{' '.join(verdict_of(scores))}\n{written}")


def _panel_of(asked: HindcastRequest) -> Panel | None:
    """Return the record of the case that is asked for; None where a file is."""
    if not asked.case or asked.events or asked.series:
        return None
    from tether.study import open_case

    return open_case(asked.case).source[0]


def facts(
    country: str = typer.Option("", "--country", help="Policy shocks of one country alone, such as iraq."),
    again: bool = typer.Option(False, "--again", help="Replay the facts now instead of reading the shipped table."),
    json_: bool = typer.Option(False, "--json", help="Print both tables as JSON."),
) -> None:
    """Print facts against replays and core against core + order, as they came out.

    Example: tether facts --country iraq
    """
    from tether.cli.scores_text import facts_as_json, facts_as_text, record_of

    record = record_of(again, country)
    say(facts_as_json(record, country) if json_ else facts_as_text(record, country))


def after_designs(
    charter: str = typer.Argument("", help="A charter (file, name or CASE/CHARTER): designs that share its clauses."),
    cases: Path | None = typer.Option(None, "--cases", help="Your own designs (YAML or CSV), by the shipped numbers."),
    events: str = typer.Option("", "--events", help="An event file for countries of --cases that are not on record."),
    trials: int = typer.Option(1000, "--trials", help="Placebo trials for size and power; 0: none."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(
        None, "--out", "-o", help="Write to this file; .csv the designs, .svg the picture."
    ),
) -> None:
    """Show what happened after past designs, beside the forecast made without them and placebo dates.

    Example: tether after-designs iraq-national-guard-bill-2015 --out after.html
    """
    from tether.cli.progress import file_target
    from tether.precedents.after_designs_page import AfterRequest, after_page, written
    from tether.report.writers import save
    from tether.study.case import charter_of_case

    file_target(out)
    of_case = charter_of_case(charter) if charter else None
    asked = AfterRequest(str(of_case[1]) if of_case else charter, cases, events, trials)
    study, page = after_page(asked, lambda text: say(text, err=True))
    if out is not None and out.suffix in (".csv", ".svg"):
        say(written(study, out), err=True)
        return
    form = "json" if as_json else form
    save(page, out, form) if out else show(page, form)


VERBS = (
    hindcast,
    facts,
    after_designs,
)
