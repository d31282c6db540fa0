"""How long a law of 300 articles takes to read and to propose rows for; articles found; how good the proposals are.

    python bench/law.py [--rows | --calibrate] [FOLDER]     # FOLDER: texts of real laws that do not ship (REFERENCED)

The law is made here, in English and in Arabic, with automatic numbers in the Word file; the real laws of
``tests/data/laws`` are counted by hand. Prints seconds of the clock, least of three, and articles found against made.

Proposals are held against who coded the same words before: the example law with its charter of the library, and
``coded_articles.csv``: provisions of real texts with the sections that a charter of the library or of
``tests/charter/designs`` codes them in (``seen``: looked at while the lexicon was written; ``held out``: not looked at
before, nor mended for), and articles of the real laws coded by hand before a run (``by hand``). A section is counted
once an article. What a coder left out counts as wrong here, though a person may want it.

The laws of ``bench/blind`` (never mended for) and ``bench/seen`` are held row by row: a proposed row is right
where a coder wrote a row of that section in that article and no value of the two differs.
"""

from __future__ import annotations

import csv
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "law")]

import numpy as np
from word_files import levels, paragraph, pdf, word

from tether.charter import read_charter
from tether.charter.paths import parts
from tether.charter.schema.part import Part
from tether.law import WrittenLaw, read_law
from tether.law.faults import faults_of
from tether.law.proposing import proposals_of
from tether.law.read import as_json
from tether.law.sureness import GRADES, grade_of

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


# ---- proposals

LAWS = ROOT / "tests" / "data" / "laws"
LIBRARY = ROOT / "src" / "tether" / "charter" / "library" / "charters"
ARTICLE = {"en": "Article", "fr": "Article", "ar": "المادة"}
TITLES = {"en": "Agreement on the Force", "fr": "Décret relatif à la Garde", "ar": "قانون الهيأة"}
SETS = ("example law", "seen", "by hand", "held out")
ENTITIES = ("actors", "places", "communities", "groups", "sources", "meta")  # proposed apart, as whoever is named


def section_of(key: tuple[str | int, ...]) -> str:
    """Return the section of a row: sharing and trust by what stands below them."""
    names = [step for step in key if isinstance(step, str)]
    return ".".join(names[:2]) if names[0] in ("sharing", "trust") else names[0]


def example() -> tuple[WrittenLaw, dict[str, set[str]]]:
    """Return the example law, and the sections in which its charter codes each article."""
    law = read_law(LAWS / "example-guard-law.en.txt")
    coded: dict[str, set[str]] = defaultdict(set)
    for key, part in parts(read_charter(LIBRARY / "example-guard-law.yaml")):
        if isinstance(part, Part) and part.article:
            provision = law.find(str(part.article)).provision
            assert provision is not None
            coded[law.unit_of(provision.id).id].add(section_of(key))
    return law, coded


def coded_texts(folder: Path) -> list[tuple[str, WrittenLaw, dict[str, set[str]]]]:
    """Return set, law and coded sections by article for the provisions of ``coded_articles.csv``."""
    grouped: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    with (ROOT / "bench" / "coded_articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grouped[row["set"], row["charter"], row["language"]].append(row)
    found = []
    for n, ((name, charter, language), rows) in enumerate(grouped.items()):
        path = LAWS / f"{charter}.txt"
        numbers = {row["article"]: row["article"] for row in rows}
        if rows[0]["text"]:
            path = folder / f"{n}.txt"
            numbers = {row["article"]: str(place) for place, row in enumerate(rows, 1)}
            lines = [f"{ARTICLE[language]} {numbers[row['article']]}\n{row['text']}" for row in rows]
            path.write_text("\n".join([TITLES[language], *lines]), "utf-8")
        law = read_law(path)
        found.append((name, law, {f"art_{numbers[row['article']]}": set(row["sections"].split()) for row in rows}))
    return found


def proposals(folder: Path) -> None:
    """Print precision and recall of the proposals, by set and by section."""
    right, wrong, missed = (defaultdict(Counter) for _ in range(3))
    by_sure: Counter[tuple[str, bool]] = Counter()
    for name, law, coded in (("example law", *example()), *coded_texts(folder)):
        proposed = proposals_of(law)
        sure = {(law.unit_of(row.provision).id, row.section): row.sure for row in proposed.rows}
        given = proposed.sections()
        for article, sections in coded.items():
            found = {s for s in given.get(article, set()) if s not in ENTITIES}
            right[name].update(found & sections)
            wrong[name].update(found - sections)
            missed[name].update(sections - found)
            by_sure.update((sure[article, s], s in sections) for s in found)
    print("\nproposals, by section an article         right  wrong missed  precision recall")
    for name in SETS:
        print(line(name, *(sum(counts[name].values()) for counts in (right, wrong, missed))))
    print()
    sections = sorted({s for counts in (right, wrong, missed) for of in counts.values() for s in of})
    for section in sections:
        totals = [sum(of[section] for of in counts.values()) for counts in (right, wrong, missed)]
        print(line(f"  {section}", *totals))
    for sure in ("high", "medium", "low"):
        print(line(f"of {sure} sureness", by_sure[sure, True], by_sure[sure, False], 0).rsplit(" ", 1)[0])


# ---- row by row

BLIND, SEEN = ROOT / "bench" / "blind", ROOT / "bench" / "seen"
SETS_BY_ROW = {"laws that were looked at": (SEEN, LAWS / "new"), "blind laws": (BLIND, BLIND)}
CodedRow = tuple[str, str, bool, list[tuple[str, ...]]]
TOLD_BY = {"powers": "power", "forces": "id", "command": "to"}  # without this a row is no row


def coded_rows(folder: Path, name: str) -> list[CodedRow]:
    """Return what a coder wrote of a law: article, section, whether it is asked, key, sign and value."""
    found = []
    with (folder / "coded.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = [tuple(re.match(r"([\w.]+)([=~])(.+)", word).groups()) for word in row["values"].split()]
            if row["law"] == name:
                found.append((row["article"], row["section"], row["asked"] == "yes", values))
    return found


def fits(proposed: dict[str, object], coded: list[tuple[str, ...]], section: str) -> bool:
    """Return whether a proposed row may be a coded one: no value differs, and what tells it apart is there."""
    for key, sign, value in coded:
        if key not in proposed:
            if key == TOLD_BY.get(section):
                return False
            continue
        given = proposed[key]
        said = {str(g).lower() for g in (given if isinstance(given, list | tuple) else [given])}
        if sign == "=" and not any(same(one, value) for one in said):
            return False
        if sign == "~" and not any(value.lower() in one for one in said):
            return False
    return True


def same(one: str, other: str) -> bool:
    """Return whether two values are one: numbers by what they are worth."""
    try:
        return abs(float(one) - float(other)) < 1e-6
    except ValueError:
        return one == other


def judged(coded: list[CodedRow], law: WrittenLaw) -> Iterator[tuple[str, str, str, bool]]:
    """Give each proposed row of a law: article, section, how sure, right or wrong; and what was missed."""
    found: set[int] = set()
    for row in proposals_of(law).rows:
        article = law.unit_of(row.provision).number
        if row.section in ENTITIES:
            continue
        fitting = [
            n
            for n, (place, section, _, values) in enumerate(coded)
            if (place, section) == (article, row.section) and fits(row.values, values, section)
        ]
        found |= set(fitting)
        yield article, row.section, row.sure, bool(fitting)
    for n, (place, section, asked, _) in enumerate(coded):
        if asked and n not in found:
            yield place, section, "missed", False


def by_rows(title: str, shown: bool = False) -> None:
    """Print precision and recall row by row, by law and by how sure; with ``shown`` each row that is not right."""
    folder, texts = SETS_BY_ROW[title]
    print(f"\n{title + ', row by row':40}  right  wrong missed  precision recall")
    total: Counter[tuple[str, bool]] = Counter()
    for path in sorted(path for path in texts.iterdir() if path.suffix in (".txt", ".json")):
        rows = list(judged(coded_rows(folder, path.stem), read_law(path)))
        counted = Counter((sure, right) for _, _, sure, right in rows)
        total.update(counted)
        print(line(path.stem, *_counts(counted)))
        for article, section, sure, right in rows if shown else ():
            if not right:
                print(f"    {article} {section}: {sure if sure == 'missed' else f'wrong ({sure})'}")
    print(line("all", *_counts(total)))
    for sure in ("high", "medium", "low"):
        print(line(f"of {sure} sureness", total[sure, True], total[sure, False], 0).rsplit(" ", 1)[0])


# ---- how sure

SURENESS = ROOT / "src" / "tether" / "law" / "sureness.csv"
PENALTY = 1.0


def signed_rows(folder: Path) -> Iterator[tuple[str, str, frozenset[str], bool]]:
    """Give each proposed row of the laws that were looked at: law, section, signs, right; no blind or held-out law."""
    library = [(name, law, coded) for name, law, coded in coded_texts(folder) if name != "held out"]
    for n, (_, law, coded) in enumerate([("example", *example()), *library]):
        for row in proposals_of(law).rows:
            article = law.unit_of(row.provision).id
            if article in coded and row.section not in ENTITIES:
                yield f"{n} {law.title}", row.section, row.signs, row.section in coded[article]
    for path in sorted((LAWS / "new").iterdir()):
        law, coded_here = read_law(path), coded_rows(SEEN, path.stem)
        for row in proposals_of(law).rows:
            at = (law.unit_of(row.provision).number, row.section)
            right = any((a, s) == at and fits(row.values, v, s) for a, s, _, v in coded_here)
            if row.section not in ENTITIES:
                yield path.stem, row.section, row.signs, right


def fitted(rows: list[tuple[str, str, frozenset[str], bool]]) -> dict[str, float]:
    """Return the weights of a logistic regression with a penalty, by Newton's steps."""
    names = ["start", *sorted({sign for _, section, signs, _ in rows for sign in (f"section {section}", *signs)})]
    place = {name: n for n, name in enumerate(names)}
    held = np.zeros((len(rows), len(names)))
    for n, (_, section, signs, _) in enumerate(rows):
        held[n, [0, place[f"section {section}"], *(place[sign] for sign in signs)]] = 1.0
    right = np.array([float(row[3]) for row in rows])
    weights, pull = np.zeros(len(names)), np.full(len(names), PENALTY)
    pull[0] = 0.01
    for _ in range(30):
        share = 1 / (1 + np.exp(-held @ weights))
        slope = held.T @ (right - share) - pull * weights
        weights += np.linalg.solve(held.T @ (held * (share * (1 - share))[:, None]) + np.diag(pull), slope)
    return dict(zip(names, weights.tolist(), strict=True))


def unseen_rows(folder: Path) -> Iterator[tuple[str, str, frozenset[str], bool]]:
    """Give the proposed rows of the laws for which nothing was mended: the blind ones and those held out."""
    for path in sorted(p for p in BLIND.iterdir() if p.suffix == ".txt"):
        law, coded = read_law(path), coded_rows(BLIND, path.stem)
        for row in proposals_of(law).rows:
            at = (law.unit_of(row.provision).number, row.section)
            right = any((a, s) == at and fits(row.values, v, s) for a, s, _, v in coded)
            if row.section not in ENTITIES and row.sure != "low":
                yield path.stem, row.section, row.signs, right
    for n, (_, law, coded_here) in enumerate(t for t in coded_texts(folder) if t[0] == "held out"):
        for row in proposals_of(law).rows:
            article = law.unit_of(row.provision).id
            if article in coded_here and row.section not in ENTITIES and row.sure != "low":
                yield f"held out {n}", row.section, row.signs, row.section in coded_here[article]


def score(weights: dict[str, float], section: str, signs: frozenset[str]) -> float:
    """Return the log-odds of a row by the weights."""
    return weights["start"] + sum(weights.get(s, 0.0) for s in (f"section {section}", *signs))


def bent(scores: list[tuple[float, bool]]) -> tuple[float, float]:
    """Return start and slope by which scores become chances that hold: a logistic regression of one (Platt 1999)."""
    held = np.array([[1.0, one] for one, _ in scores])
    right = np.array([float(was) for _, was in scores])
    found, pull = np.array([0.0, 1.0]), np.array([0.01, PENALTY])
    for _ in range(50):
        share = 1 / (1 + np.exp(-held @ found))
        slope = held.T @ (right - share) - pull * (found - np.array([0.0, 1.0]))
        found = found + np.linalg.solve(held.T @ (held * (share * (1 - share))[:, None]) + np.diag(pull), slope)
    return float(found[0]), float(found[1])


def calibrate(*, write: bool) -> None:
    """Print how often each grade was right in laws for which nothing was mended, each left out; write the weights.

    Which signs tell a right row is learnt of the laws that were looked at; how far to trust that, of the others: there
    the same signs were right less often, since the patterns were mended on the former.
    """
    with TemporaryDirectory() as folder:
        rows, unseen = list(signed_rows(Path(folder))), list(unseen_rows(Path(folder)))
    weights = fitted(rows)
    scored = [(law, score(weights, section, signs), right) for law, section, signs, right in unseen]
    laws = sorted({law for law, _, _ in scored})
    print(f"\nhow sure: {len(scored)} rows of {len(laws)} laws for which nothing was mended, each left out of the fit")
    told: Counter[tuple[str, bool]] = Counter()
    for law in laws:
        start, slope = bent([(s, right) for name, s, right in scored if name != law])
        told.update(
            (grade_of(1 / (1 + math.exp(-start - slope * s))), right) for name, s, right in scored if name == law
        )
    for sure in GRADES:
        print(line(f"of {sure} sureness", told[sure, True], told[sure, False], 0).rsplit(" ", 1)[0])
    if write:
        start, slope = bent([(s, right) for _, s, right in scored])
        weights = {sign: slope * weight + (start if sign == "start" else 0.0) for sign, weight in weights.items()}
        lines = [f"{sign},{weight:.2f}" for sign, weight in weights.items()]
        SURENESS.write_text("\n".join(["sign,weight", *lines]) + "\n", "utf-8")


def _counts(counted: Counter[tuple[str, bool]]) -> tuple[int, int, int]:
    sures = ("high", "medium", "low")
    return sum(counted[s, True] for s in sures), sum(counted[s, False] for s in sures), counted["missed", False]


def line(name: str, right: int, wrong: int, missed: int) -> str:
    """Return one line of the table."""
    precision = f"{right / (right + wrong):9.2f}" if right + wrong else "        -"
    recall = f"{right / (right + missed):6.2f}" if right + missed else "     -"
    return f"{name:40} {right:5} {wrong:6} {missed:6}  {precision} {recall}"


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
    with TemporaryDirectory() as folder:
        path = files(Path(folder))["english.txt"]
        start = time.perf_counter()
        rows = proposals_of(read_law(path)).rows
        print(f"\nproposing for {ARTICLES} articles: {time.perf_counter() - start:.2f} s, {len(rows)} rows")
        proposals(Path(folder))
    for title in SETS_BY_ROW:
        by_rows(title, "--rows" in sys.argv)
    calibrate(write=False)
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
    if "--calibrate" in sys.argv:
        calibrate(write=True)
        sys.exit()
    main()
    if sys.argv[1:] and not sys.argv[-1].startswith("--"):
        referenced(Path(sys.argv[-1]))
