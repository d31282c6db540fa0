"""From files to what is printed: reads, checks, renders, writes, and gives the exit code.

A difference between two charters as text or data.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from tether.charter.baseline import KnownFindings, fingerprints, read_baseline, without_known, write_baseline
from tether.charter.check import WORLDS, Report, check
from tether.charter.compare import difference
from tether.charter.configuration import CheckSettings, settings_of_all
from tether.charter.findings import SEVERITIES, Finding
from tether.charter.fixes import fixes_of
from tether.charter.known import Known, known_in
from tether.charter.mending import mended, put_back, read_as_written
from tether.charter.read import read_charter
from tether.charter.reports.comparison import comparison_data, comparison_document, comparison_text
from tether.charter.reports.github import as_commands, problems_as_commands
from tether.charter.reports.letter import Letter, LetterHead, TextNotes, letter, letter_document
from tether.charter.reports.page import as_data
from tether.charter.reports.sarif import as_sarif, problems_as_sarif
from tether.charter.reports.text import as_text
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.documents.files import write_bytes
from tether.documents.visible import Shown, visible
from tether.documents.yaml_file import read_yaml
from tether.errors import InputError, Problem, UsageError, did_you_mean, numbered
from tether.report.editions.edition import Edition
from tether.report.editions.pages import in_language
from tether.report.markdown import as_markdown
from tether.report.writers import render

FORMATS = ("text", "json", "sarif", "github", "html", "markdown", "twin", "docx")
PAGES = ("text", "html", "markdown", "twin", "docx")  # forms that have a language
LETTERS = (".md", ".docx", ".html", ".txt", ".json")


@dataclass(frozen=True)
class CheckContext:
    """What a charter is read beside: a theatre with its ids, a status quo, and what is known of those it names."""

    theatre: Any = None
    base: Charter | None = None
    known: Known | None = None  # a case's; else the claims on the theatre's country
    as_of: str = ""

    def knows(self, charter: Charter) -> Known | None:
        """Return what the evidence knows of those whom a charter names; None without a theatre."""
        if self.known is not None or self.theatre is None:
            return self.known
        return known_in(self.theatre, charter, self.as_of)


OpenCase = Callable[[str], CheckContext]


@dataclass(frozen=True)
class CheckOptions:
    """What the caller of ``check`` asked for, as words of the command line."""

    form: str = "text"
    out: Path | None = None
    select: str = ""
    ignore: str = ""
    world: str = ""
    bounds: tuple[str, ...] = ()
    fail_on: str = ""
    notes: bool = False
    country: str = ""
    base: Path | None = None
    because: bool = False
    config: Path | None = None
    isolated: bool = False
    baseline: Path | None = None
    write_baseline: bool = False
    as_of: str = ""  # with ``country``: the day up to which the claims on it may be used
    case: str = ""  # brings country, cut-off and status quo, instead of the three
    open_case: OpenCase | None = None  # how a case's name becomes its context; None: no case can be named here
    kind: str = ""
    lang: str = ""  # of a page's frame: headings, columns and fixed words; what rules say stays English, marked


def run_check(files: list[Path], wanted: CheckOptions) -> tuple[str, int]:
    """Check files; return what to print and the exit code (0, or 1 from the severity ``fail_on`` on).

    All problems of all files are raised together as ``InputError``; a wrong option as ``UsageError``.
    """
    _one_of(wanted.form, FORMATS, "format")
    if wanted.because and wanted.form != "json":
        raise UsageError(f"--because is told in JSON alone, not as {wanted.form}; add --json")
    edition_of(wanted)
    settings = check_settings(files, wanted)
    try:
        read = _read_all(files, settings, wanted)
    except InputError as error:
        if wanted.form == "github":
            return _written(problems_as_commands(error.problems), wanted), error.exit_code
        if wanted.form == "sarif":
            log = json.dumps(problems_as_sarif(error.problems), indent=2, ensure_ascii=False)
            return _written(f"{log}\n", wanted), error.exit_code
        raise
    pairs = zip(read, settings, strict=True)
    reports = [
        check(charter, **s.options, trace=wanted.because, known=context.knows(charter))
        for (charter, context), s in pairs
    ]
    if wanted.write_baseline:
        return _baseline_written(reports, settings), 0
    baselines = {path: read_baseline(path) if path else None for path in dict.fromkeys(s.baseline for s in settings)}
    checked = [_Checked(r, s, baselines[s.baseline]) for r, s in zip(reports, settings, strict=True)]
    failed = any(_fails(c.new, c.settings.fail_on) for c in checked)
    return _written(_render(checked, wanted), wanted), int(failed)


def run_reports(files: list[Path], wanted: CheckOptions) -> tuple[list[Report], bool]:
    """Check files; return their reports, and whether one fails as it is set; errors as ``run_check``."""
    settings = check_settings(files, wanted)
    pairs = zip(_read_all(files, settings, wanted), settings, strict=True)
    reports = [check(charter, **s.options, known=context.knows(charter)) for (charter, context), s in pairs]
    return reports, any(_fails(r, s.fail_on) for r, s in zip(reports, settings, strict=True))


@dataclass(frozen=True)
class _Checked:
    """A checked charter: all that was found, how it was to be checked, and what was known before."""

    report: Report
    settings: CheckSettings
    baseline: KnownFindings | None

    @cached_property
    def new(self) -> Report:
        """The report without what the baseline sets aside."""
        return without_known(self.report, self.baseline)[0]

    @property
    def known(self) -> int:
        """How many findings the baseline sets aside."""
        return len(self.report.findings) - len(self.new.findings)


def _written(made: str | bytes, wanted: CheckOptions) -> str:
    if wanted.out is not None:
        write(wanted.out, made)
        return f"wrote {wanted.out}\n"
    return made if isinstance(made, str) else ""


def _baseline_written(reports: list[Report], settings: list[CheckSettings]) -> str:
    """Write each baseline that is asked for with the findings of its charters; return what was written."""
    said = []
    for path in dict.fromkeys(s.baseline for s in settings):
        if path is None:
            raise UsageError("--write-baseline needs the file: --baseline FILE, or baseline in the file of settings")
        its = [r for r, s in zip(reports, settings, strict=True) if s.baseline == path]
        written, stops = write_baseline(path, its)
        left = f"; {stops} stop{'s' * (stops != 1)} left out: a stop is never set aside" if stops else ""
        said.append(f"wrote {path} ({written} finding{'s' * (written != 1)}{left})\n")
    return "".join(said)


def fix_files(files: list[Path], wanted: CheckOptions, *, write_them: bool = True) -> tuple[str, int]:
    """Make the safe fixes of files, or show them as a diff; return what to print, and how many files change.

    Each file is replaced whole or left as it was. A file that can't be read at all is left to ``run_check``'s message.
    """
    said, changed = [], 0
    settings = check_settings(files, wanted)
    for file, s, context in contexts(files, settings, wanted.open_case):
        try:
            text, data = read_as_written(file)
        except InputError:
            continue
        made = mended(text, str(file), s, context.theatre, context.base)
        if made.after == text:
            continue
        changed += 1
        if write_them:
            put_back(file, made, data)
            said += [f"{file}:{done}\n" for done in made.done]
        else:
            said.append(made.diff)
    return visible("".join(said)), changed


def check_settings(files: Sequence[Path], wanted: CheckOptions) -> list[CheckSettings]:
    """Return how each file is checked: what the command line asks for, over the file of settings that holds for it.

    Raises:
        InputError: with every problem of every file of settings.
        UsageError: an option is wrong.
    """
    if wanted.config is not None and wanted.isolated:
        raise UsageError("give either --config or --no-config")
    if wanted.fail_on:
        _one_of(wanted.fail_on, (*SEVERITIES, "never"), "severity")
    _one_of(wanted.world or WORLDS[0], WORLDS, "world")
    asked: dict[str, Any] = {
        "select": _words(wanted.select),
        "ignore": _words(wanted.ignore),
        "world": wanted.world,
        "kinds": _words(wanted.kind),
        **_place_of(wanted),
        "fail_on": wanted.fail_on,
        "baseline": wanted.baseline,
    }
    given, bounds = {k: v for k, v in asked.items() if v}, _settings(wanted.bounds)
    if wanted.case:
        given |= {"country": "", "as_of": "", "base": None}
    elif wanted.country or wanted.base:
        given |= {"case": ""}
    found = settings_of_all(files, config=wanted.config, isolated=wanted.isolated)
    made = [replace(s, **given, bounds=tuple({**dict(s.bounds), **bounds}.items())) for s in found]
    if wanted.as_of and not any(s.country for s in made):
        raise UsageError("--as-of is the day up to which the claims on a country may be used; give --country, too")
    return made


def _place_of(wanted: CheckOptions) -> dict[str, Any]:
    """Return country, cut-off, status quo and case as asked for; what one names takes the place of the file's other."""
    own = {"country": wanted.country, "as_of": wanted.as_of, "base": wanted.base}
    if wanted.case and any(own.values()):
        said = "--case brings its own country, status quo and cut-off"
        raise UsageError(f"{said}; give it alone, or --country and --base")
    return {**own, "case": wanted.case}


def write_letter(
    file: Path,
    wanted: CheckOptions,
    head: LetterHead | None = None,
    articles: ArticlesOf | None = None,
    notes: NotesOf | None = None,
    also: AlsoAsked | None = None,
) -> str:
    """Write or return the letter of questions on a charter; UsageError on an ending not among ``LETTERS``.

    The charter is read and checked as ``run_check`` does it, with the file of settings that holds for it. ``head`` says
    what the letter says of itself; its date, where it says none, is the day up to which the evidence was used.
    ``articles`` gives, for a charter, where its law has each article that its rows name; ``notes`` the faults of that
    text and the places of which its coding says nothing; ``also`` what other rooms ask.
    """
    out, head = wanted.out, head or LetterHead()
    if out is not None and out.suffix not in LETTERS:
        raise UsageError(f"cannot write a letter as {out.suffix or 'a file without ending'}; use {', '.join(LETTERS)}")
    for name, day in (("date", head.date), ("by", head.by)):
        _is_a_day(name, day)
    report = run_reports([file], wanted)[0][0]
    known = report.design.known if report.design else None
    day = head.date or wanted.as_of or (str(known.as_of) if known and wanted.case else "")
    found = articles(report.charter) if articles else {}
    head = replace(head, date=day, articles=found, notes=notes(report.charter) if notes else head.notes)
    written = letter(report, head, also(report) if also else ())
    data = json.dumps(asdict(written), indent=2, ensure_ascii=False) + "\n"
    if out is not None:
        write(out, data if out.suffix == ".json" else render(letter_document(written), out=out))
        more = f", {numbered(len(written.unsaid), 'thing')} not said" if written.unsaid else ""
        return f"wrote {out} ({numbered(written.count, 'question')}{more})\n"
    return data if wanted.form == "json" else as_markdown(letter_document(written))


ArticlesOf = Callable[[Charter], dict[str, str]]
NotesOf = Callable[[Charter], TextNotes]
AlsoAsked = Callable[[Report], tuple[Finding, ...]]


def _is_a_day(option: str, day: str) -> None:
    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"--{option} {day!r} is no day; write it as 2026-03-31") from None


def run_diff(before: Path, after: Path, wanted: CheckOptions) -> str:
    """Compare two charter files, each checked as ``run_check`` does it; return text, JSON or a page, or write it."""
    found = difference(*run_reports([before, after], wanted)[0])
    if wanted.form in ("", "text") and wanted.out is None:
        return comparison_text(found)
    if wanted.form == "json":
        data = json.dumps(comparison_data(found), indent=2, ensure_ascii=False, default=str) + "\n"
        return _written(data, wanted)
    return _written(render(comparison_document(found), wanted.form, wanted.out), wanted)


def run_code(
    form: Path | None, filled: Path | None, charter: Path | None, out: Path | None, country: str = ""
) -> tuple[str, str]:
    """Write a form (empty, or filled from a charter), or code a filled one; return what to print and what to note."""
    from tether.charter.workbook import blank_form, read_form
    from tether.charter.workbook_from_charter import filled_form
    from tether.charter.workbook_to_charter import coding_of

    if (form is None) == (filled is None):
        raise UsageError("give either --form (to write a form) or --from (to read a filled one)")
    theatre = _theatre(country)
    if form is not None:
        if form.suffix != ".xlsx":
            raise UsageError(f"a form is a workbook: {form.with_suffix('.xlsx')}, not {form}")
        data, unshown = filled_form(read_charter(charter, theatre)) if charter else (blank_form(), ())
        write(form, data)
        kept = f"; kept without a question of their own: {', '.join(unshown)}" if unshown else ""
        return f"wrote {form}{kept}\n", ""
    coding = coding_of(read_form(filled), theatre)  # type: ignore[arg-type]
    notes = "".join(f"{note}\n" for note in coding.notes)
    if out is None:
        return coding.text, notes
    write(out, coding.text)
    return f"wrote {out}\n", notes


def write(path: Path, data: str | bytes) -> None:
    """Write a file whole or not at all."""
    write_bytes(path, data.encode() if isinstance(data, str) else data)


def contexts(
    files: Sequence[Path], settings: Sequence[CheckSettings], open_case: OpenCase | None = None
) -> Iterator[tuple[Path, CheckSettings, CheckContext]]:
    """Yield each file with its settings and its context, each theatre, status quo and case opened once."""
    theatres = {country: _theatre(country) for country in dict.fromkeys(s.country for s in settings)}
    laid = dict.fromkeys((s.base, s.country) for s in settings)
    bases = {key: read_charter(key[0], theatres[key[1]]) if key[0] else None for key in laid}
    cases = {name: _opened(name, open_case) for name in dict.fromkeys(s.case for s in settings) if name}
    for file, s in zip(files, settings, strict=True):
        own = CheckContext(theatres[s.country], bases[s.base, s.country], as_of=s.as_of)
        yield file, s, cases[s.case] if s.case else own


def _opened(case: str, open_case: OpenCase | None) -> CheckContext:
    if open_case is None:
        raise UsageError(f"case {case!r} can't be opened here; name its country and base instead")
    return open_case(case)


def _read_all(
    files: Sequence[Path], settings: Sequence[CheckSettings], wanted: CheckOptions
) -> list[tuple[Charter, CheckContext]]:
    """Return the charters, each with its context; the problems of all files are told together."""
    charters: list[tuple[Charter, CheckContext]] = []
    problems: list[Problem] = []
    for file, _, context in contexts(files, settings, wanted.open_case):
        try:
            charters.append((read_charter(file, context.theatre, base=context.base), context))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return charters


def of_another_country(files: Sequence[Path], country: str) -> list[str]:
    """Return a remark on each file that says it is of another country than the one asked for; unreadable files pass."""
    said = []
    for file in files:
        try:
            meta = read_yaml(file, "a charter file (YAML)").tree
            own = meta["meta"]["country"] if isinstance(meta, dict) else None
        except (InputError, KeyError, TypeError):
            continue
        if isinstance(own, str) and own.strip().casefold() != country.casefold():
            said.append(f"{file}: the charter says that it is of {own}, and it is checked with the ids of {country}")
    return said


def _theatre(country: str) -> Any:
    if not country:
        return None
    from tether.theatre import load

    return load(country)


def report_text(report: Report, settings: CheckSettings, form: str) -> str | bytes:
    """Return what ``tether check --format FORM`` writes of one report into a file."""
    return _render([_Checked(report, settings, None)], CheckOptions(form, out=Path(f"report.{form}")))


def letter_text(written: Letter, ending: str) -> str | bytes:
    """Return a letter as ``tether questions --out letter.ENDING`` writes it."""
    if ending == "json":
        return json.dumps(asdict(written), indent=2, ensure_ascii=False) + "\n"
    return render(letter_document(written), out=Path(f"letter.{ending}"))


def _render(checked: list[_Checked], options: CheckOptions) -> str | bytes:
    reports = [c.new for c in checked]
    if options.form == "sarif":
        log = as_sarif([c.report for c in checked], [c.baseline for c in checked])
        return json.dumps(log, indent=2, ensure_ascii=False) + "\n"
    if options.form == "github":
        return visible(
            as_commands(f for r in reports for f in (*r.faults, *r.silences, *(r.questions if options.notes else ())))
        )
    if options.form == "json":
        data = [_as_data(c) for c in checked]
        return json.dumps(data[0] if len(data) == 1 else data, indent=2, ensure_ascii=False, default=str) + "\n"
    if options.form != "text" or edition_of(options) is not None:
        from tether.charter.reports.page import check_document

        page, edition = check_document(reports), edition_of(options)
        return render(in_language(page, edition) if edition else page, options.form, options.out)
    colour = options.out is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    told = [as_text(r, colour=colour, questions=options.notes) for r in reports]
    if options.notes:
        told = [Shown(f"{_source(c.settings)}\n{text}") for c, text in zip(checked, told, strict=True)]
    return Shown("\n".join(told) + _of_baselines(checked))


def edition_of(options: CheckOptions) -> Edition | None:
    """Return the edition in which a report's page is set; None for English.

    Raises:
        UsageError: there is no such edition, or what is asked for is no page.
    """
    if not options.lang:
        return None
    made = Edition.of(options.lang)
    if made.language != "en" and options.form not in PAGES:
        raise UsageError(f"--lang {options.lang} sets a page ({', '.join(PAGES)}); {options.form} has one form")
    return None if made.language == "en" else made


def _as_data(checked: _Checked) -> dict[str, Any]:
    """Return a report as data, with the file of settings, what is known, and each finding's fingerprint and fixes."""
    data = as_data(checked.new)
    prints = dict(zip(map(id, checked.report.findings), fingerprints(checked.report), strict=True))
    fixes = fixes_of(checked.new)
    told = {"findings": [f for f in checked.new.findings if f.result == "fires"], "questions": checked.new.questions}
    for section, findings in told.items():
        for row, finding in zip(data[section], findings, strict=True):
            row["fingerprint"] = prints[id(finding)]
            row["fixes"] = [asdict(fix) for fix in fixes.get(id(finding), ())]
    source, baseline = checked.settings.source, checked.baseline
    known = {"baseline": baseline.file if baseline else None, "known": checked.known}
    return {**data, "settings_file": str(source) if source else None, **known}


def _of_baselines(checked: list[_Checked]) -> str:
    """Say how many findings are known, and how many entries of a baseline are no longer found."""
    said = []
    for baseline in dict.fromkeys(c.baseline for c in checked if c.baseline):
        its = [c for c in checked if c.baseline is baseline]
        known, gone = sum(c.known for c in its), baseline.gone([c.report for c in its])
        more = f"; {gone} of its findings {'is' if gone == 1 else 'are'} gone: write it anew" if gone else ""
        said.append(f"\n{known} known finding{'s' * (known != 1)} left out ({baseline.file}){more}\n")
    return visible("".join(said))


def _source(settings: CheckSettings) -> str:
    return visible(f"settings of {settings.source}" if settings.source else "no file of settings")


def _fails(report: Report, severity: str) -> bool:
    if severity == "never":
        return False
    return any(report.count(s) for s in SEVERITIES[: SEVERITIES.index(severity) + 1])


def _words(text: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in text.split(",") if w.strip())


def _one_of(word: str, allowed: tuple[str, ...], what: str) -> None:
    if word not in allowed:
        raise UsageError(f"no {what} {word!r}; {did_you_mean(word, allowed)}")


def _settings(bounds: tuple[str, ...]) -> dict[str, float]:
    names = {f.name for f in fields(Settings)}
    changed = {}
    for bound in bounds:
        name, _, value = bound.partition("=")
        _one_of(name, tuple(sorted(names)), "bound")
        try:
            changed[name] = float(value)
        except ValueError:
            changed[name] = math.nan
        if not 0 <= changed[name] < math.inf:
            raise UsageError(f"--set {bound!r}: {value or 'nothing'}; expected a number from 0 ({name}=0.5)")
    return changed
