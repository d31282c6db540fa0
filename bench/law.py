"""How long a law of 300 articles takes to read from each form of file, and how many of its articles are found.

    python bench/law.py [FOLDER]        # FOLDER: texts of real laws that do not ship (REFERENCED)

The law is made here, in English and in Arabic, with automatic numbers in the Word file; the real laws of
``tests/data/laws`` are counted by hand. Prints seconds of the clock, least of three, and articles found against made.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "law")]

from word_files import levels, paragraph, pdf, word

from tether.law import read_law
from tether.law.faults import faults_of
from tether.law.read import as_json

ARTICLES = 300
MOST_SECONDS = 5.0
HAND_COUNTED = {
    "libya-decree-1-2016-arrangements.en": 2,
    "libya-decree-217-2014-attaches.en": 5,
    "libya-law-18-1964-security-force.en": 4,
    "libya-law-1-1967-weapons.ar": 2,
    "libya-law-7-1981-weapons.ar": 3,
    "libya-law-20-1994-coast.ar": 3,
    "example-guard-law.en": 16,
}
ENGLISH = ("The Guard shall:", "report to the Minister within thirty (30) days;", "obey Article {n} and Article {m}.")
ARABIC = ("يلتزم الحرس بما يأتي:", "رفع تقرير إلى الوزير خلال ثلاثين (٣٠) يوماً.", "تنفيذ المادة ({n}) والمادة ({m}).")


def _lines(heading: str, words: tuple[str, ...], marks: tuple[str, str]) -> list[str]:
    made = []
    for n in range(1, ARTICLES + 1):
        items = [f"{mark} {text.format(n=n, m=max(1, n - 1))}" for mark, text in zip(marks, words[1:], strict=True)]
        made += [heading.format(n=n), f"1. {words[0]}", *items, f"2. {words[1]}"]
    return made


def files(folder: Path) -> dict[str, Path]:
    """Write the law in each form; return the paths by name."""
    english, arabic = (
        _lines("Article {n}", ENGLISH, ("(a)", "(b)")),
        _lines("المادة ({n})", ARABIC, ("أ-", "ب-")),
    )
    numbers = levels(("decimal", "Article %1"), ("decimal", "%2."), ("lowerLetter", "(%3)"))
    blocks = []
    for n in range(1, ARTICLES + 1):
        texts = [text.format(n=n, m=max(1, n - 1)) for text in ENGLISH]
        blocks += [paragraph("Duties", 1, 0), paragraph(texts[0], 1, 1), *(paragraph(t, 1, 2) for t in texts[1:])]
        blocks.append(paragraph(texts[1], 1, 1))
    made: dict[str, bytes] = {
        "english.txt": "\n".join(["Law on the Guard", *english]).encode(),
        "arabic.txt": "\n".join(["قانون الحرس", *arabic]).encode(),
        "numbered.docx": word("Law on the Guard", *blocks, numbering=numbers),
        "page.html": ("<h1>Law</h1>" + "".join(f"<p>{line}</p>" for line in english)).encode(),
        "printed.pdf": pdf(["Law on the Guard", *english]),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in made}


def least(path: Path) -> tuple[float, int, int]:
    """Return the least seconds of three readings with the text's faults, its articles, and its bytes as JSON."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        law = read_law(path)
        faults_of(law)
        times.append(time.perf_counter() - start)
    return min(times), len(law.units), len(as_json(law))


def main() -> None:
    with TemporaryDirectory() as folder:
        print("file            seconds  articles found / made")
        slow = []
        for name, path in files(Path(folder)).items():
            seconds, found, _ = least(path)
            slow += [name] if seconds > MOST_SECONDS else []
            print(f"{name:15} {seconds:7.2f}  {found} / {ARTICLES}")
    print("\nreal laws                                 articles found / counted by hand")
    for name, counted in HAND_COUNTED.items():
        print(f"{name:41} {len(read_law(ROOT / 'tests' / 'data' / 'laws' / f'{name}.txt').units)} / {counted}")
    print(f"\nover {MOST_SECONDS:.0f} s: {', '.join(slow) or 'none'}")


# Real laws that don't ship: their texts are others' compilations whose own terms nobody here has settled, or whose
# source is kept out of this repository. Name → articles counted in the source, and where it is. Put each as NAME.txt
# into a folder, an article's number in a line before its words.
REFERENCED = {
    "france-1958.fr": (107, "Constitution of 4 October 1958; github.com/bassochette/votonslaconstitution"),
    "madagascar-2010.fr": (168, "Constitution of 2010; github.com/mauyz/madagascar_constitution, assets/fr.json"),
    "madagascar-2010.en": (168, "the same in English, assets/en.json"),
    "tunisia-2022.ar": (142, "Constitution of 2022; github.com/Oussema-Aouini/Tunisian_Legal_Texts (MIT)"),
    "tunisia-1956-status.ar": (216, "Personal status code, same place"),
    "tunisia-1956-status.en": (216, "the same in English; article 143 bis has a second heading inside it"),
}


def referenced(folder: Path) -> None:
    """Print, for each law that is at hand in a folder, the articles found and those counted."""
    print("\nreal laws that do not ship                articles found / counted in the source")
    for name, (counted, where) in REFERENCED.items():
        path = folder / f"{name}.txt"
        found = f"{len(read_law(path).units)} / {counted}" if path.exists() else f"not at hand: {where}"
        print(f"{name:41} {found}")


if __name__ == "__main__":
    main()
    if len(sys.argv) > 1:
        referenced(Path(sys.argv[1]))
