"""What the code asks of a thing it asks of its type, never of its words; a country is data, never a value in the code."""

import ast
from pathlib import Path

import pytest

import tether
from tether.evidence.countries import countries

ROOT = Path(tether.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
COUNTRIES = {name.casefold() for c in countries() for name in (c.id, c.name, c.ucdp, *c.others) if len(name) > 2}


def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def _lectures(tree: ast.AST) -> set[int]:
    """Return the ids of strings that stand alone as statements: lectures and docstrings."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


def countries_named(text: str) -> set[str]:
    """Return the strings of a module that are a country's name or id."""
    tree = _tree(text)
    spare = _lectures(tree)
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return {n.value for n in strings if id(n) not in spare and n.value.casefold() in COUNTRIES}


def words_compared(text: str) -> set[str]:
    """Return the comparisons of a module with the text of an exception or a value, or with the name of a class."""
    tree = _tree(text)
    errors = {n.name for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler) and n.name}
    compared = (n for n in ast.walk(tree) if isinstance(n, ast.Compare))
    return {ast.unparse(c) for c in compared for side in (c.left, *c.comparators) if _worded(side, c, errors)}


def _worded(side: ast.expr, whole: ast.Compare, errors: set[str]) -> bool:
    if isinstance(side, ast.Attribute) and side.attr == "__name__":
        return True
    text_of = isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id in ("str", "repr")
    if not text_of or not side.args:
        return False
    of = side.args[0]
    blank = any(isinstance(n, ast.Constant) and n.value in ("absent", "none", "unknown") for n in ast.walk(whole))
    return blank or (isinstance(of, ast.Name) and of.id in errors)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_country_in_code_and_no_words_as_protocol(path):
    text = path.read_text("utf-8")
    assert not countries_named(text), "a country belongs in a data file"
    assert not words_compared(text), "ask for the type or the exception, not for its words"


def test_what_the_house_once_held_would_be_found():
    once = """
COUNTRIES = ("iraq", "libya")
try:
    load(x)
except InputError as error:
    if "no claims for" not in str(error):
        raise
if str(own) == "absent" or type(row).__name__ == "Force":
    pass
"""
    assert countries_named(once) == {"iraq", "libya"} and len(words_compared(once)) == 3
    assert not countries_named('"""Iraq"""\nsaid = "found in Iraq"') and not words_compared('x = str(value) == "Iraq"')
