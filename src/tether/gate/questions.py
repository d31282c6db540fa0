"""The facts that legal tests may ask for: a closed list, each a question a person can answer with yes or no.

``recipient.*`` are read from claims about whoever asks, ``item.*`` from the catalogue of items, ``paper.*`` from the
documents that the request lists; ``item.under-embargo`` follows from the embargoes' own results. The list is
``questions.yaml``, which also says what a fact about one country hangs on: whose ties, whose government, which giver. A
new fact is a new row there.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from tether.documents.models import KNOWN_KEYS, Shape, Words, read_model, wrong
from tether.errors import did_you_mean


@dataclass(frozen=True)
class RecipientQuestion:
    """One question about whoever asks, and what of it stands in the file: see the head of ``questions.yaml``."""

    __pydantic_config__ = KNOWN_KEYS

    asks: Words
    on_paper: bool = False
    listed_by: str = ""
    tied_to: tuple[str, ...] = ()
    government_of: str = ""
    given_by: str = ""


@dataclass(frozen=True)
class WhoAnswers:
    """Who could answer a question, and a public source in which the answer is looked for first."""

    __pydantic_config__ = KNOWN_KEYS

    whom: Words
    look: Words


class QuestionsFile(Shape):
    """The keys of the list of questions."""

    recipient: dict[str, RecipientQuestion]
    item: dict[str, Words]
    paper: dict[str, Words]
    answers: dict[str, WhoAnswers]


def _read() -> QuestionsFile:
    path = Path(str(resources.files("tether.gate"))) / "questions.yaml"
    return read_model(path, QuestionsFile, name=path.name)


_FILE = _read()
RECIPIENT: dict[str, RecipientQuestion] = {f"recipient.{name}": row for name, row in _FILE.recipient.items()}
ITEM: dict[str, str] = {f"item.{name}": question for name, question in _FILE.item.items()}
PAPERS: dict[str, str] = {f"paper.{name}": question for name, question in _FILE.paper.items()}
ANSWERS: dict[str, WhoAnswers] = _FILE.answers  # by fact
FACTS: dict[str, str] = {name: row.asks for name, row in RECIPIENT.items()} | ITEM | PAPERS


def _paper(value: str) -> str:
    if f"paper.{value}" not in PAPERS:
        raise wrong(value, "a kind of paper", did_you_mean(f"paper.{value}", PAPERS))
    return value


PaperKind = Annotated[str, AfterValidator(_paper)]  # a row of PAPERS, without "paper."
