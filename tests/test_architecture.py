"""Imports run one way: bottom to top in ``ROOMS``. A room may import itself and the rooms before it."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import tether

ROOMS = [
    "errors",
    "documents",
    "randomness",
    "report",
    "evidence",
    "theatre",
    "charter",
    "law",
    "forecast",
    "precedents",
    "dossier",
    "gate",
    "induction",
    "budget",
    "amend",
    "armed_order",
    "levers",
    "futures",
    "decisions",
    "validation",
    "brief",
    "cases",
    "study",
    "api",
    "workbench",
    "cli",
    "web",
]
NOT_BELOW = {
    ("charter", room) for room in ("forecast", "dossier", "gate", "induction", "armed_order", "levers", "futures")
}
NUMERIC = {"randomness", "forecast", "armed_order", "levers", "futures", "decisions", "validation"}
LONGEST = 40  # lines of code in a function
BESIDE = ("tests", "bench", "scripts", "studies")
ROOT = Path(tether.__file__).parent
FILES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


def _room(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def _imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module] if node.module != "tether" else [f"tether.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        rooms |= {n.split(".")[1] for n in names if n and n.startswith("tether.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path):
    here = ROOMS.index(_room(path))
    above = {room for room in _imported_rooms(path) if ROOMS.index(room) > here}
    assert not above, f"{path.relative_to(ROOT)} imports upward: {sorted(above)}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_package_imports_nothing_that_stands_beside_it(path):
    beside = {"studies", "scripts", "bench", "tests"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not beside & {name.split(".")[0] for name in names}, f"{path}: {names}"


def test_every_room_is_in_the_plan():
    assert {_room(p) for p in FILES} <= set(ROOMS)


def test_charter_room_knows_no_models():
    for path in (ROOT / "charter").rglob("*.py"):
        assert not {("charter", r) for r in _imported_rooms(path)} & NOT_BELOW


def test_a_class_name_has_one_meaning():
    homes: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    twice = {name: files for name, files in homes.items() if len(files) > 1}
    assert not twice, f"give each the name of what it is: {twice}"


def test_one_room_reads_yaml_and_puts_files_in_their_place():
    """Everyone else asks ``tether.documents``: bounds and locations are kept there, and whole files."""
    for path in FILES:
        if _room(path) == "documents":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        imports = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        imports += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        assert not {"yaml", "ruamel", "ruamel.yaml"} & set(imports), f"{path}: read it with documents.yaml_file"
        calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        assert not {"os.replace", "os.rename", "shutil.move"} & calls, f"{path}: write it with documents.files"


def _late(path: Path) -> bool:
    return _room(path) == "cli"  # a verb imports its room when it is called, so that --help stays quick


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """Return the modules that a file imports: inside functions too (verbs aside), not for type checkers alone."""
    found: set[str] = set()

    def walk(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.FunctionDef) and _late(path):
                continue
            if isinstance(child, ast.ImportFrom) and child.module:
                whole = {f"{child.module}.{a.name}" for a in child.names}
                found.update(n if n in modules else child.module for n in whole)
            elif isinstance(child, ast.Import):
                found.update(a.name for a in child.names)
            walk(child)

    walk(ast.parse(path.read_text("utf-8")))
    return (found & set(modules)) - {_module(path)}


def _circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return one circle, as the modules passed, for each module from which a walk along imports comes back to it."""
    done: set[str] = set()
    circles = []

    def walk(module: str, road: list[str]) -> None:
        if module in road:
            circles.append([*road[road.index(module) :], module])
        elif module not in done:
            for other in sorted(graph[module]):
                walk(other, [*road, module])
            done.add(module)

    for module in sorted(graph):
        walk(module, [])
    return circles


def test_the_circle_finder_finds_a_circle():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c", "b"]]
    assert _circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_modules_import_each_other_in_a_circle():
    modules = {_module(p): p for p in FILES}
    circles = _circles({m: _imports(p, modules) for m, p in modules.items()})
    assert not circles, "move what both need to a third, lower module: " + "; ".join(map(" → ".join, circles))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


def _code_lines(text: str, tree: ast.Module) -> set[int]:
    """Return the lines that hold code: neither blank, nor a comment, nor part of a docstring."""
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {i for t in tokens if t.type not in silent for i in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return lines


def test_functions_are_short():
    long = []
    for path in FILES:
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        lines = _code_lines(text, tree)
        for node in _functions(tree):
            count = len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
            if count > LONGEST:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {count}")
    assert not long, f"a function of over {LONGEST} lines of code is a list of steps: name them. {long}"


AXES = [
    "bill",
    "branch",
    "cell",
    "channel",
    "charter",
    "community",
    "company",
    "component",
    "draw",
    "event",
    "fact",
    "force",
    "future",
    "grid",
    "group",
    "head",
    "input",
    "lane",
    "lead",
    "lever",
    "location",
    "member",
    "militia",
    "month",
    "outcome",
    "pair",
    "part",
    "particle",
    "person",
    "place",
    "point",
    "replicate",
    "row",
    "series",
    "set",
    "stage",
    "state",
    "stop",
    "symbol",
    "theory",
    "type",
    "unit",
    "world",
]
ARRAY = re.compile(r"\b(NDArray|ndarray|Array|Counts|Draws|Flags|Floats|Ints|Points|Stages|Uniforms|Values)\b")


def _tells_shape(docstring: str) -> bool:
    """Whether a docstring names axes in brackets, as in (place, particle), or says "shape", "scalar" or "axis"."""
    brackets = re.findall(r"\(([^()]*)\)", docstring)
    named = any(set(re.findall(r"[a-z]+", b)) & set(AXES) or b.startswith("…") for b in brackets)
    return named or re.search(r"\b(shape|scalar|axis|leaves)\b", docstring) is not None


def _public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node.body)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def test_a_public_function_of_arrays_tells_their_shape():
    silent = []
    for path in [p for p in FILES if _room(p) in NUMERIC]:
        for node in _public(ast.parse(path.read_text("utf-8")).body):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            types = [ast.unparse(t) for t in (*(a.annotation for a in arguments), node.returns) if t is not None]
            if any(map(ARRAY.search, types)) and not _tells_shape(ast.get_docstring(node) or ""):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent, f"name the axes in the docstring, as in (place, particle): {silent}"


SERVED = ROOT / "workbench" / "serve"  # forms and panes, which no page of a report has


def test_one_room_writes_html():
    for path in FILES:
        if _room(path) != "report" and SERVED not in path.parents:
            text = path.read_text("utf-8").lower()
            assert "<html" not in text and "jinja2" not in text, f"{path.relative_to(ROOT)} writes a page of its own"
    for ending in ("css", "html"):
        others = [p for p in ROOT.rglob(f"*.{ending}") if SERVED not in p.parents]
        assert {p.relative_to(ROOT).parts[0] for p in others} == {"report"}


def test_a_file_that_a_lecture_names_is_there():
    beside = [p.relative_to(ROOT.parents[1]).as_posix() for f in BESIDE for p in (ROOT.parents[1] / f).rglob("*.py")]
    beside.append("src/tether/__init__.py")
    there = {f"/{p}" for p in beside} | {f"/src/tether/{p.relative_to(ROOT).as_posix()}" for p in FILES}
    lost = [
        f"{path.relative_to(ROOT)}:{number} {name}"
        for path in FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for name in re.findall(r"``([a-z_/]+\.py)``", line)
        if not any(p.endswith(f"/{name}") for p in there)
    ]
    assert not lost, f"no such file any more: {lost}"
