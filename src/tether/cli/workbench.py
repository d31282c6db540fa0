"""``tether serve``: the workbench in a browser: desk, text, interview, findings, letter, jobs."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from tether.cli.screen import say

PASSWORD = "TETHER_PASSWORD"  # where a password may come from, for one who is not at a terminal


def serve(
    workspace: Path = typer.Option(Path("workbench"), "--workspace", "-w", help="Its folder; made if it isn't there."),
    host: str = typer.Option(
        "127.0.0.1", "--host", help="Where it listens; off this machine only with people and TLS."
    ),
    port: int = typer.Option(8765, "--port", min=1, max=65535, help="The port it listens on."),
    name: str = typer.Option("", "--name", help="Off this machine: the name under which browsers reach it."),
    cert: Path | None = typer.Option(None, "--cert", help="A certificate (PEM), with --key."),
    key: Path | None = typer.Option(None, "--key", help="The certificate's key (PEM)."),
    jobs: int = typer.Option(1, "--jobs", min=1, max=16, help="How many jobs run at once."),
    workers: int = typer.Option(2, "--workers", min=1, max=16, help="How many children check and read files."),
    add_person: str = typer.Option("", "--add-person", help="Add somebody with a password, and serve nothing."),
    role: str = typer.Option("drafter", "--role", help="With --add-person: reader, drafter or signer."),
    check_log: bool = typer.Option(
        False, "--check-log", help="Say whether the log of changes is whole; serve nothing."
    ),
) -> None:
    """Serve the workbench to a browser on this machine; it prints a link that opens once.

    Example: tether serve --workspace guard-law
    """
    from tether.workbench.serve.start import ServeAsked, serve_until_stopped

    if check_log:
        _check_log(workspace)
    elif add_person:
        _add(workspace, add_person, role)
    else:
        asked = ServeAsked(workspace, host, port, name, cert, key, jobs, workers)
        serve_until_stopped(asked, lambda line: say(line, err=True))


def _add(workspace: Path, name: str, role: str) -> None:
    """Add a person to a workspace's file, with a password from the terminal or the environment."""
    from tether.workbench.serve.people import read_people
    from tether.workbench.serve.workspace import open_workspace

    with open_workspace(workspace) as space:
        people = read_people(space.root / "people.json")
        people.check(name, role)
        password = os.environ.get(PASSWORD) or typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        people.add(name, role, password)
        space.ledger.add("the command line", "added a person", name, role=role)
    say(f"{name} may come in as {role}; from now on everybody signs in with a name and a password")


def _check_log(workspace: Path) -> None:
    from tether.errors import UsageError
    from tether.workbench.serve.ledger import Ledger

    path = workspace / "log.jsonl"
    if not path.is_file():
        raise UsageError(f"{path}: no such file; expected the log of a workspace that tether serve has opened")
    fault = Ledger(path).fault()
    say(fault or f"{path}: the chain of seals holds")
    raise typer.Exit(int(bool(fault)))


VERBS = (serve,)
