"""A small reader of the brief's HTML for the tests: a list of elements, each with its attributes, text and ancestors."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "hr", "link", "input"}


@dataclass
class Element:
    tag: str
    attrs: dict
    parents: tuple
    parts: list = field(default_factory=list)

    @property
    def text(self):
        return " ".join("".join(self.parts).split())


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.all = [], []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), tuple(self.open))
        self.all.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1].tag == tag, (
            f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}"
        )
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.parts.append(data)


def elements(page, tag=None, **attrs):
    """Return the page's elements, in order; ``data_result=...`` asks for an attribute ("" = any value)."""
    tree = _Tree()
    tree.feed(page)
    assert not tree.open, f"never closed: {[e.tag for e in tree.open]}"
    wanted = {name.replace("_", "-"): value for name, value in attrs.items()}
    return [
        e
        for e in tree.all
        if (tag is None or e.tag == tag)
        and all(name in e.attrs and value in ("", e.attrs[name]) for name, value in wanted.items())
    ]
