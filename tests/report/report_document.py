"""One document that holds a block of every kind that needs neither pandas nor a chart."""

from tether.report.blocks import (
    Aside,
    Bar,
    BarFact,
    Callout,
    Code,
    ContentsLine,
    Document,
    Fold,
    Heading,
    Jump,
    Lines,
    Listing,
    Method,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Section,
    Sentence,
    Sign,
    SourceEntry,
    Table,
    bullets,
    section,
)
from tether.report.svg import box, frame, hatch

EVIL = "<script>alert(1)</script> & \"q\" 'p'"


def drawing(title="Two boxes"):
    body = box(1, 1, 5, 5, fill="url(#lines)")
    return frame(20, 20, title, "a box", body, hatch("lines"))


def made(**more):
    found = Section(
        4,
        "found",
        "Findings",
        (
            Paragraph((Sentence("Deaths fell by 1,280 [−900 to −20].", "record/deaths"), Method("A 90 % interval.")), "lead"),
            Heading("Faults"),
            Callout((Sign("stop", "stop"), "Two lead in one place"), (Code("a: |\n  b"),), "stop", "CMD02-1"),
            Listing((Quoted("as said"), Jump("above", "CMD02-1"), "last"), "small", printed=1),
            Table("Votes", ("who", "how many"), (Row(("all", "12"), "votes/all"), Row((("two", "lines"), Sign("open", "open")))), (1,)),
        ),
    )  # fmt: skip
    asked = section(
        "Questions",
        Listing(
            ((Sentence("Who commands?", "rule/CMD02"), Aside("CMD02.")), ("And who pays?", Aside("PAY01."))), first=3
        ),
        Fold("More", (bullets(["hidden in print"]),)),
        Picture(drawing(), "two boxes"),
        Picture(drawing(), "the same again"),
        Lines(("Office", "Date")),
        Paragraph((Sentence("Badr rules (منظمة بدر).", sources=("a", "b"), recalled=True),)),
    )
    fields = {
        "sections": (found, asked),
        "under": "Iraq, as of 2015-06",
        "sources": (SourceEntry("b", "Book B. A1"), SourceEntry("a", "Article A. C3 (weak: hearsay)", weak="hearsay")),
        "foot": "A person signs.",
        "data": {"id": "x"},
    }
    return Document("Badr & others", **{**fields, **more})


def framed():
    bar = Bar("Iraq", (BarFact("cut-off", "June 2015", "retrospective", "known later"), BarFact("run", "r1", minor=True)), "UNSCREENED", "nobody signed")  # fmt: skip
    lines = (ContentsLine(4, "Findings", "found"), ContentsLine(5, "Votes"))
    return made(bar=bar, contents=lines, absent="not in this brief", running="UNSCREENED · Iraq")
