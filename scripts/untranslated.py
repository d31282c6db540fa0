"""Print what an edition of a case's brief still says in English, most often first: scripts/untranslated.py CASE ar.

Each line is a sentence, name or label that no row of ``src/tether/report/editions/sentences`` makes. The case is run in
rough (few worlds), since words do not hang on numbers. Ends with 1 where anything is left.
"""

from __future__ import annotations

import sys

from tether.brief.page import edition_page
from tether.randomness.sizes import Sizes
from tether.report.html import as_html
from tether.study import open_case
from tether.study.brief_content import content_of
from tether.study.brief_edition import edition_of_brief

ROUGH = Sizes(64, 4, 64)


def main(case: str, language: str) -> int:
    """Run the case and print what is left."""
    study = open_case(case).with_(sizes=ROUGH, filter=512).project()
    content = content_of(study, study.judged(), "untranslated", f"tether brief {case}")
    edition = edition_of_brief(language, study.case.theatre, content)
    if edition is None:
        return 0
    as_html(edition_page(content, edition))
    for text, times in edition.left.most_common():
        print(f"{times}\t{text}")
    return int(bool(edition.left))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
