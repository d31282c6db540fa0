"""The brief’s fixed words, in one place: titles, remarks, labels. Sentences that carry results are in ``wording``."""

from __future__ import annotations

NOT_SCREENED = "Lawfulness: not screened."
NOT_CHECKED = "Design: not checked."
NOT_SCORED = "Track record: not scored."
SCORED = "Track record: scored, see section 6."

STAMP = "UNSCREENED"
STAMP_MEANS = "No charter in this brief has been screened for lawfulness. It advises no choice."
RETROSPECTIVE = "retrospective"
RETROSPECTIVE_MEANS = (
    "Retrospective: the case knows nothing that happened after its cut-off, but it reads later releases of the "
    "event data and later literature."
)

# Every section of the plan, so that a reader sees which rooms this brief has not been through.
PLAN = {
    1: "The question",
    2: "Is it lawful?",
    3: "Where it was tried before",
    4: "The design’s faults",
    5: "Can it be agreed, staffed, paid?",
    6: "What the record says",
    7: "What you would have to believe",
    8: "Signposts",
    9: "Assumptions",
    10: "Data, sources, rerun",
}
SCREENS = (
    "The gate screens the request: each item, for each decider, under each regime that reaches it. Nothing is weighed: "
    "a stop stands until the paper that lifts it is on file. “Does not reach this” permits nothing. Software "
    "screens; a person signs."
)
SCREENED_MEANS = (
    "The gate has screened the request, not the charters: a charter’s own breaches of law are stops of section 4. The "
    "brief advises no choice."
)
TO_ESTABLISH = "What must be established first"
REFUSAL = "What refusing costs, as recorded"
SIGNATURE = "The decision is an officer’s"
CHECKS = (
    "Rules drawn from law, arithmetic and the lessons of earlier guards, each with its source. A stop is a matter of "
    "law or arithmetic; an error or warning rests on the evidence named. The rules locate and explain; they do not "
    "foretell how a charter fares."
)
FIRST_FIVE = "What matters first"
PLANS_INVENTED = (
    "Each charter is planned on an invented roster drawn from the claims on sizes: who can be posted where, under the "
    "charter’s own rules and, where it has none, our assumptions. A plan says what could be done, not that it will be; "
    "the comparison of section 7 takes its intake and its mixture from here."
)
PLANS = (
    "Each charter is planned on the roster that the case names: who can be posted where, under the charter’s own rules "
    "and, where it has none, our assumptions. A plan says what could be done, not that it will be; the comparison of "
    "section 7 takes its intake and its mixture from here."
)
NOT_VOTED = "Where the money comes from was not examined."
NOT_AGREED = "Votes were not examined: whether a charter passes is not said here."
AGREED = "Can it be agreed?"
VOTES = (
    "Whether a charter passes is one question, what it does once in force another: this part answers the first, and no "
    "figure of the other sections depends on it. Attendance and positions are drawn from intervals, quorum and "
    "threshold are arithmetic. The status quo needs no vote, and a sponsor’s own options are not put to the host’s."
)
WHO_VOTES = "seats, attendance, positions"
OF_DRAWS = (
    "Of {} draws. As bent: the share in force drawn towards the base rate of past bills, as far as they ask for it."
)
BLOCS = "Intervals, set from what was said before the vote by a fixed table of words; assumptions, all of them."
TRIED = (
    "Past cases that share most clauses with each charter, with what came of them. Clauses are counted, not weighed, "
    "and nothing here says that a clause brought an outcome about. Wartime cases are counted apart: in them the same "
    "clauses ended differently."
)
CLAUSE_BY_CLAUSE = "clause by clause"
IN_WARTIME = "In wartime (S: seen in a source, R: recalled)"
AFTER_A_WAR = "After a war (S: seen in a source, R: recalled)"
HANGING = "What hangs on one thing"
NO_JACKKNIFE = "Which conclusions hang on one source was not tried in this run."
MOVED = "What the user’s own beliefs moved"
MOVED_MEANS = (
    "The case puts its user’s beliefs in place of authored ranges (section 9 names who believes them and why). A small "
    "study was run with them and again without, on the same points: what differs, they moved."
)
MOVED_MEDIANS = "Median differences with the beliefs and without"
ORDER_ENDS = "The order at the horizon, by side"
ORDER_ENDS_MEANS = (
    "Each option against the status quo, the other decider keeping it. Nothing here has an observed series, so only "
    "the side is told: lower or higher under a theory where at least 95 in 100 of its worlds lie there, else open."
)
ORDER_MEANINGS = "What each of these counts"
LOSSES = "Losses by community of the place, apart"
LOSSES_MEAN = (
    "The record does not say of which community the dead were. Places are sorted by published shares of their people; "
    "the sorts are not added up or weighed against each other."
)
RESOURCES = "Money and time"
RESOURCES_MEAN = (
    "Money is what a charter’s own lines come to, in the prices of the year in which it starts; a line that it leaves "
    "out is unknown and not zero. Months are counted in the projection, so they rest on the assumptions of section 9."
)
BELIEFS = "The user’s own beliefs"
BOXES = "Where in the assumptions it turns"
WORTH_KNOWING = "What would be worth knowing"
CARRIERS = "Which inputs carry the spread"
REGRETS = "Option by option: gaps to the lowest, and who is dominated"
CAUTION = "What caution costs"
CAUTION_MEANS = (
    "A charter in phases is set beside the same charter in force from its start, in the same futures. Its phases move "
    "on, and are taken back, by what was recorded in each future, at the reviews that it names."
)
ROBUSTNESS = "How firm the verdicts are"
SIGNPOSTS = (
    "A signpost is a series of the record that somebody could watch: its sum up to a month, and what a high or low sum "
    "says about which of two charters comes out lower. It is judged on worlds that it was not found on. That none "
    "separates them is a finding."
)
HELD = "What the mechanisms were held against"
HELD_MEANS = (
    "Facts were read in sources and frozen before any replay was run, though after the mechanisms were written; which "
    "prior used which fact is checked against the registry. A replay runs the order alone, with the charter that was "
    "in force. A shock’s score judges the mechanisms together with our reading of the shock: it cannot tell which of "
    "them failed."
)
HELD_MISSES = (
    "Facts outside the replays’ 90 % interval, all five theories pooled. “Touches”: only the fact’s own interval "
    "reaches into it. Tags: S read in a source, D derived, R recalled."
)
HELD_FACTS = "Every fact replayed, by theory"
HELD_SHOCKS = "Every policy shock scored"
HELD_SUMS = "What facts and shocks add up to"
HELD_SCORES = (
    "Deaths of all types in every place, 12 months after each shock: CRPS of the status quo’s forecast, and the change "
    "when the mechanisms read the shock; smaller is nearer to what happened."
)
TRACK_NOTE = "Judged on what was known at the cut-off, the model of the places"
TRACK_MISSES = "The largest misses of the status-quo forecast"
TRACK_UNITS = {"adm1": "places, all types", "country-sb": "country, state-based"}
TRACK_ORIGINS = "Origin by origin"
ABSENT = "not in this brief"
MORE_ON_SCREEN = "{} more on screen"
STOPS = "The stops, each in a line"

ORDER = (
    "What can be shown comes first; what rests on assumptions comes after and says so. Charters are set side by "
    "side under every theory, and a difference that holds under some theories only names them in the same "
    "sentence."
)
WORLDS = (
    "A world is one sample of what nobody knows, under one authored theory. Counts of worlds say how far a "
    "statement depends on the assumptions. They say nothing of how often it would come true."
)
INTERVALS = (
    "Each dot is the median over worlds of the paired difference, each bar the 5th to 95th percentile across worlds, "
    "with the spread that mere luck of the draw adds taken out. Two charters are called distinguishable where that bar "
    "leaves zero out under at least four of the five theories."
)
SIGNS = "For what has no observed series only the side and the count of worlds are printed, never a size."
UNOBSERVED = "Not observed at all, and so in no table here: {}."
BREAK_EVEN = (
    "A break-even is the value of one assumption at which the averaged paired difference changes its sign, the "
    "other assumptions left to vary over their ranges; brackets are bootstrap intervals."
)
BREAK_EVENS = "Break-even"
NOTHING_COMPARED = "Nothing is compared in this brief: it holds the record and the status quo’s projection only. Why:"
NOT_ALL_DRAWN = "The first comparisons are drawn; the file has them all."
NOT_ALL_SHOWN = "The first comparisons are shown; the file at the end of the section has them all."
NO_BREAK_EVEN = "No break-even was computed for this run."
NO_DATA = "Hatched grey is a place without data; white is a place where nothing was counted."
MAP_COUNTS = "Classes of deaths, best estimate; numbers in the table beside the map."
ODD_ROWS = "Odd rows of the source that were kept and counted:"
PROJECTION = (
    "The projection goes on from the record as if the arrangements of the cut-off month stayed as they were. "
    "Shaded bands hold the stated share of the draws; thin lines are single draws."
)
SMALL_MULTIPLES = "Same scale in every place; the axis is a square root, so that quiet places stay readable."
ESS = "Effective sample of the filter, by place"
TRACK_RECORD = "Track record of the status-quo forecast"
TRACK_RECORD_MEANS = "The scores vouch for the status quo’s forecast only, never for a difference between charters."
LABELS = (
    "Estimated: moved by the data (the overlap of what was assumed and what was found is printed). Literature "
    "range: taken from a published source. Assumption: set by the authors."
)
LEFT_OUT = "What the model leaves out"
LEFT_OUT_NONE = "The case lists nothing that its model leaves out."
INTENDED_USE = (
    "Not legal advice; not for targeting; not for a party to a conflict as sole user. Read INTENDED_USE.md before"
    " use. A person signs for the choice; the software signs for nothing."
)
RERUN = "To make this brief again, byte for byte on the same kind of machine:"
DOWNLOADS = "Tables carried inside this page (CSV, UTF-8 with byte order mark)"
SOURCES = "Sources and licences"
RUN_FILES = "Files in the run folder"
CUT_OFF = "cut-off"
SEED = "seed"
RUN = "run"
DATA = "data"

# What a panel’s counted warnings mean, by their names in the data.
WARNINGS = {
    "across_border": "points across a border",
    "long_events": "events that last over more than one month",
    "name_and_point_differ": "events whose place name and point lie in different places",
    "order_violations": "rows that break low ≤ best ≤ high",
    "outside_span": "events outside the months covered",
    "unknown_place_names": "place names that nobody knows",
    "unplaced": "events without a place",
    "unplaced_imprecise": "events without a place because they are located too loosely",
    "unplaced_no_fit": "events without a place because their point lies in none",
    "zero_death_events": "events with a best estimate of no deaths, counted apart",
}
