"""Sections 2 to 10 of the page: each opens with its finding as its title, then one chart, one table, the method folded.

    digest(content)              # the sections in order; a reader may leave after any of them

What stands here is what a reader needs to decide what to ask next. Everything behind it, with every table of doubt
(other outcomes, losses by community, pairs that nothing tells apart), stands in the annex (``page.annex``), whose
sections have the same numbers. A title is made from results like any sentence; the sentences below it carry their ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tether.brief.content import BriefContent
from tether.brief.figures.change import change_figure
from tether.brief.figures.costs import cost_figure
from tether.brief.figures.fault_counts import fault_counts_figure
from tether.brief.figures.men import men_title
from tether.brief.figures.past_cases import past_cases_figure
from tether.brief.figures.regimes import regimes_figure
from tether.brief.figures.theories import theories_figure
from tether.brief.headline import matters_sentence, may_lead, missing, promised
from tether.brief.matrix import words_table
from tether.brief.money import COSTS_MEAN, costs_block, money_title
from tether.brief.parts import effect_of_beliefs
from tether.brief.parts.held_against import LABELS
from tether.brief.phrases import LEFT_OUT, PLAN, WORLDS, retrospective_means
from tether.brief.results import break_evens, fact, facts, verdicts, widest
from tether.brief.sections import agreed, assumptions, belief, findings, record, screening, signposts, sources, staffing
from tether.brief.sections import tried as tried_section
from tether.brief.sentences import break_even_sentence, charter_titles, overview, theory_claims, verdict_sentence
from tether.brief.turning import TURNING, TURNS, turning_sentences
from tether.report.blocks import (
    Block,
    Figure,
    Fold,
    Heading,
    Jump,
    Listing,
    Method,
    Paragraph,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import count, counted, listed

Part = Callable[[BriefContent], Section | None]
HOW = "How this was found"
MORE = "Everything behind this:"
MOST_STOPS = 12  # stops told here one by one; the annex has all
MOST_LEFT_OUT = 12
PRINTED = 3  # of them on paper
MOST_TURNS = 2


def digest(content: BriefContent) -> list[Section]:
    """Return the sections that this content fills, in the brief's order."""
    return [s for part in PARTS if (s := part(content)) is not None]


def annex_name(content: BriefContent) -> str:
    """Return the file name of the annex that lies beside the page."""
    return f"{content.case.id}-annex.html"


def _section(content: BriefContent, number: int, name: str, title: str, *blocks: Block) -> Section:
    """Return a section whose last line leads to its annex."""
    more = Paragraph((MORE, Jump("the annex", name, page=annex_name(content))), "note", on_paper=False)
    return Section(number, name, title, (*blocks, more))


def _drawn(figure: Figure | None) -> tuple[Block, ...]:
    return (figure,) if figure else ()


def _lawful(content: BriefContent) -> Section | None:
    notes = content.screening
    if not notes:
        return None
    stops = tuple(s for note in notes for s in screening.stop_sentences(note))
    open_ = sum(len(n.open_questions) for n in notes)
    stopped = [n.decider_name for n in notes if n.verdict == "stop"]
    title = f"Unlawful for {listed(stopped)}" if stopped else "No stop in law"
    title += f"; {counted(open_, 'question')} of fact open" if open_ else ""
    return _section(
        content,
        2,
        "lawful",
        title,
        Paragraph((screening.lawfulness(notes),)),
        *_drawn(regimes_figure(content)),
        *((Listing(stops[:MOST_STOPS], "stop"),) if stops else ()),
        screening.verdicts_table(notes),
        screening.signatures(notes),
        Fold(HOW, (Paragraph((screening.SCREENS,)),)),
    )


def _tried(content: BriefContent) -> Section | None:
    if not content.tried:
        return None
    titles = charter_titles(content)
    near = {n: t for n, t in content.tried.items() if t.near}
    ill = [n for n, t in near.items() if sum(c.ended_badly is True for c in t.near) * 2 > len(t.near)]
    title = (
        f"Of the nearest past cases most ended ill for {listed(titles.get(n, n) for n in ill)}"
        if ill
        else "Past cases near to these designs ended both ways"
        if near
        else "No past case is near to these designs"
    )
    rows = tuple(
        Row(
            (
                titles.get(n, n),
                count(len(t.near)),
                count(sum(c.ended_badly is True for c in t.near)),
                count(sum(c.ended_badly is False for c in t.near)),
                listed(c.case.name for c in sorted(t.near, key=lambda c: -c.likeness)[:2]),
            ),
            f"tried/{n}",
        )
        for n, t in near.items()
    )
    columns = ("Option", "Near cases", "Ended ill", "Did not", "Nearest")
    table = (Table("", columns, rows, numeric=(1, 2, 3), quoted=(0, 4), on_paper=False),) if rows else ()
    return _section(
        content,
        3,
        "tried",
        title,
        *_drawn(past_cases_figure(content)),
        *table,
        *tried_section.after_designs_alike(content),
        *(replace(b, on_paper=False) for b in tried_section.base_rates(content)),
        Fold(HOW, (Paragraph((tried_section.TRIED,)),)),
    )


def _faults(content: BriefContent) -> Section | None:
    if not content.findings:
        return None
    reports = content.findings
    stops = tuple(
        findings.stop_sentence(r, f, findings.finding_id(name, f)) for name, r in reports.items() for f in r.stops
    )
    errors = sum(r.count("error") for r in reports.values())
    blocked = sum(bool(r.stops) for r in reports.values())
    title = f"{counted(errors, 'error')} in {counted(len(reports), 'design')}; "
    title += f"{counted(blocked, 'design')} blocked" if blocked else "none is blocked"
    return _section(
        content,
        4,
        "faults",
        title,
        Paragraph((findings.soundness(reports),)),
        *_drawn(fault_counts_figure(content)),
        *((Listing(stops[:MOST_STOPS], "stop"),) if stops else ()),
        findings.spoken_table(reports),
        Fold(HOW, (Paragraph((findings.CHECKS,)),)),
    )


def _bargain(content: BriefContent) -> Section | None:
    paid = staffing.money_sentences(content)
    if not content.plan and not content.passage and not paid:
        return None
    titles, plans = charter_titles(content), content.plan or {}
    told = [staffing.staffed_answer(plans, titles)] if plans else []
    told += [staffing.camp_sentence(n, titles.get(n, n), p) for n, p in plans.items()]
    told += [staffing.without_sentence(n, titles.get(n, n), p) for n, p in plans.items()]
    told += [agreed.agreed_answer(content.passage, titles)] if content.passage else []
    costs = content.costs or {}
    if plans:
        worst = max(plans.values(), key=lambda p: p.unplaced - p.exit_places)
        title = men_title(worst)
    else:
        title = "Votes are open" if content.passage else money_title(costs, titles)
    drawn, block = cost_figure(content), costs_block(costs, titles)
    return _section(
        content,
        5,
        "agreed",
        title,
        *((Listing(tuple(told)),) if told else ()),
        *((Listing(promised(content), "small"),) if content.paper else ()),
        *((replace(staffing.short_table(plans, titles), on_paper=False),) if plans else ()),
        *((Heading(staffing.MONEY), Listing(paid)) if paid else ()),
        *_drawn(drawn),
        *((replace(block, on_paper=False),) if block else ()),
        Fold(
            HOW,
            (
                Paragraph((Method(staffing.PLANS_INVENTED if staffing.invented(plans) else staffing.PLANS),)),
                Paragraph((Method(agreed.VOTES),)),
                *((Paragraph((Method(COSTS_MEAN),)),) if paid else ()),
            ),
        ),
    )


def _record(content: BriefContent) -> Section | None:
    held, case, known = content.record, content.case, facts(content)
    if held is None:
        whole = record.section(content)
        return _section(content, 6, "record", "No record of events is read here", *whole.blocks)
    last, end = fact(known, "record/last-year/deaths"), fact(known, "record/projection/end")
    title = f"{count(last['value'])} deaths in the last year; the status quo’s forecast for its last month is "
    title += f"{count(end['value'])}"
    track = held.track_record
    label = track.label(case.cut_off) if track and not track.why else ""
    scores = (Method(f"{label.capitalize()}."),) if label else (record.not_scored(track),)
    return _section(
        content,
        6,
        "record",
        title,
        Paragraph((record.last_year(known, case), record.unplaced(known, held), *record.data_age(case))),
        Paragraph((record.projection(known, case, widest(held.projection)[2]),)),
        *_drawn(change_figure(content)),
        replace(record.most_places(held), on_paper=False),
        *record.misses(track, held.places),
        Fold(HOW, (Paragraph((record.PROJECTION, *scores)),)),
    )


def _belief(content: BriefContent) -> Section | None:
    comparison = content.comparison
    if comparison is None:
        return _section(content, 7, "belief", "No options are compared", *belief.section(content).blocks)
    lacks = missing(content)
    found = verdicts(comparison, comparison.headline)
    figure = theories_figure(content, comparison)
    title = "No comparison of options can lead" if lacks else overview(found, comparison, name=0).text.rstrip(".")
    items = tuple((lack.sentence, f"Who could tell: {lack.who}.") for lack in lacks)
    rows = break_evens(comparison)
    headline = rows[rows["outcome"] == comparison.headline]
    groups = [g for _, g in headline.groupby(["a", "b", "symbol"], sort=False)]
    turning = sorted((g for g in groups if g["value"].notna().any()), key=lambda g: -g["value"].notna().sum())
    turns = tuple(break_even_sentence(g, comparison) for g in turning[:MOST_TURNS])
    apart = tuple(verdict_sentence(v, comparison) for v in found if v.distinguishable)[:MOST_TURNS]
    skill = content.held
    return _section(
        content,
        7,
        "belief",
        title,
        *((Listing(items),) if items else ()),
        *(
            (Paragraph((LABELS[skill.record.label(skill.country, content.case.cut_off)],)),)
            if skill is not None
            else ()
        ),
        Paragraph((theory_claims(comparison),)),
        *_drawn(figure),
        Paragraph((matters_sentence(content),), "note"),
        *((Heading("What you would have to believe"), Listing(turns)) if turns else ()),
        *((Heading(TURNING), Listing(alone)) if (alone := turning_sentences(content)) else ()),
        *((Listing(apart),) if apart and may_lead(content) else ()),
        replace(belief.shares_table(content, comparison), on_paper=False),
        *_believed(content),
        Fold(HOW, (Paragraph((belief.READING_ORDER, WORLDS)), *((Paragraph((TURNS,)),) if alone else ()))),
    )


def _believed(content: BriefContent) -> tuple[Block, ...]:
    """Return what the user's own beliefs moved; nothing where the case holds none."""
    found, comparison = content.judgement, content.comparison
    if found is None or comparison is None or found.effect_of_beliefs is None:
        return ()
    reason = effect_of_beliefs.REASON
    return (Heading(reason.title), Listing(reason.sentences(found, comparison)[:MOST_TURNS]))


def _signposts(content: BriefContent) -> Section | None:
    found, comparison = content.judgement, content.comparison
    if found is None or comparison is None or not found.signposts:
        return None
    telling = tuple(s for s in signposts.REASON.sentences(found, comparison) if s.theories)
    title = "Signposts that would tell worlds apart" if telling else "Nothing recorded would tell the worlds apart"
    said = Sentence(NO_SIGNPOST, "signpost")
    return _section(content, 8, "signposts", title, Listing(telling) if telling else Paragraph((said,)))


NO_SIGNPOST = "No recorded series sorts the worlds in which one option comes out lower from the others."


def _assumptions(content: BriefContent) -> Section:
    table = assumptions.assumptions_table(content)
    said = (Paragraph((assumptions.assumptions_counted(table), assumptions.LABELS_MEAN)),) if len(table) else ()
    kinds = table.drop_duplicates("symbol")["label"] if len(table) else ()
    assumed = sum(kind == "assumption" for kind in kinds)
    title = f"{count(assumed)} of {count(len(kinds))} parameters are assumed" if len(kinds) else PLAN[9]
    left = content.left_out[:MOST_LEFT_OUT]
    more = len(content.left_out) - len(left)
    rest = (Paragraph((Method(f"{counted(more, 'more line')} in the annex."),), "note"),) if more > 0 else ()
    return _section(
        content,
        9,
        "assumptions",
        title,
        *said,
        *((words,) if (words := words_table(content)) else ()),  # what page one's link leads to is seen at once
        Heading(LEFT_OUT),
        Listing(tuple(Quoted(s) for s in left), printed=min(len(left), PRINTED))
        if left
        else Paragraph((assumptions.LEFT_OUT_NONE,)),
        *rest,
        *(
            (Paragraph((retrospective_means(content.record is not None),), "note"),)
            if content.case.retrospective
            else ()
        ),
    )


def _sources(content: BriefContent) -> Section:
    left = (sources.TEXTS, f"{sources.RUN_FILES}:")
    kept: list[Block] = []
    for block in sources.section(content).blocks:
        led = kept and kept[-1] == RUN_FILES_LINE
        if isinstance(block, Fold) or (isinstance(block, Heading) and block.text in left) or led:
            kept = [b for b in kept if b != RUN_FILES_LINE]
        else:
            kept.append(replace(block, printed=1) if isinstance(block, Listing) else block)
    title = f"{counted(len(content.sources), 'source')}, and how to run this again"
    return Section(10, "sources", title, tuple(kept))


RUN_FILES_LINE = Paragraph((f"{sources.RUN_FILES}:",))


PARTS: tuple[Part, ...] = (*(_lawful, _tried, _faults, _bargain, _record, _belief, _signposts, _assumptions, _sources),)
