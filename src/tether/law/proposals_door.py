"""The door for rows that somebody else proposes, such as a user's language model: JSON, refused where not in the law.

    accepted, refusals = rows_by_others("rows.json", law)

A row is taken *for a human's eye* only: it goes into the form as proposed, with who proposes it. It is refused where
its quote does not stand word for word in the provision that it cites (after the anchors' normalising), where a number
or day of it does not stand there, where its section or a key is none of the schema's, or where it claims to be
confirmed. The shape is ``proposals.schema.json``.
"""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from tether.charter.schema_keys import key_at
from tether.errors import Problem, did_you_mean
from tether.law.coding_rows import CodingRow, answer, read_rows, row_problem
from tether.law.confirming import quote_problem, row_keys_of_charter
from tether.law.grounding import ungrounded
from tether.law.proposed_values import row_keys, row_path, schema_key
from tether.law.written_law import WrittenLaw


def proposals_schema() -> dict[str, Any]:
    """Return the JSON schema of a file of proposals."""
    read: dict[str, Any] = json.loads((resources.files("tether.law") / "proposals.schema.json").read_text("utf-8"))
    return read


def rows_by_others(path: str | Path, law: WrittenLaw) -> tuple[tuple[CodingRow, ...], tuple[Problem, ...]]:
    """Return the rows of a file that may be shown to a person, and why each other one is refused.

    Raises:
        InputError: the file is no file of proposals.
    """
    taken: list[CodingRow] = []
    refused: list[Problem] = []
    for row in read_rows(path).rows:
        faults = _faults(row, law)
        refused += faults
        if not faults:
            taken.append(replace(row, number=f"p{len(taken) + 1}", by=row.by or "another", state="proposed"))
    return tuple(taken), tuple(refused)


def _faults(row: CodingRow, law: WrittenLaw) -> list[Problem]:
    """Return why a row is refused; none where it may be shown."""
    if row.state != "proposed":
        remedy = "leave state out: only a person confirms, in the form"
        return [row_problem(row, f"state '{row.state}' in a file of proposals", "proposed", remedy)]
    if key_at(row_path(row.section)) is None or not row_keys(row.section):
        return [
            row_problem(
                row,
                f"section '{row.section}'",
                "a section of a charter",
                did_you_mean(row.section, row_keys_of_charter()),
            )
        ]
    if not row.article or not row.quote.strip():
        return [
            row_problem(row, "no article" if not row.article else "no quote", "an article of the law, and its words")
        ]
    faults = [problem for problem in (quote_problem(row, law),) if problem]
    for key, value in row.values.items():
        known = schema_key(row.section, key)
        if known is None:
            faults.append(
                row_problem(
                    row, f"key '{key}'", f"a key of {row.section}", did_you_mean(key, row_keys(row.section)), key
                )
            )
            continue
        try:
            if isinstance(value, str):
                answer(known, value)
        except ValueError as error:
            faults.append(row_problem(row, f"{key}: {value!r:.60}", str(error), key=key))
    if not faults:
        faults = [row_problem(row, said, "numbers and days of the article") for said in ungrounded(row, law)]
    return faults
