"""Sentences about signposts: what to watch, until when, and how many worlds it sorts right."""

from __future__ import annotations

from tether.brief.content import Comparison
from tether.brief.judged import contrast_id
from tether.brief.sentences import pair_title, theory
from tether.judgement.judgement import Judgement
from tether.judgement.signposts import Signpost
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, measure, sentence_case, spell


def signpost_sentences(found: Judgement, comparison: Comparison) -> tuple[Sentence, ...]:
    """Say what separates the worlds of each leading contrast, or that no signpost does."""
    groups: dict[str, list[Signpost]] = {}
    for post in found.signposts:
        groups.setdefault(contrast_id(vars(post)), []).append(post)
    said: list[Sentence] = []
    for name, posts in groups.items():
        telling = [p for p in posts if p.separates]
        said += [Sentence(_told(p, comparison), f"signpost/{name}/{p.watched}", _theories(p)) for p in telling]
        if not telling:
            said.append(Sentence(_none(posts, comparison), f"signpost/{name}"))
    return tuple(said)


def _told(post: Signpost, comparison: Comparison) -> str:
    a, b = _names(post, comparison)
    turn = "is" if post.says == "lower" else "is not"
    return sentence_case(
        f"under {pair_title(post.watched, comparison)}, watch {post.title}: more than {measure(post.threshold)} "
        f"{post.unit} by the end of {spell(post.by)} says that {a} {turn} the lower one against {b}. Sorted right: "
        f"{_counts(post, comparison)}."
    )


def _none(posts: list[Signpost], comparison: Comparison) -> str:
    a, b = _names(posts[0], comparison)
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


def _names(post: Signpost, comparison: Comparison) -> tuple[str, str]:
    a = pair_title(f"{post.sponsor}+{post.host}", comparison)
    return a, pair_title(f"{post.against_sponsor}+{post.against_host}", comparison)
