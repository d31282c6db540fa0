"""Builds tether-check.html, the whole checker as one offline file, and its SHA-256 beside it (``make page``).

    python scripts/build_page.py [--out tether-check.html] [--where-possible]

Takes wheels from PyPI (``web/wheels.lock``) and packages from npm (``web/package-lock.json``), both by pinned hashes;
lays the Python side out below ``build-page/site``; then ``web/build.mjs`` compiles it with the Python that the page
runs, bundles the scripts and writes the page with a policy that names the hash of each. Needs Node 20 and npm.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB, BUILD = ROOT / "web", ROOT / "build-page"
PLATFORMS = {
    "any": ("any", "3.14"),
    "wasm": ("pyemscripten_2026_0_wasm32", "3.14"),
    "native": ("manylinux2014_x86_64", "3.11"),
}
# What the door touches: whole rooms, and the parts of others that it asks.
ROOMS = ("documents", "report", "charter", "law", "amend", "workbench")
PARTS = (
    *("__init__.py", "errors.py", "precedents/__init__.py", "precedents/cases.py", "precedents/cases.yaml"),
    *("evidence/__init__.py", "evidence/countries.py", "evidence/countries.csv", "evidence/claims"),
)
NOT_IN_THE_PAGE = ("__pycache__", "*.ttf", "serve", "verification")  # no server, and no proof of its own proofs
UNUSED = ("pydantic/v1", "pydantic/mypy.py", "openpyxl/chart/tests")  # of other packages: what no action imports
# Of networkx the page takes the graphs and six kinds of question on them: all of it takes seconds to import. A question
# that is left out here is an AttributeError in the test that holds the page to the command line's bytes.
GRAPHS = (
    "classes",
    "generators",
    "utils",
    "convert.py",
    "convert_matrix.py",
    "exception.py",
    "lazy_imports.py",
    "relabel.py",
)
ASKED_OF_GRAPHS = ("components", "traversal", "shortest_paths", "cycles.py", "dag.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "tether-check.html")
    parser.add_argument("--where-possible", action="store_true", help="say why, and end well, where it can't be built")
    asked = parser.parse_args()
    out = asked.out.resolve()
    if out.exists() and built_from(out) == source_digest():
        print(f"{out.name} is built from these sources already")
        return
    try:
        _build(out)
    except (OSError, subprocess.CalledProcessError, LookupError) as error:
        if not asked.where_possible:
            raise
        print(f"the offline page was not built, and its tests will be skipped: {error}", file=sys.stderr)


def _build(out: Path) -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise LookupError("make page needs Node 20 and npm; neither is part of the checker itself")
    _npm()
    wheels = [
        _wheel(*line.split()) for line in (WEB / "wheels.lock").read_text("utf-8").splitlines() if line[:1] != "#"
    ]
    _site(wheels)
    asked = ["node", str(WEB / "build.mjs"), str(BUILD), str(out), source_digest()]
    subprocess.run(asked, check=True, cwd=WEB)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    out.with_name(f"{out.name}.sha256").write_text(f"{digest}  {out.name}\n", "utf-8")
    print(f"{out.name}: {out.stat().st_size:,} bytes, sha256 {digest}")


def source_digest() -> str:
    """Return the SHA-256 of all that a page is built from."""
    source = ROOT / "src" / "tether"
    homes = [*(source / room for room in ROOMS), *(source / part for part in PARTS), WEB / "src"]
    files = [WEB / name for name in ("build.mjs", "package-lock.json", "wheels.lock")] + [Path(__file__)]
    for home in homes:
        inside = home.rglob("*") if home.is_dir() else (home,)
        files += [
            p
            for p in inside
            if p.is_file() and not {"__pycache__", "serve", "verification"} & set(p.parts) and p.suffix != ".ttf"
        ]
    found = hashlib.sha256()
    for path in sorted(set(files)):
        found.update(f"{path.relative_to(ROOT)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def built_from(page: Path) -> str:
    """Return the digest of the sources that a page says it is built from."""
    with page.open(encoding="utf-8") as file:
        found = re.search(r'name="built-from" content="(\w+)"', file.read(4_000))
    return found[1] if found else ""


def _npm() -> None:
    """Install what web/package-lock.json pins, unless it is there already."""
    lock, mark = (WEB / "package-lock.json").read_bytes(), WEB / "node_modules" / ".lock-sha256"
    digest = hashlib.sha256(lock).hexdigest()
    if mark.exists() and mark.read_text("utf-8") == digest:
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True, cwd=WEB)
    mark.write_text(digest, "utf-8")


def _wheel(kind: str, requirement: str, digest: str) -> Path:
    """Return a wheel by its hash, fetched once."""
    home = BUILD / "wheels"
    home.mkdir(parents=True, exist_ok=True)
    for path in home.glob("*.whl"):
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
    platform, python = PLATFORMS[kind]
    asked = home / "asked.txt"
    asked.write_text(f"{requirement} --hash=sha256:{digest}\n", "utf-8")
    call = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    call += ["--only-binary=:all:", "--require-hashes", "--platform", platform, "--python-version", python]
    subprocess.run([*call, "-d", str(home), "-r", str(asked)], check=True)
    asked.unlink()
    return next(p for p in home.glob("*.whl") if hashlib.sha256(p.read_bytes()).hexdigest() == digest)


def _site(wheels: list[Path]) -> None:
    """Lay out what Python finds in the page: the wheels' packages, and of Tether what the door touches."""
    site = BUILD / "site"
    shutil.rmtree(site, ignore_errors=True)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                native = name.endswith(".so") and "emscripten" not in wheel.name
                if not native and not name.endswith(("/", ".pyi", ".typed", ".pyx", ".pxd")) and _is_wanted(name):
                    packed.extract(name, site)
    for pattern in UNUSED:
        for path in site.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _fewer_graphs(site / "networkx")
    source = ROOT / "src" / "tether"
    for room in ROOMS:
        shutil.copytree(source / room, site / "tether" / room, ignore=shutil.ignore_patterns(*NOT_IN_THE_PAGE))
    for part in PARTS:
        (site / "tether" / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (source / part).is_dir() else shutil.copy)(source / part, site / "tether" / part)


def _fewer_graphs(networkx: Path) -> None:
    """Leave of networkx what is asked of graphs, and let its front import no more than that."""
    asked, made = networkx / "algorithms", networkx / "generators"
    kept_of = {networkx: (*GRAPHS, "algorithms"), asked: ASKED_OF_GRAPHS, made: ("classic.py",)}
    for home, kept in kept_of.items():
        for path in home.iterdir():
            if path.name not in (*kept, "__init__.py"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in networkx.rglob("tests"):
        shutil.rmtree(path)
    names = [name.removesuffix(".py") for name in ASKED_OF_GRAPHS]
    (asked / "__init__.py").write_text("".join(f"from networkx.algorithms.{n} import *\n" for n in names), "utf-8")
    (made / "__init__.py").write_text("from networkx.generators.classic import *\n", "utf-8")
    front = networkx / "__init__.py"
    gone = ("readwrite", "linalg", "drawing")
    lines = front.read_text("utf-8").splitlines(keepends=True)
    kept_lines = [line for line in lines if not (line.startswith("from networkx") and any(g in line for g in gone))]
    front.write_text("".join(kept_lines), "utf-8")


def _is_wanted(name: str) -> bool:
    """Whether the page needs a file of a wheel: its code and data, and of its papers the version alone."""
    return ".dist-info/" not in name or name.endswith(("/METADATA", "/LICENSE", "/licenses/LICENSE"))


if __name__ == "__main__":
    main()
