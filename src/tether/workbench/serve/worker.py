"""One child: reads a request, answers it, and reads the next; ends with its parent.

    python -m tether.workbench.serve.worker

A request and its answer are JSON, each after eight bytes that say how long it is. The child bounds itself before it
reads anything: its memory, the size of a file that it writes, its open files. It has no other door: what it is asked
comes by its stdin, and it opens no connection.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

from tether.errors import TetherError, extra_needed

MEMORY = 4 * 1024**3  # bytes of addresses: numerical libraries reserve far more than they use
LARGEST_FILE = 200 * 1024**2
WORK = {
    "door": "tether.workbench.door:answer",
    "parts": "tether.workbench.serve.work:parts",
    "gate": "tether.workbench.serve.work:gate",
    "claims": "tether.workbench.serve.claims_work:claims",
    "claim": "tether.workbench.serve.claims_work:claim",
    "edited": "tether.workbench.serve.claims_work:edited",
    "claims_yaml": "tether.workbench.serve.claims_work:claims_yaml",
    "differences": "tether.workbench.serve.work:differences",
    "ready": "tether.workbench.serve.finished:ready",
    "comparison": "tether.workbench.serve.finished:comparison",
    "reading": "tether.workbench.serve.finished:reading",
}


def main() -> None:
    """Answer until the parent closes the pipe."""
    bound()
    given, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    gc.set_threshold(50_000, 20, 50)
    while (data := read_message(given)) is not None:
        write_message(out, json.dumps(_answered(data), ensure_ascii=False, default=str).encode("utf-8", "replace"))


def _answered(data: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(data)
        return {"answer": _work(asked["work"])(asked["asked"])}
    except TetherError as error:
        return {"error": str(error), "code": error.exit_code}
    except ModuleNotFoundError as error:
        needed = extra_needed(error)
        return {"error": str(needed or error), "code": 2}
    except MemoryError:
        return {"error": "this takes more memory than one request may have; use a smaller file", "code": 1}
    except RecursionError:
        return {"error": "this is nested deeper than can be read", "code": 3}
    except OSError as error:
        return {"error": f"{error.strerror or error}", "code": 1}
    except Exception:
        traceback.print_exc()
        return {"error": "the workbench could not do this; the terminal that runs it says why", "code": 1}


def _work(name: str) -> Callable[[dict[str, Any]], Any]:
    module, _, function = WORK[name].partition(":")
    found: Callable[[dict[str, Any]], Any] = getattr(import_module(module), function)
    return found


def bound() -> None:
    """Bound this process: its memory, the size of a file that it writes; and nobody else reads what it writes."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, LARGEST_FILE),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))
    os.umask(0o077)


def read_message(stream: BinaryIO) -> bytes | None:
    """Read one message; None where the other side has gone."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def write_message(stream: BinaryIO, data: bytes) -> None:
    """Write one message."""
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


if __name__ == "__main__":
    main()
