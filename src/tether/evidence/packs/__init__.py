"""Packs: the derived tables that the package ships, each with its card and checksums.

A pack is two files of one name: ``NAME.npz`` (arrays) and ``NAME.json`` (the source card, what the axes mean, and the
SHA-256 of the arrays). Writing is byte-for-byte repeatable; reading checks the sum, so that a damaged pack gives one
located message and never half a panel. ``scripts/make_packs.py`` makes the shipped ones; a user's own lie in a folder
of the same form.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.documents.files import below, write_bytes
from tether.documents.packed import read_arrays
from tether.errors import InputError, Problem
from tether.evidence.sources import SourceCard, card_from

SHIPPED = Path(__file__).parent
_EPOCH = (1980, 1, 1, 0, 0, 0)  # every member of a pack bears this date, so that the same arrays give the same bytes


@dataclass(frozen=True)
class Pack:
    """Arrays by name, what their axes mean (``about``), and the card of their source."""

    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any]
    card: SourceCard


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that the package ships."""
    return tuple(sorted(p.stem for p in SHIPPED.glob("*.npz")))


def write_pack(
    folder: Path, name: str, arrays: Mapping[str, NDArray[Any]], about: dict[str, Any], card: SourceCard
) -> None:
    """Write a pack, all of it or nothing; the same content gives the same bytes."""
    data = _packed(arrays)
    text = json.dumps(
        {"sha256": hashlib.sha256(data).hexdigest(), "about": about, "card": card.to_json()},
        indent=1,
        ensure_ascii=False,
    )
    for ending, content in ((".npz", data), (".json", text.encode() + b"\n")):
        write_bytes(below(folder, f"{name}{ending}"), content)


def read_pack(name: str, folder: Path = SHIPPED) -> Pack:
    """Read a pack; what is missing, altered or broken is one ``InputError`` that names the file."""
    try:
        found = json.loads(below(folder, f"{name}.json").read_text("utf-8"))
        data = below(folder, f"{name}.npz").read_bytes()
        if hashlib.sha256(data).hexdigest() != found["sha256"]:
            raise ValueError("its checksum is not the one that its card names")
        arrays = read_arrays(data, where=str(folder / f"{name}.npz"))
        return Pack(arrays, found["about"], card_from(found["card"]))
    except FileNotFoundError as error:
        raise InputError(
            Problem(
                "no such file", where=str(error.filename), expected="a pack", remedy="reinstall, or add the data again"
            )
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(
            Problem(
                f"a broken pack ({error})",
                where=str(folder / f"{name}.npz"),
                expected="the file as it was shipped",
                remedy="reinstall the package, or add the data again",
            )
        ) from None


def _packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
            archive.writestr(entry, member.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
