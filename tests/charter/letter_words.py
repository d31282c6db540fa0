"""What the tests of the letter's words share: every sentence that asks in the rules' source, and every question asked."""

import ast
import re
from functools import cache
from pathlib import Path

import tether
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.library import historical, names
from tether.charter.reading import Design
from tether.charter.rules import all_rules

ROOT = Path(tether.__file__).parent / "charter"
GAP = "{}"
GENERIC = {  # sentences put together of gaps alone: the table has each of the sentences that they make
    "{}{}: {}?",
    "{}: {}?",
}
WITHIN = {" It is said that {}: does that hold for this item?"}  # a part of a sentence, which the table has as a phrase


def source_questions():
    """Return each sentence that asks in the source of the rules, with its gaps as {}."""
    files = [*ROOT.glob("rules/*.py"), *ROOT.glob("consistency/**/*.py"), ROOT / "vote.py"]
    files.append(ROOT.parent / "budget" / "questions.py")
    found = {sentence for path in files for sentence in _sentences(ast.parse(path.read_text("utf-8")))}
    return found - GENERIC - WITHIN


def _sentences(tree):
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(v) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for v in node.values}
    for node in ast.walk(tree):
        if id(node) in inside | documented:
            continue
        text = _text(node)
        if re.search(r"[a-z}”')]\?( |$|\{)", text) and "\\" not in text:
            yield text


def _text(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else GAP for v in node.values)
    return ""


@cache
def asked_everywhere():
    """Return (code, question) of the library and of every rule's snippets, read openly."""
    found = set()
    for rule in all_rules():
        for text in (rule.fails, rule.passes):
            found |= _asked(rule, Design(charter_from_text(text, rule.code, fragment=True), True))
    for name in names():
        found |= {(f.code, f.message) for f in check(historical(name), open_world=True).questions}
    return sorted(found)


def _asked(rule, design):
    return {(rule.code, v.message) for v in rule.check(design) if v.result == "cannot tell"}
