"""A law as Markdown, to be read and compared by eye: each provision with its id, then what was found in it."""

from __future__ import annotations

from collections.abc import Iterator

from tether.law.written_law import CONTAINERS, Provision, WrittenLaw, same_words


def as_markdown(law: WrittenLaw) -> str:
    """Return the whole law as Markdown."""
    return "\n".join([*_opening(law), *_body(law), *_closing(law), *_found(law)]) + "\n"


def _opening(law: WrittenLaw) -> Iterator[str]:
    yield f"# {_one(law.title) or 'A law without a title'}\n"
    counted = ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in law.counts.items())
    yield f"Read from `{law.file}` ({law.form}, sha256 {law.sha256[:12]}): {counted}.\n"
    for note in law.notes:
        yield f"> {_one(note)}\n"
    told = {same_words(part) for part in (law.title, *law.title.split("\n"))}
    for line in law.preamble:
        if same_words(line) in told:
            continue  # it stands above
        yield f"{_escaped(line)}\n"


def _body(law: WrittenLaw) -> Iterator[str]:
    after = (*law.provisions[1:], None)
    for provision, following in zip(law.provisions, after, strict=True):
        lines = [_escaped(line) for line in provision.text.split("\n") if line]
        if provision.unit or provision.kind in CONTAINERS:
            depth = 2 + sum(1 for _ in law.above(provision.id))
            title = " · ".join(part for part in (provision.label, _one(provision.heading)) if part)
            yield f"{'#' * min(depth, 6)} {_escaped(title)} `{provision.id}`\n"
            yield from (f"{line}\n" for line in lines)
        else:
            label = f"**{_escaped(provision.label)}** " if provision.label else ""
            yield f"{'  ' * _depth(law, provision)}- {label}{' '.join(lines)} `{provision.id}`"
            if following is None or following.unit or following.kind in CONTAINERS:
                yield ""


def _depth(law: WrittenLaw, provision: Provision) -> int:
    return sum(1 for above in law.above(provision.id) if not above.unit and above.kind not in CONTAINERS)


def _closing(law: WrittenLaw) -> Iterator[str]:
    if law.conclusions:
        yield "\n---\n"
        yield from (f"{_escaped(line)}\n" for line in law.conclusions)


def _found(law: WrittenLaw) -> Iterator[str]:
    if law.definitions:
        yield "\n## Found: definitions\n"
        yield from (f"- **{_one(d.term)}** ({d.provision}): {_one(d.meaning)[:200]}" for d in law.definitions)
    if law.references:
        yield "\n## Found: references\n"
        for r in law.references:
            leads = (
                f"`{r.target}`" if r.target else f"of {_one(r.of)[:80]}" if r.of else "**leads nowhere in this text**"
            )
            yield f"- `{r.provision}`: {_one(r.words)[:80]} → {leads}"
    if law.amendments:
        yield "\n## Found: changes to other laws\n"
        yield from (f"- `{a.provision}` {a.action}: {_one(a.law)[:120]}" for a in law.amendments)


def _one(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Return words that Markdown reads as words, and no list or heading of its own."""
    flat = _one(text).replace("\\", "\\\\").replace("`", "\\`").replace("*", "\\*").replace("<", "&lt;")
    return "\\" + flat if flat[:1] in tuple("#>+-|") else flat
