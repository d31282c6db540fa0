"""Imports run one way: bottom to top in ``ROOMS``. A room may import itself and the rooms before it."""

import ast
from pathlib import Path

import pytest

import tether

ROOMS = [
    "errors",
    "randomness",
    "documents",
    "report",
    "evidence",
    "theatre",
    "charter",
    "precedents",
    "forecast",
    "dossier",
    "gate",
    "induction",
    "armed_order",
    "levers",
    "futures",
    "decisions",
    "validation",
    "brief",
    "cases",
    "study",
    "api",
    "cli",
    "web",
]
NOT_BELOW = {
    ("charter", room) for room in ("forecast", "dossier", "gate", "induction", "armed_order", "levers", "futures")
}
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
