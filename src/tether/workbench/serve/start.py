"""Starts the workbench: what it may listen on, what it prints, how it ends.

    serve_until_stopped(ServeAsked(workspace=Path("workbench")), say)

On this machine alone (127.0.0.1, ::1, localhost) it needs nothing. Anywhere else it needs people with passwords and a
certificate, and says all that is missing in one message.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tether.errors import UsageError
from tether.workbench.serve.guard import Doors
from tether.workbench.serve.jobs import Jobs
from tether.workbench.serve.people import OWNER, Sessions, Staff, read_people
from tether.workbench.serve.workers import Workers
from tether.workbench.serve.workspace import Workspace, open_workspace

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class ServeAsked:
    """What the command line asks of the workbench."""

    workspace: Path = Path("workbench")
    host: str = "127.0.0.1"
    port: int = 8765
    name: str = ""  # the name under which others reach it, off this machine
    certificate: Path | None = None
    key: Path | None = None
    jobs: int = 1
    workers: int = 2


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_asked(asked: ServeAsked, people: Staff) -> None:
    """Refuse what would open the workbench to a network without its conditions, in one message."""
    if (asked.certificate is None) != (asked.key is None):
        raise UsageError("--cert and --key go together: a certificate and its key (PEM)")
    for path in (asked.certificate, asked.key):
        if path is not None and not path.is_file():
            raise UsageError(f"{path}: no such file; expected a certificate and its key (PEM)")
    if is_loopback(asked.host):
        return
    missing = []
    if not len(people):
        missing.append("people with passwords (tether serve --add-person NAME --role drafter)")
    if asked.certificate is None:
        missing.append("a certificate and its key (--cert FILE --key FILE)")
    if not asked.name:
        missing.append("the name under which others reach it (--name workbench.ministry.example)")
    if missing:
        raise UsageError(
            f"--host {asked.host}: others could reach the workbench there; that needs {', and '.join(missing)}. "
            "Without --host it answers on this machine alone"
        )


def doors_of(asked: ServeAsked) -> Doors:
    """Return under which names the server answers."""
    names = list(LOOPBACK) if is_loopback(asked.host) else [asked.name]
    hosts = {f"[{n}]:{asked.port}" if ":" in n else f"{n}:{asked.port}" for n in names}
    secure = asked.certificate is not None
    hosts |= {n for n in names if asked.port == (443 if secure else 80)}
    return Doors(frozenset(h.lower() for h in hosts), secure, f"tether-{asked.port}")


def serve_until_stopped(asked: ServeAsked, say: Callable[[str], None]) -> None:
    """Serve until interrupted."""
    import uvicorn

    from tether.workbench.serve.app import make_app
    from tether.workbench.serve.prompt import PromptProtocol
    from tether.workbench.serve.web import Workbench

    with open_workspace(asked.workspace) as space, Workers(asked.workers) as workers:
        people = read_people(space.root / "people.json")
        check_asked(asked, people)
        doors, sessions = doors_of(asked), Sessions()
        listener = _listener(asked)
        jobs = Jobs(space.root / "jobs", asked.jobs)
        bench = Workbench(space, jobs, workers, people, sessions, doors)
        _greet(asked, bench.url("/login" if len(people) else f"/enter?key={sessions.new_key(OWNER)}"), space, say)
        jobs.start()
        workers.warm()
        try:
            config = uvicorn.Config(
                make_app(bench), log_level="warning", access_log=False, server_header=False, date_header=False,
                proxy_headers=False, ws="none", lifespan="off", limit_concurrency=200, timeout_keep_alive=15,
                http=PromptProtocol, h11_max_incomplete_event_size=32_768, **_tls(asked),
            )  # fmt: skip
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            left = [state.name for state in jobs.under_way()]
            jobs.close()
            listener.close()
            if left:
                say(f"{len(left)} at work still and goes on: {', '.join(left)}; the next start finds it")


def _tls(asked: ServeAsked) -> dict[str, Any]:
    if asked.certificate is None or asked.key is None:
        return {}
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(asked.certificate, asked.key)
    except (ssl.SSLError, OSError) as error:
        raise UsageError(f"{asked.certificate}: no certificate with its key ({error})") from None
    return {"ssl_certfile": str(asked.certificate), "ssl_keyfile": str(asked.key)}


def _listener(asked: ServeAsked) -> socket.socket:
    host = "127.0.0.1" if asked.host == "localhost" else asked.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, asked.port))
    except OSError as error:
        made.close()
        raise UsageError(f"{asked.host}:{asked.port}: {error.strerror or error}; name another --port") from None
    made.listen(200)
    return made


def _greet(asked: ServeAsked, link: str, space: Workspace, say: Callable[[str], None]) -> None:
    say(f"Tether's workbench, in {space.root}. Open this once; it is for one browser, and for a quarter of an hour:")
    say(f"  {link}" if "key=" in link else f"  {link}   (sign in with a name and a password)")
    where = "on this machine alone" if is_loopback(asked.host) else f"on {asked.host}, over TLS"
    say(f"It answers {where}. Stop it with Ctrl-C.")
    fault = space.ledger.fault()
    if fault:
        say(f"Note: the log was changed by hand ({fault})")
