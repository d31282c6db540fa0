"""What a hostile or a careless hand does to a file: bytes, lines, values, cells, members of an archive.

    mutated(rng, "guard.yaml", data)      # the bytes of a file of that kind, changed once to three times

Each kind of file has changes of its own beside those of bytes and lines: a tree (YAML, JSON, GeoJSON) has values put in
the place of others, keys renamed, twice or gone, and levels added; a table (csv) has cells, columns and rows changed and
is saved as another program would save it; an archive (xlsx, zip) has its members changed; a Parquet file its columns.
"""

from __future__ import annotations

import codecs
import copy
import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 2, 0.5, 45000.7, 1e-300, 1e300, -1e300, 2**31, 2**63, 2**64, 10**30, 4000, 100_000, 99_999_999),
    *(float("nan"), float("inf"), float("-inf"), 1_000_000_000_000, -0.0, 1e15, 65536, 4096),
)
WORDS: tuple[Any, ...] = (
    *("", " ", "none", "unknown", "null", "~", "yes", "true", "NaN", "=1+1", "@SUM(A1)", "-1", "1e9999", "0x10", "07"),
    *("../../../etc/passwd", "/dev/zero", "/", ".", "..", "a/b", "C:\\x", "con", "file:///etc/passwd", "a" * 300),
    *("9999-12", "9999-12-31", "0000-00", "2015-13", "2015-02-30", "1e3-01", "2015", "0001-01-01", "2015-06-03T00:00"),
    *("Narnia", "DOUBLOONS", "status-quo", "iraq", "libya", "anbar", "p1-stay-out", "é", "ß", "İ", "ﬁ", "１２", "٣"),
    *(
        "\u202egnp.exe",
        "e\u0301" * 40,
        "\u200b",
        "\ufeff",
        "\u2028",
        "\x1b[31mred",
        "a\x00b",
        "a\tb",
        "a\nb",
        "a\r\nb",
        "\x07",
    ),
    *("<script>alert(1)</script>", "]]>", "&amp;", '"', "'", "`", "${x}", "{0}", "%s", "%n", "{found}", "\\", "#", "|"),
    *("x" * 5_000, "a-" * 2_000, " " * 5_000, "(" * 500, "9" * 400, "1" * 5_000 + "x", "a " * 2_000 + "!"),
)
OTHERS: tuple[Any, ...] = (
    True,
    False,
    None,
    [],
    {},
    [[]],
    [None],
    {"a": 1},
    [1, "a", None],
    {"": ""},
    [{"id": "x"}] * 3,
)
ANYTHING = (*NUMBERS, *WORDS, *OTHERS)


def mutated(rng: random.Random, name: str, data: bytes) -> bytes:
    """Return the bytes of a file changed once to three times, by the ways of its kind."""
    kind = Path(name).suffix.lower()
    own = OWN.get(kind, ())
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        ways = own if own and rng.random() < 0.75 else BYTES
        try:
            data = rng.choice(ways)(rng, data)
        except Exception:  # what an earlier change broke has bytes still
            data = rng.choice(BYTES)(rng, data)
    return data


# -- bytes and lines --------------------------------------------------------------------------------------------------


def flip(rng: random.Random, data: bytes) -> bytes:
    """Change one to eight bytes."""
    found = bytearray(data or b"\0")
    for _ in range(rng.randint(1, 8)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def truncate(rng: random.Random, data: bytes) -> bytes:
    """Cut the end off."""
    return data[: rng.randrange(len(data) + 1)]


def insert(rng: random.Random, data: bytes) -> bytes:
    """Put something in somewhere."""
    word = rng.choice(
        (
            b"\0",
            b"\xff",
            b"\xc0\x80",
            b"\xed\xa0\x80",
            b"\r",
            b"\n",
            b",",
            b'"',
            b"\t",
            b"\x1b[2J",
            b"\xef\xbb\xbf",
            b"*a",
            b"&a ",
            b"!!x ",
            b"- ",
            b": ",
            b"{",
            b"[",
        )
    )
    at = rng.randrange(len(data) + 1)
    return data[:at] + word * rng.choice((1, 1, 2, 100)) + data[at:]


def remove(rng: random.Random, data: bytes) -> bytes:
    """Take a stretch out."""
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.randint(1, 200) :]


def line(rng: random.Random, data: bytes) -> bytes:
    """Delete, repeat, move or swap lines."""
    lines = data.splitlines(keepends=True) or [b""]
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(4)
    if way == 0:
        del lines[a]
    elif way == 1:
        lines.insert(b, lines[a])
    elif way == 2:
        lines[a], lines[b] = lines[b], lines[a]
    else:
        lines[a] = b"  " * rng.randint(1, 3) + lines[a]
    return b"".join(lines)


def saved_otherwise(rng: random.Random, data: bytes) -> bytes:
    """Save the text as another program would: encodings, marks at its start, ends of lines."""
    text = data.decode("utf-8", "replace")
    return rng.choice(
        (
            lambda: codecs.BOM_UTF8 + data,
            lambda: text.encode("utf-16"),
            lambda: text.encode("utf-16-le"),
            lambda: text.encode("utf-32"),
            lambda: text.encode("cp1252", "replace"),
            lambda: text.replace("\n", "\r").encode(),
            lambda: text.replace("\n", "\r\n").encode(),
            lambda: text.replace("\n", "\u2028").encode(),
            lambda: b"",
            lambda: data * rng.randint(2, 5),
            lambda: data[::-1],
            lambda: b"\0" * rng.randint(1, 4096),
        )
    )()


BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (flip, truncate, insert, remove, line, saved_otherwise)

# -- trees: YAML, JSON, GeoJSON ---------------------------------------------------------------------------------------


def _paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, below in steps:
        found += _paths(below, (*at, key))
    return found


def change_tree(rng: random.Random, tree: Any) -> Any:
    """Return a tree with one place changed."""
    tree = copy.deepcopy(tree)
    paths = _paths(tree)
    if not paths:
        return rng.choice(ANYTHING)
    path = rng.choice(paths)
    above = tree
    for step in path[:-1]:
        above = above[step]
    last = path[-1]
    way = rng.randrange(10)
    if way < 5:
        above[last] = rng.choice(ANYTHING)
    elif way == 5:
        del above[last]
    elif way == 6 and isinstance(above, dict):
        above[str(last) + rng.choice(("x", "_", " ", "\u200b"))] = above.pop(last)
    elif way == 7:
        other = tree
        for step in rng.choice(paths):
            other = other[step]
        above[last] = copy.deepcopy(other)
    elif way == 8 and isinstance(above, list):
        above.insert(rng.randrange(len(above) + 1), copy.deepcopy(above[last]))
    else:
        for _ in range(rng.choice((1, 2, 70, 300))):
            above[last] = [above[last]] if rng.random() < 0.5 else {"x": above[last]}
    return tree


def yaml_value(rng: random.Random, data: bytes) -> bytes:
    """Change a place of a YAML tree and write it out again."""
    tree = change_tree(rng, yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")


def yaml_scalar(rng: random.Random, data: bytes) -> bytes:
    """Put another word after a colon or a dash: the file keeps its form."""
    lines = data.decode("utf-8", "replace").split("\n")
    spots = [i for i, text in enumerate(lines) if ": " in text or text.lstrip().startswith("- ")]
    at = rng.choice(spots)
    head, sign, _ = lines[at].partition(": ") if ": " in lines[at] else lines[at].partition("- ")
    word = rng.choice(ANYTHING)
    lines[at] = head + sign + (word if isinstance(word, str) else json.dumps(word))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def json_value(rng: random.Random, data: bytes) -> bytes:
    """Change a place of a JSON tree and write it out again."""
    return json.dumps(change_tree(rng, json.loads(data)), ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


# -- tables -----------------------------------------------------------------------------------------------------------


def csv_cells(rng: random.Random, data: bytes) -> bytes:
    """Change cells, columns or rows of a csv, or save it with other signs."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8", "replace"))))
    r, c = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
    way, sign = rng.randrange(11), ","
    if way < 4:
        rows[r][c] = str(rng.choice(ANYTHING))
    elif way == 4:
        rows = [row[:c] + row[c + 1 :] for row in rows]
    elif way == 5:
        rows = [[*row, row[c]] for row in rows]
    elif way == 6:
        rows = [rows[0], *([*row, ""] for row in rows[1:])]  # a comma at the end of each line but the first
    elif way == 7:
        rows[r] = rows[r][:c] if rng.random() < 0.5 else rows[r] * 2
    elif way == 8:
        rows[0][c] = str(rng.choice(WORDS))
    elif way == 9:
        sign = rng.choice((";", "\t", "|"))
    else:
        rows[0] += [f"extra{n}" for n in range(rng.choice((1, 50, 20_000)))]
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def members(rng: random.Random, data: bytes) -> bytes:
    """Change a member of a zip archive (a workbook is one), or the archive's list of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist()}
    name = rng.choice(sorted(held))
    way = rng.randrange(6)
    if way < 3:
        change = OWN.get(Path(name).suffix, ())
        held[name] = rng.choice((*change, *BYTES))(rng, held[name])
    elif way == 3:
        del held[name]
    elif way == 4:
        held["../../x" if rng.random() < 0.5 else "xl/extra.xml"] = held[name]
    else:
        held[name] = b" " * 30_000_000 if rng.random() < 0.3 else held[name].replace(b"<", b"&x;<", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return out.getvalue()


def xml_text(rng: random.Random, data: bytes) -> bytes:
    """Change the text between two signs of an XML file."""
    text = data.decode("utf-8", "replace")
    at = [i for i, sign in enumerate(text) if sign == ">"]
    spot = rng.choice(at) + 1
    end = text.find("<", spot)
    return (text[:spot] + str(rng.choice(ANYTHING)) + text[max(end, spot) :]).encode("utf-8", "surrogatepass")


def columns(rng: random.Random, data: bytes) -> bytes:
    """Change the columns of a Parquet file."""
    import pandas as pd

    table = pd.read_parquet(io.BytesIO(data))
    name = rng.choice(list(table.columns))
    way = rng.randrange(6)
    if way == 0:
        table = table.drop(columns=name)
    elif way == 1:
        table = table.rename(columns={name: str(rng.choice(WORDS))})
    elif way == 2:
        table[name] = [str(rng.choice(WORDS))] * len(table)
    elif way == 3:
        table[name] = [float(rng.choice(NUMBERS[:16]))] * len(table)
    elif way == 4:
        table = table.head(rng.choice((0, 1)))
    else:
        table[name] = None
    out = io.BytesIO()
    table.to_parquet(out)
    return out.getvalue()


OWN: dict[str, tuple[Callable[[random.Random, bytes], bytes], ...]] = {
    **dict.fromkeys((".yaml", ".yml"), (yaml_value, yaml_value, yaml_scalar)),
    **dict.fromkeys((".json", ".geojson"), (json_value,)),
    ".csv": (csv_cells,),
    **dict.fromkeys((".xlsx", ".zip"), (members,)),
    **dict.fromkeys((".xml", ".rels", ".html"), (xml_text,)),
    ".parquet": (columns,),
}
