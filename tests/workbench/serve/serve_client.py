"""A browser without a browser: asks the application as a server would, keeps the cookie, says an Origin."""

import asyncio
import contextlib
from dataclasses import dataclass
from urllib.parse import urlencode

from tether.workbench.serve.app import make_app
from tether.workbench.serve.guard import Doors
from tether.workbench.serve.jobs import Jobs
from tether.workbench.serve.people import OWNER, Person, Sessions, read_people
from tether.workbench.serve.web import Workbench
from tether.workbench.serve.workers import Workers
from tether.workbench.serve.workspace import open_workspace

HOST = "127.0.0.1:8765"
OWN = f"http://{HOST}"


@dataclass
class Answer:
    status: int
    headers: dict
    data: bytes

    @property
    def text(self):
        return self.data.decode("utf-8")


class Client:
    """One browser; ``person`` None: nobody has come in."""

    def __init__(self, bench, person=OWNER, app=None):
        self.bench, self.app = bench, app or make_app(bench)
        self.secret = bench.sessions.start(person) if person else ""

    def ask(self, method, path, body=b"", headers=(), host=(HOST,), chunks=None):
        path, _, query = path.partition("?")
        found = [(b"host", h.encode()) for h in host]
        if self.secret:
            found.append((b"cookie", f"{self.bench.doors.cookie_name}={self.secret}".encode()))
        found += [(n.encode(), v.encode("latin-1")) for n, v in headers]
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "headers": found, "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8765),
            "scheme": "http", "root_path": "", "asgi": {"version": "3.0"},
        }  # fmt: skip
        return asyncio.run(_called(self.app, scope, chunks or [body]))

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, fields=(), origin=OWN, **more):
        body = urlencode(list(fields.items() if isinstance(fields, dict) else fields)).encode()
        headers = [("content-type", "application/x-www-form-urlencoded"), ("content-length", str(len(body)))]
        headers += [("origin", origin)] if origin else []
        return self.ask("POST", path, body, headers, **more)

    def send(self, path, fields, files, origin=OWN):
        """Send a form with files as a browser does: fields by name, files as name: (file, bytes)."""
        cut, parts = "x7f3a", []
        for name, value in fields.items():
            parts.append(f'--{cut}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, (file, data) in files.items():
            head = f'--{cut}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
        body = b"".join(parts) + f"--{cut}--\r\n".encode()
        kind = f"multipart/form-data; boundary={cut}"
        headers = [("content-type", kind), ("content-length", str(len(body))), ("origin", origin)]
        return self.ask("POST", path, body, headers)

    def json(self, path, data, origin=OWN):
        import json

        body = json.dumps(data).encode()
        return self.ask("POST", path, body, [("content-type", "application/json"), ("origin", origin)])


async def _called(app, scope, chunks):
    sent, left = [], list(chunks)

    async def receive():
        if not left:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    headers = {n.decode().lower(): v.decode("latin-1") for n, v in start["headers"]}
    return Answer(start["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]))


@contextlib.contextmanager
def opened(folder, workers=1, **rate):
    """Give a workbench in a folder."""
    with open_workspace(folder / "bench") as space, Workers(workers) as children:
        people = read_people(space.root / "people.json")
        jobs = Jobs(space.root / "jobs")
        doors = Doors(frozenset((HOST, "localhost:8765", "[::1]:8765")), cookie="tether-8765")
        try:
            yield Workbench(space, jobs, children, people, Sessions(), doors)
        finally:
            jobs.close()


READER, DRAFTER, SIGNER = Person("Rim", "reader"), Person("Dara", "drafter"), Person("Sami", "signer")
