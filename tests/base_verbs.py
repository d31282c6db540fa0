"""Runs the verbs of the base install in a folder and prints as JSON what each exit code was.

    python base_verbs.py FOLDER [--refuse]

``--refuse`` makes every package of an extra look as if it weren't installed. Used by ``test_base_install.py``.
"""

import contextlib
import io
import json
import os
import sys
from pathlib import Path


class Refuse:
    """Finds nothing where a package of an extra is asked for."""

    def __init__(self, names):
        self.names = set(names)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def call(*argv):
    """Return the exit code of a verb, what it printed and what it said to stderr."""
    from tether.cli import main

    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        code = main([str(a) for a in argv])
    return {"code": code, "out": len(printed.getvalue()), "error": errors.getvalue()}


def verbs(library):
    """Give each verb of the base with its arguments."""
    law, other = library / "example-guard-law.yaml", library / "iraq-national-guard-bill-2015.yaml"
    yield "help", ("--help",)
    yield "check", ("check", law)
    for form in ("json", "sarif", "html", "markdown"):
        yield f"check {form}", ("check", other, "--format", form)
    yield "explain", ("explain",)
    yield "explain rule", ("explain", "IND03")
    yield "questions", ("questions", other)
    yield "questions html", ("questions", other, "--out", "letter.html")
    yield "diff", ("diff", law, other)
    Path("law.txt").write_text("Law\nArticle 1\nA rule.\n", "utf-8")
    yield "law import", ("law", "import", "law.txt", "--out", "imported")
    yield "schema", ("schema",)
    yield "schema tables", ("schema", "--tables")
    yield "code form", ("code", "--form", "form.xlsx", "--charter", law)
    yield "code", ("code", "--from", "form.xlsx", "--out", "coded.yaml")


def door(tether):
    """Return what the front door says of names that need an extra."""
    found = []
    for call in (lambda: tether.open_case("iraq-2015"), lambda: tether.Case, lambda: tether.dossier("iraq", "army")):
        try:
            found.append(str(call()))
        except tether.UsageError as error:
            found.append(str(error))
    return found


def main():
    """Run all verbs of the base, then three that need an extra, and the front door."""
    os.chdir(sys.argv[1])
    import tether
    from tether.errors import EXTRAS

    if "--refuse" in sys.argv:
        sys.meta_path.insert(0, Refuse(name for names in EXTRAS.values() for name in names))
    library = next(Path(tether.__file__).parent.rglob("example-guard-law.yaml")).parent
    base = {name: call(*argv) for name, argv in verbs(library)}
    lacking = {
        "cases": call("brief", "iraq-2015", "--dry-run"),
        "data": call("dossier", "iraq-2015"),
        "office": call("questions", library / "burundi-2004.yaml", "--out", "letter.docx"),
        "lsp": call("lsp"),
        "serve": call("serve", "--port", "8799"),
    }
    read = tether.check(library / "example-guard-law.yaml")
    told = {"base": base, "lacking": lacking, "door": door(tether), "checked": repr(read), "file": tether.__file__}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
