"""Wording that would answer: model sentences of the house, and what other laws said."""

from tether.charter.clauses.model_clauses import (
    ModelClause,
    QuotedLaw,
    laws_quoted,
    model_clause,
    other_laws,
    why_no_clause,
)

__all__ = ["ModelClause", "QuotedLaw", "laws_quoted", "model_clause", "other_laws", "why_no_clause"]
