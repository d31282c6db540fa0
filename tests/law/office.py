"""What LibreOffice makes of a file: its pages as text, so that what we write is opened by a program that isn't ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice (soffice) and pdftotext are not both installed",
)


def printed(path: Path, folder: Path) -> str:
    """Return the words of a file as LibreOffice prints it, tracked changes shown."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    call = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    made = folder / f"{path.stem}.pdf"
    return subprocess.run(["pdftotext", "-layout", str(made), "-"], check=True, capture_output=True).stdout.decode()
