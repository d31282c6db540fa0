"""``tether serve``: the workbench in a browser, on this machine alone.

The server renders pages and keeps a workspace; it parses nothing that comes from outside. What reads, checks and words
a design runs in children with bounds (``workers``), what takes minutes in processes of its own (``jobs``).

    guard       who may ask at all: host, origin, cookie, size, rate; and what every answer says of itself
    people      roles, passwords, sessions; the key of the printed link
    workspace   charters as versions that are never changed; two who write at once are both kept
    ledger      who changed what, each line sealed with the one before it
    workers     children that answer one request each at a time, and are ended where they take too long
    jobs        briefs, amendments, plans: stages, progress, stop, resume

Why no queue library: huey keeps its tasks as pickles in a file, which runs whatever somebody puts there, and can't stop
a task under way. A job here is a folder that its own process writes and that anybody can read.
"""
