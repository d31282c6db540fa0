"""Signposts: what to watch, until which month, and how many worlds it would sort right. They stand in section 8."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import Comparison
from tether.brief.reason import SIGNPOST, Reason
from tether.brief.results import contrast_id, with_ids
from tether.brief.sentences import contrast_titles, pair_title, theory
from tether.decisions.judgement import Judgement
from tether.decisions.signposts import Signpost, signpost_table
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, measure, sentence_case, spell

SIGNPOSTS = (
    "A signpost is a series of the record that somebody could watch: its sum up to a month, and what a high or low sum "
    "says about which of two charters comes out lower. It is judged on worlds not used to find it. Where none "
    "separates them, that is a finding too."
)


def signpost_sentences(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say what separates the worlds of each leading contrast, or that no signpost does."""
    groups: dict[str, list[Signpost]] = {}
    for post in found.signposts:
        groups.setdefault(contrast_id(vars(post)), []).append(post)
    sentences: list[Sentence] = []
    for name, posts in groups.items():
        telling = [p for p in posts if p.separates]
        sentences += [Sentence(_told(p, comparison), f"signpost/{name}/{p.watched}", _theories(p)) for p in telling]
        if not telling:
            sentences.append(Sentence(_none(posts, comparison), f"signpost/{name}"))
    return tuple(sentences)


def tables(found: Judgement) -> dict[str, pd.DataFrame]:
    """Return the signposts by theory."""
    table = signpost_table(found.signposts)
    return {"signposts": with_ids(table, lambda r: f"signpost/{contrast_id(r)}/{r.watched}/{r.theory}")}


def _told(post: Signpost, comparison: Comparison) -> str:
    a, b = contrast_titles(vars(post), comparison)
    turn = "is" if post.says == "lower" else "is not"
    return sentence_case(
        f"under {pair_title(post.watched, comparison)}, watch {post.title}: more than {measure(post.threshold)} "
        f"{post.unit} by the end of {spell(post.by)} says that {a} {turn} the lower one against {b}. Sorted right: "
        f"{_counts(post, comparison)}."
    )


def _none(posts: list[Signpost], comparison: Comparison) -> str:
    a, b = contrast_titles(vars(posts[0]), comparison)
    best = max(posts, key=lambda p: p.weakest if p.weakest == p.weakest else -1.0)
    return (
        f"No signpost separates the worlds in which {a} comes out lower than {b} from the others: of the recorded "
        f"series, {best.title} up to {spell(best.by)} comes nearest, sorting right {_counts(best, comparison)}."
    )


def _counts(post: Signpost, comparison: Comparison) -> str:
    rows = post.sorted[post.sorted["right"].notna()]
    if rows.empty:
        return "none, for under every theory nearly all worlds lie on one side"
    return listed(
        f"{count(r['lower_right'])} of {count(r['lower'])} lower and {count(r['other_right'])} of {count(r['other'])} "
        f"other worlds ({theory(r['theory'], comparison)})"
        for _, r in rows.iterrows()
    )


def _theories(post: Signpost) -> tuple[str, ...]:
    return tuple(post.sorted.loc[post.sorted["right"].notna(), "theory"])


REASON = Reason(
    "Signposts", SIGNPOST, signpost_sentences, tables, {"signposts": "Signposts, by theory"}, note=SIGNPOSTS
)
