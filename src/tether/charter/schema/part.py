"""Every object of a charter is a ``Part``: frozen, unknown keys are errors, and it may carry its sources.

``src`` is a list of source ids, each either bare (``[bill]``) or with the place and the words:
``{id: bill, article: "7(2)", quote: "…", lang: ar, translation: "…"}``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from tether.charter.values import ABSENT, Many, Maybe, Refers, Text, Texts
from tether.documents.models import Shape, wrong


def said(description: str, key: str | None = None) -> Any:
    """Return an optional field: absent unless written, with the sentence the docs print; ``key`` is its YAML name."""
    return Field(default=ABSENT, alias=key, description=description)


def needed(description: str, key: str | None = None) -> Any:
    """Return a required field."""
    return Field(alias=key, description=description)


class Citation(Shape):
    """Where in a source: article and paragraph, and the words in their own language."""

    id: Annotated[str, Refers("source")] = needed("the source's id")
    article: Text = said("article and paragraph, such as 7(2)")
    quote: Text = said("the words, in their own language")
    lang: Text = said("language of the quote, as an ISO 639 code")
    translation: Text = said("the words in English")
    says: Texts = said("which keys of the row it gives, where a row cites several articles: [immunity, courts]")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"id": value}
        if not isinstance(value, dict | Citation):
            raise wrong(value, "a source's id, or {id, article, quote}")
        return value


class Part(Shape):
    """An object of the charter, with its sources, the coder's confidence and the article it codes."""

    src: Many[Citation] = said("sources: ids, or {id, article, quote, lang, translation}")
    conf: Maybe[Literal["high", "medium", "low"]] = said("the coder's confidence")
    article: Text = said("article and paragraph of the text that this row codes, such as 7(2)")
    note: Text = said("anything a reader should know")
