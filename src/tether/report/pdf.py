"""A finished page printed to PDF by a browser of the Chromium family, as its own print edition lays it out.

    write_pdf(Path("runs/…/brief.html"), draft)

The browser is given a copy that runs no script and loads nothing: paper shows the still drawings, and a page
that somebody has changed can run nothing. It is looked for under its usual names, or where ``TETHER_CHROMIUM`` says.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tether.errors import TetherError, UsageError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
NAMED = "TETHER_CHROMIUM"
SECONDS = 120
LANGUAGE = re.compile(r'<html lang="([a-z]{2,3})')
FONTS = {"ar": "Noto Naskh Arabic"}
ARGUMENTS = (
    *("--headless", "--disable-gpu", "--disable-extensions", "--no-first-run", "--no-pdf-header-footer"),
    *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
)
# Put before a page: it runs no script and loads nothing, whatever stands in it and whatever its own policy says.
NOTHING_RUNS = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
)


def browser() -> str:
    """Return the path of the browser.

    Raises:
        UsageError: none is here, or ``TETHER_CHROMIUM`` names no program.
    """
    named = os.environ.get(NAMED, "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise UsageError(f"{NAMED}={named}: no program; expected a browser of the Chromium family")
        return found
    found = next((p for p in map(shutil.which, NAMES) if p), None)
    if found is None:
        raise UsageError(
            f"pdf: no browser of the Chromium family here ({', '.join(NAMES[:3])} …), which sets the page on paper; "
            f"install one, name it in {NAMED}, or print brief.html from any browser"
        )
    return found


def write_pdf(page: Path, target: Path) -> None:
    """Print a page to ``target``.

    Raises:
        UsageError: no browser is here, or no font for the page's language.
        TetherError: the browser made no PDF; its last line is told.
    """
    program, text = browser(), page.read_text("utf-8")
    _refuse_without_font(text, page)
    with TemporaryDirectory(prefix="tether-") as home:
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()  # Chromium refuses root else
        copy, printed = Path(home) / "page.html", Path(home) / "page.pdf"
        copy.write_text(NOTHING_RUNS + text, "utf-8")
        command = [program, *ARGUMENTS, *root, f"--user-data-dir={home}/profile", f"--print-to-pdf={printed}"]
        try:
            done = subprocess.run(
                [*command, copy.as_uri()], capture_output=True, text=True, timeout=SECONDS, check=False
            )
            said = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        except (subprocess.TimeoutExpired, OSError) as error:
            said = str(error)[:200]
        data = printed.read_bytes() if printed.is_file() else b""
        if not data.startswith(b"%PDF-"):
            raise TetherError(f"{page}: {Path(program).name} printed no PDF ({said}); print the page from a browser")
        target.write_bytes(data)


def _refuse_without_font(text: str, page: Path) -> None:
    """Refuse a page whose language no font of this machine can set: it would be printed as empty boxes."""
    found = LANGUAGE.search(text)
    language = found[1] if found else "en"
    if not has_font(language):
        raise UsageError(
            f"{page}: no font on this machine for the language '{language}', so that paper would show empty boxes; "
            f"install one ({FONTS.get(language, 'Noto Sans')}), or print the page where there is one"
        )


def has_font(language: str) -> bool:
    """Return whether fontconfig knows a font for a language; where there is no fontconfig nobody can tell: True."""
    listing = shutil.which("fc-list")
    if listing is None:
        return True
    asked = [listing, f":lang={language}", "family"]
    try:
        return bool(subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False).stdout.strip())
    except (subprocess.TimeoutExpired, OSError):
        return True
