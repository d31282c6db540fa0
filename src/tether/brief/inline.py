"""What lets a page stand alone: bundle, data and pictures as text, and the policy that forbids the rest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup


@cache
def bundle(boot: str) -> Markup:
    """Return Vega, Vega-Lite, vega-embed and ``boot`` as the text of one module: nothing leaks, nothing is loaded."""
    import vl_convert

    text = vl_convert.javascript_bundle(boot)
    return Markup(text.replace("</script", r"<\/script").replace("<!--", r"<\!--"))


def policy(script: str) -> str:
    """Return the content security policy: this script by its hash, inline styles and pictures, no network."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    parts = ("default-src 'none'", f"script-src 'sha256-{digest}'", "style-src 'unsafe-inline'", "img-src data: blob:")
    return "; ".join((*parts, "base-uri 'none'", "form-action 'none'"))


def still(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite spec drawn as SVG."""
    import vl_convert

    return re.sub(r"(\d\.\d\d)\d+", r"\1", vl_convert.vegalite_to_svg(spec))  # a hundredth of a pixel is enough


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
