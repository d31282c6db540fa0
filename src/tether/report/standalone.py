"""What lets a page stand alone: bundle, data, tables and pictures as text, and the policy that forbids the rest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from tether.documents.cache import MB, Cache, digest
from tether.documents.cells import csv_text

BOM = b"\xef\xbb\xbf"


@cache
def bundle(boot: str) -> Markup:
    """Return Vega, Vega-Lite, vega-embed and ``boot`` as the text of one module: nothing leaks, nothing is loaded."""
    import vl_convert

    return script_text(_kept("bundle", boot, lambda: str(vl_convert.javascript_bundle(boot))))


def script_text(text: str) -> Markup:
    """Return a script as it can stand inside a script element."""
    return Markup(text.replace("</script", r"<\/script").replace("<!--", r"<\!--"))


def policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> Markup:
    """Return the content security policy: these scripts and sheets by their hashes, inline pictures, no network.

    Neither an attribute of style nor one of an event runs: pages have none, and drawings set theirs by script.
    """
    run, set_ = _hashes(scripts), _hashes(styles)
    parts = ["default-src 'none'", *([f"script-src {run}"] if run else []), *([f"style-src {set_}"] if set_ else [])]
    parts += [f"img-src data:{' blob:' if run else ''}", "base-uri 'none'", "form-action 'none'"]
    return Markup("; ".join(parts))


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(t.encode("utf-8")).digest()).decode("ascii") for t in texts)
    return " ".join(f"'sha256-{d}'" for d in digests)


def still(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite spec drawn as SVG."""
    import vl_convert

    drawn = _kept("still", json.dumps(spec), lambda: str(vl_convert.vegalite_to_svg(spec)))
    return re.sub(r"(\d\.\d\d)\d+", r"\1", drawn)  # a hundredth of a pixel is enough


PICTURES = Cache("pictures", 64 * MB)


def _kept(what: str, source: str, make: Callable[[], str]) -> str:
    """Return what the converter makes of ``source``, from an earlier run where that made it: the same text."""
    key = digest((what, version("vl-convert-python"), _fonts(), source))
    found = PICTURES.get(key)
    if found is not None:
        return found.decode("utf-8")
    made = make()
    PICTURES.put(key, made.encode("utf-8"))
    return made


@cache
def _fonts() -> str:
    """Return what changes when a font is installed, by whose measures the converter sets text."""
    usual = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
    roots = (Path(os.path.expanduser(name)) for name in (*usual, "~/Library/Fonts", r"C:\Windows\Fonts"))
    found = [folder for root in roots for folder, _, _ in os.walk(root)]
    return repr([(folder, os.stat(folder).st_mtime_ns) for folder in found])


def data_url(content: bytes, kind: str) -> Markup:
    """Return bytes as a data URL that can stand in a quoted attribute, percent-encoded where it must be."""
    return Markup(f"data:{kind},{quote(content, safe=' <>,.:;-_/=()')}")


def file_url(content: bytes, large: int = 4096) -> Markup:
    """Return a CSV as a data URL; a large one gzipped, unpacked by the page (without scripts the .gz is saved)."""
    if len(content) <= large:
        return data_url(content, "text/csv;charset=utf-8")
    packed = base64.b64encode(gzip.compress(content, mtime=0)).decode("ascii")
    return Markup(f"data:application/gzip;base64,{packed}")


def json_text(value: Any) -> Markup:
    """Return JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029"))


def css_string(text: str) -> Markup:
    """Return a text as a CSS string literal that can stand inside a style element."""
    safe = "".join(c if c.isalnum() or c in " .,·:-()" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{safe}"')


def csv_bytes(table: Any) -> bytes:
    """Return a pandas table as CSV bytes: UTF-8 with the byte order mark that Excel needs, missing as empty."""
    return BOM + csv_text(_ready(table)).encode("utf-8")


def table_rows(table: Any) -> dict[str, list[Any]]:
    """Return a pandas table as ``columns`` and ``rows`` of plain values: months as YYYY-MM, missing as None."""
    ready = _ready(table)
    rows = json.loads(ready.to_json(orient="values", date_format="iso", double_precision=15))
    return {"columns": [str(c) for c in ready.columns], "rows": rows}


def _ready(table: Any) -> Any:
    """Return a copy with months as YYYY-MM; whole numbers stay whole beside missing ones."""
    import pandas as pd

    ready = table.copy()
    for name in ready.columns:
        column = ready[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            ready[name] = column.dt.strftime("%Y-%m")
        elif pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
            ready[name] = column.astype("Int64")
    return ready
