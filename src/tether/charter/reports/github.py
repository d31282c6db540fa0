"""A report as workflow commands, which a code host's runner turns into marks beside the lines of a change.

    ::error file=guard.yaml,line=58,col=101,endLine=58,endColumn=104,title=AUT03 error::limit in hours …: 120

A line each: stops and errors are errors, warnings warnings, notes notices. Line ends and the sign % are escaped
everywhere, the comma and the colon in what stands before the message as well, so that no value ends its command.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.charter.findings import Finding
from tether.errors import Problem

COMMANDS = {"stop": "error", "error": "error", "warning": "warning", "note": "notice"}


def as_commands(findings: Iterable[Finding]) -> str:
    """Return a line for each finding."""
    return "".join(_command(f) for f in findings)


def problems_as_commands(problems: Iterable[Problem]) -> str:
    """Return a line for each fault that keeps a charter from being read."""
    return "".join(_of_problem(p) for p in problems)


def _command(finding: Finding) -> str:
    places: dict[str, object] = {"file": finding.file, "line": finding.line, "col": finding.col}
    if (finding.end_line, finding.end_col) > (finding.line, finding.col):
        places |= {"endLine": finding.end_line}
        if finding.end_line == finding.line:
            places |= {"endColumn": finding.end_col}  # columns of another line would be read as this one's
    places["title"] = f"{finding.code} {finding.severity}"
    article = f" [Art. {finding.article}]" if finding.article else ""
    said = f"{finding.message}{article}\n{finding.remedy}"
    return _line(COMMANDS[finding.severity], places, said)


def _of_problem(problem: Problem) -> str:
    places: dict[str, object] = {"file": problem.where}
    places |= {name: number for name, number in (("line", problem.line), ("col", problem.column)) if number}
    said = f"{problem.path + ': ' if problem.path else ''}{problem.found}"
    expected = f"; expected {problem.expected}" if problem.expected else ""
    remedy = f"; {problem.remedy}" if problem.remedy else ""
    return _line("error", {**places, "title": "the charter cannot be read"}, said + expected + remedy)


def _line(command: str, places: dict[str, object], said: str) -> str:
    told = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if str(value))
    return f"::{command} {told}::{_message(said)}\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
