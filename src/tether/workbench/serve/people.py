"""Who is at the workbench: one person with the printed link, or several with passwords and roles.

    people = read_people(workspace / "people.json")      # none: the workbench is one person's
    people.add("Nadia", "drafter", "a long password")    # scrypt, never the password itself
    sessions.start(person)                               # the secret of a cookie; kept as a hash, in memory alone

Roles: a *reader* reads and downloads what is open; a *drafter* also writes, runs jobs and downloads what is restricted;
a *signer* also signs screening notes. The printed link carries its key once: the first browser that opens it takes it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tether.documents.files import replacing
from tether.documents.json_file import JsonShape, check_json, read_json
from tether.errors import InputError, Problem, UsageError

Role = Literal["reader", "drafter", "signer"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST = 12  # characters of a password
LONGEST = 1_000
IDLE = 12 * 3600.0  # seconds after which a session ends by itself
KEY_LIVES = 15 * 60.0  # seconds for which a link's key may be used
MOST_SESSIONS = 500
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


@dataclass(frozen=True)
class Person:
    """Somebody at the workbench."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Return whether the person may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


OWNER = Person("owner", "signer")


class _PersonFile(JsonShape):
    name: str
    role: Role
    password: str


class _PeopleFile(JsonShape):
    people: list[_PersonFile]


@dataclass(frozen=True)
class _KnownPerson:
    name: str
    role: Role
    password: str  # salt and hash, in hexadecimal


class Staff:
    """Those who may come in by a password; none where the workbench is one person's."""

    def __init__(self, path: Path, known: list[_KnownPerson]):
        self.path = path
        self._known = {one.name: one for one in known}
        self._one_at_a_time = threading.BoundedSemaphore(2)  # a hash takes 32 MB
        self._lock = threading.Lock()  # two who add at once: each is in the file

    def __len__(self) -> int:
        return len(self._known)

    def names(self) -> list[tuple[str, Role]]:
        """Return everybody's name and role."""
        return [(one.name, one.role) for one in self._known.values()]

    def check(self, name: str, role: str) -> None:
        """Refuse a role or a name that is none."""
        if role not in ROLES:
            raise UsageError(f"role {role!r}; expected one of {', '.join(ROLES)}")
        if not 0 < len(name) <= 60 or not name.isprintable() or name != name.strip():
            raise UsageError(f"name {name[:60]!r}; expected 1 to 60 printable characters")

    def add(self, name: str, role: str, password: str) -> None:
        """Add somebody, or give a new role and password, and write the file for its owner alone."""
        self.check(name, role)
        if len(password) < SHORTEST:
            raise UsageError(f"a password of {len(password)} characters; expected {SHORTEST} or more")
        if len(password) > LONGEST:
            raise UsageError(f"a password of {len(password):,} characters; expected at most {LONGEST:,}")
        salt = secrets.token_bytes(16)
        made = _KnownPerson(name, cast(Role, role), f"{salt.hex()}${_hash(password, salt).hex()}")
        with self._lock:
            known = {**self._known, name: made}
            data = json.dumps({"people": [asdict(one) for one in known.values()]}, ensure_ascii=False, indent=1)
            with replacing(self.path) as draft:
                draft.chmod(0o600)
                draft.write_text(data + "\n", "utf-8")
            self._known = known

    def with_password(self, name: str, password: str) -> Person | None:
        """Return who this is, or None; an unknown name takes as long as a wrong password."""
        known = self._known.get(name)
        salt, _, told = (known.password if known else f"{'00' * 16}${'00' * 64}").partition("$")
        with self._one_at_a_time:
            right = hmac.compare_digest(_hash(password[:LONGEST], bytes.fromhex(salt)).hex(), told)
        return Person(known.name, known.role) if known is not None and right else None


def read_people(path: Path) -> Staff:
    """Read the file of people; nobody where there is none."""
    if not path.exists():
        return Staff(path, [])
    read = read_json(path, "the file of people")
    check_json(read, _PeopleFile, str(path))
    known = [_KnownPerson(one["name"], one["role"], one["password"]) for one in read["people"]]
    for one in known:
        salt, _, told = one.password.partition("$")
        if len(salt) != 32 or len(told) != 128 or not all(c in "0123456789abcdef" for c in salt + told):
            raise InputError(Problem(f"the password of {one.name!r} is no hash", str(path), remedy="add them again"))
    return Staff(path, known)


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=64, **_COST)


@dataclass
class Session:
    """Somebody's session in one browser."""

    person: Person
    used: float
    language: str = "en"


class Sessions:
    """Sessions by the hash of their secret, and keys of links that are still good; gone when the server ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._keys: dict[str, tuple[Person, float]] = {}

    def start(self, person: Person) -> str:
        """Start a session; return the secret for its cookie. The one longest unused makes way where there are many."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            if len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda k: self._sessions[k].used)]
            self._sessions[_digest(secret)] = Session(person, time.monotonic())
        return secret

    def of(self, secret: str) -> Session | None:
        """Return a session by its secret, and note that it is used; None where there is none, or it was idle long."""
        with self._lock:
            found = self._sessions.get(_digest(secret))
            if found is None:
                return None
            if time.monotonic() - found.used > IDLE:
                del self._sessions[_digest(secret)]
                return None
            found.used = time.monotonic()
            return found

    def end(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_digest(secret), None)

    def end_all_of(self, name: str) -> None:
        """End every session and every key of a person: whose password or role was changed comes in anew."""
        with self._lock:
            self._sessions = {k: v for k, v in self._sessions.items() if v.person.name != name}
            self._keys = {k: v for k, v in self._keys.items() if v[0].name != name}

    def new_key(self, person: Person) -> str:
        """Return a key for a link that lets one browser in, once, within a quarter of an hour."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._keys = {k: v for k, v in self._keys.items() if v[1] > time.monotonic()}
            self._keys[_digest(key)] = person, time.monotonic() + KEY_LIVES
        return key

    def take_key(self, key: str) -> Person | None:
        """Return for whom a key is, and spend it; None where it is none, spent or old."""
        with self._lock:
            person, until = self._keys.pop(_digest(key), (None, 0.0))
        return person if until > time.monotonic() else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Rate:
    """How often something may be asked: ``burst`` at once, and ``a_second`` from then on, for each who asks."""

    def __init__(self, a_second: float, burst: int, most: int = 4_000):
        self.a_second, self.burst, self.most = a_second, burst, most
        self._left: dict[str, tuple[float, float]] = {}
        self._order: deque[str] = deque()

    def allows(self, who: str) -> bool:
        """Return whether ``who`` may ask now, and count it."""
        now = time.monotonic()
        if who not in self._left:
            self._order.append(who)
            if len(self._order) > self.most:
                self._left.pop(self._order.popleft(), None)
        left, since = self._left.get(who, (float(self.burst), now))
        left = min(self.burst, left + (now - since) * self.a_second)
        self._left[who] = (left - 1 if left >= 1 else left), now
        return left >= 1
