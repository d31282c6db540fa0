"""What was worked out and may be asked for again: kept in memory up to a size, and worked out by one for all who wait.

    answers = Kept(most=32_000_000, largest=2_000_000)
    answers.of(key, make, seconds=50)      # from memory; or ``make()``, called once however many ask for the key

Only what is the same for everybody who asks with the same key belongs here.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator


class TooManyWait(Exception):
    """Another is working it out, and was not ready in time."""


class Kept:
    """Bytes by key; those longest unused make way."""

    def __init__(self, most: int, largest: int):
        self.most, self.largest = most, largest
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self.under_way: dict[Hashable, tuple[threading.Lock, int]] = {}  # key → who works it out, and how many ask

    def of(self, key: Hashable, make: Callable[[], bytes], seconds: float) -> bytes:
        """Return what is kept under a key; make it where nothing is, once for all who ask meanwhile.

        Raises:
            TooManyWait: another makes it, and takes longer than ``seconds``.
        """
        data = self.at(key)
        if data is None:
            with self._one_at_a_time(key, seconds):
                data = self.at(key)
                if data is None:
                    data = make()
                    self.keep(key, data)
        return data

    def at(self, key: Hashable) -> bytes | None:
        """Return what is kept under a key; None where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, data: bytes) -> None:
        """Keep something, unless it is too large."""
        if len(data) > self.largest:
            return
        with self._lock:
            self._size += len(data) - len(self._kept.pop(key, b""))
            self._kept[key] = data
            while self._size > self.most:
                self._size -= len(self._kept.popitem(last=False)[1])

    @contextlib.contextmanager
    def _one_at_a_time(self, key: Hashable, seconds: float) -> Iterator[None]:
        """Let one thread in for each key; the others wait and then find it in memory."""
        with self._lock:
            turn, asking = self.under_way.get(key, (threading.Lock(), 0))
            self.under_way[key] = (turn, asking + 1)
        try:
            if not turn.acquire(timeout=seconds):
                raise TooManyWait
            try:
                yield
            finally:
                turn.release()
        finally:
            with self._lock:
                turn, asking = self.under_way.pop(key)
                if asking > 1:
                    self.under_way[key] = (turn, asking - 1)
