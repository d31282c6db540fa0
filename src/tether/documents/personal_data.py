"""Personal data in a text: phones, identity numbers, coordinates, addresses for messages, and persons' names.

    personal_data("ring Abu Mustafa, ٠٧٧٠-١٢٣-٤٥٦٧")        # ("a phone number", "a person's name")
    personal_data("resolution 2213 (2015), USD 250,000,000")   # ()

A text is folded first (``spelling``): digits of every script become 0 to 9, signs that no one sees go. What plainly is
something else is then taken out: dates, grouped and round numbers, years, numbers with a unit or a document's mark.

Names are looked for by ``person_names``. An office of state and its holder are public: "Prime Minister Haider
al-Abadi" is no finding. Other public persons are told by the caller (``public``). A name that no sign marks is not
found ("Kerim, a baker from Basra"): where names must not pass, a closed list is the safe door, and this is the second.

Nothing that is found is ever given back: a message that showed it would be one more place that holds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from tether.documents.person_names import names_a_person
from tether.documents.spelling import hidden, latin_digits

PHONE = "a phone number"
IDENTITY = "an identity, passport or account number"
COORDINATES = "coordinates"
ADDRESS = "an e-mail address or account name"
NAME = "a person's name"
WINDOW, OVERLAP = 1000, 150  # characters looked at together: patterns may take time by the square of a window only
FEWEST = 4  # digits of a number that is somebody's own
KINDS = (PHONE, IDENTITY, COORDINATES, ADDRESS, NAME)


def personal_data(text: str, public: Collection[str] = ()) -> tuple[str, ...]:
    """Return the kinds of personal data that a text holds, in the order of ``KINDS``; () for none."""
    whole = _folded(text)
    for name in public:
        whole = whole.replace(_folded(name), " ")
    kinds: set[str] = set()
    for start in range(0, max(len(whole), 1), WINDOW - OVERLAP):
        kinds |= _kinds_in(whole[start : start + WINDOW])
    return tuple(k for k in KINDS if k in kinds)


def _kinds_in(shown: str) -> set[str]:
    digits = sum(c.isdigit() for c in shown)
    kinds = set(_addresses(shown)) | (set(_coordinates(shown)) if digits > 3 or "+" in shown else set())
    if digits >= FEWEST or SPOKEN.search(shown):
        kinds |= _numbers(shown)
    return kinds | ({NAME} if names_a_person(shown) else set())


def _folded(text: str) -> str:
    """Return a text with case kept, width and digits made plain, hidden characters gone, strange separators alike."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if not hidden(c))
    kept = "".join("-" if unicodedata.category(c) == "Pd" else c for c in kept)
    return latin_digits(kept).replace("٫", ".").replace("٬", ",").replace("،", ",")


# --- addresses for messages -------------------------------------------------------------------------------------------
AT = r"(?:@|\s*[\(\[\{<]\s*(?:at|a|arobase|آت|ات|@)\s*[\)\]\}>]\s*|\s+(?:arobase|آت)\s+|[_-]at[_-])"
DOT = r"\s*(?:\.|[\(\[\{<]\s*(?:dot|point|punkt|نقطة|دوت|\.)\s*[\)\]\}>]|\s(?:dot|point|نقطة|دوت)\s|[_-]dot[_-])\s*"
MAILERS = r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|proton(?:mail)?|yandex|gmx|aol|mail)"
ADDRESSES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"[\w.+-]{{1,64}}\s?{AT}\s?[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}})+",
        r"[\w.+-]{1,64}\s+at\s+[\w-]+(?:\s*(?:[\(\[]\s*dot\s*[\)\]]|\sdot\s)\s*[\w-]+)+",
        rf"[\w.+-]{{1,64}}\s+(?:at|آت|ات|arobase|chez)\s+{MAILERS}\b",
        rf"[\w.+-]{{1,64}}(?:\s*[\(\[]at[\)\]]\s*|@){MAILERS}\b",
        r"(?<![\w.@/])@[A-Za-z_][\w.]{2,}",
        r"\b(?:t|wa|fb|m)\.me/[\w+]+|\b(?:facebook|instagram|twitter|x|vk|linkedin)\.com/(?!share)[\w.]{3,}",
        r"\b(?:skype|telegram|whatsapp|viber|signal|facebook|insta(?:gram)?|تلغرام|واتساب|تيليجرام)\s*(?:id|user)?"
        r"\s*:\s*\S{3,}",
    )
)


def _addresses(text: str) -> tuple[str, ...]:
    return (ADDRESS,) if any(p.search(text) for p in ADDRESSES) else ()


# --- coordinates ------------------------------------------------------------------------------------------------------
DEGREES = r"[-+]?\d{1,3}\.\d{3,}"
HALF = r"[NSEWO]|شمال(?:ا|اً)?|شرق(?:ا|اً)?|جنوب(?:ا|اً)?|غرب(?:ا|اً)?"
COORDINATE = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′´’](?:\s*\d{1,2}(?:\.\d+)?\s*(?:[\"″”]|''))?",
        rf"\d{{1,3}}\.\d{{2,}}\s*°?\s*(?:{HALF})\b\W*\d{{1,3}}\.\d{{2,}}\s*°?\s*(?:{HALF})\b",
        rf"\b(?:{HALF})\s?\d{{1,3}}\.\d{{2,}}\W+(?:{HALF})\s?\d{{1,3}}\.\d{{2,}}",
        r"\d{1,3}\.\d{2,}\s*°\W*\d{1,3}\.\d{2,}\s*°",
        r"\b(?:lat(?:itude)?|lon(?:g|gitude)?|gps|coord\w*|utm|mgrs|خط العرض|خط الطول|احداثي\w*|إحداثي\w*)"
        r"\W{0,4}[-+]?\d{1,3}[.°]\s?\d{2,}",
        r"\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{6,10}|\d{3,5}\s\d{3,5})\b",
        r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
        r"\bgeo:[-\d.]+,|[@=/][-+]?\d{1,2}\.\d{3,},[-+]?\d{1,3}\.\d{3,}",
    )
)
PAIR = re.compile(rf"(?<![\d.])({DEGREES})\s*[,;/|\s]\s*({DEGREES})(?![\d.])")


def _coordinates(text: str) -> tuple[str, ...]:
    if any(p.search(text) for p in COORDINATE) or any(_on_earth(*m.groups()) for m in PAIR.finditer(text)):
        return (COORDINATES,)
    return ()


def _on_earth(one: str, other: str) -> bool:
    """Whether two plain numbers read as degrees: beyond shares, within the globe, finer than a governorate."""
    first, second = abs(float(one)), abs(float(other))
    return min(first, second) > 1 and ((first <= 90 and second <= 180) or (first <= 180 and second <= 90))


# --- numbers ----------------------------------------------------------------------------------------------------------
DAY = r"(?:1[0-9]|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?"
YEAR = r"(?:1[5-9]|20)\d\d"
UNITS = (
    r"(?:%|percent|men|people|persons|heads|dinars?|dollars?|euros?|riyals?|pounds?|million|billion|thousand|km|"
    r"USD|EUR|GBP|IQD|LYD|YER|SYP|LBP|SAR|inhabitants|voters|hommes|habitants|دينار|دولار|ليرة|ريال|نسمة|ألف|مليون|مليار)"
)
HARMLESS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"https?://\S+|www\.\S+",
        r"\b[\w-]{1,63}\.(?:com|org|net|int|gov|edu|mil|info|uk|fr|ly|iq)(?:\.\w+)?/\S*",
        r"\b[A-Z]{1,4}(?:/[A-Z]{2,8})*/\d{4}/\d+\b",  # S/2015/891, A/RES/2015/12
        r"\b\d+\s*/\s*(?:19|20)\d\d\b",  # law 36/2015, case 12/2014
        rf"{DAY}(?:\s*(?:\.\.|to|until|-|–|au|إلى)\s*{DAY})?(?:[T ]\d\d:\d\d(?::\d\d)?)?",
        r"(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:19|20)\d\d",
        rf"(?<!\d){YEAR}\s*(?:\.\.|-|/|to|and|et|,|و|إلى)\s*{YEAR}(?!\d)",
        r"(?<![\d+])(?!0)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])",  # 250,000,000
        r"(?<![\d+])(?<!\d[ ’'])(?!0|(?:964|963|967|218|961) )\d{1,3}(?:[ ’']\d{3}){1,4}"
        r"(?=\s*(?:[A-Za-z؀-ۿ(%.;)]|$))(?![ ’']?\d)",  # 250 000 000 hommes
        r"(?<![\d+])(?!0)\d{1,3}(?:\.\d{3}){2,}(?![\d.])",  # 250.000.000
        r"(?<!\d)(?:[1-9]\d{0,5}0{3,}|[1-9]\d{3,5}00)(?!\d)",  # 250000000, 6898500: a round number
        rf"(?<![\d+])[1-9]\d*(?:\.\d+)?\s*(?={UNITS}(?!\w))",
        r"(?:USD|EUR|GBP|IQD|LYD|YER|SYP|LBP|\$|€|£)\s?\d[\d,. ]*\d",
        r"(?<![\d.])[-+]?\d{1,3}\.\d+(?![\d.])",  # 0.123456, 12.5
        rf"\(\s*{YEAR}\s*\)",
        r"\b(?:article|art\.?|para(?:graph)?|section|resolution|law|decree|order|no\.|nr\.?|page|pp?\.|id|GW|UCDP|المادة"
        r"|القرار|قانون|مرسوم|أمر|loi|décret)\s*(?:no\.?|n°|رقم)?\s*\d{1,6}(?:\s*\(\d+\))*(?!\d)",
    )
)
SEPARATED = re.compile(r"(?<![\w.])(?:\+|00\s?)?\(?\d(?:[\s().\-/_·•*,;:|]{0,3}\d){5,16}(?!\w)")
CALLED = re.compile(
    r"(?:\b(?:tel|phone|telephone|mob(?:ile)?|cell|whats ?app|viber|call|ring|sms|tél(?:éphone)?|portable|numéro"
    r"|appele[rz]|ra2m|rakm)\b|هاتف|جوال|موبايل|محمول|تلفون|اتصل|واتساب|تلفن|ت:)"
    r"\W{0,6}(?:\w{1,20}\W{1,4}){0,2}?\+?\(?\d(?:[\s().\-/_]{0,3}\d){5,16}",
    re.IGNORECASE,
)
CODES = r"(?:964|218|963|961|967|962|965|966|971|974|973|968|970|972|20|212|213|216|249|90|98|1|33|44|49|39|31|46|47)"
IDENTITIES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"(?:\bpass(?:port|eport)\b|\bid(?:entity)?\s?(?:card|no|number|#)|\bnational\s(?:id|no|number)"
        r"|\bc(?:arte|in)\b[^\d]{0,20}(?:identité|nationale)|\bration\scard|\biqama\b|\bssn\b"
        r"|\bpayroll\s(?:no|number|id)|\bservice\s(?:no|number)|جواز(?:\sسفر)?|هوية|رقم\sوطني|الرقم\sالوطني"
        r"|بطاقة|البطاقة)"
        r"\W{0,4}(?:\w{1,9}\W{1,3}){0,3}?[A-Zء-ي]{0,3}[\s-]?\d[\dA-Z\s-]{3,}",
    )
)
MARKED = (
    re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,8}(?:\s?[A-Z0-9]{1,3})?\b"),  # IBAN
    re.compile(r"(?<!\w)[A-Z]{1,2}\s?\d{7,9}(?!\w)"),  # a passport
)
SPELT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf"
    r"|صفر|واحد|اثنين|اثنان|ثلاثة|اربعة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة"
    r"|sifr|wahad|thalatha|arba3a|khamsa|sitta|sab3a|thamanya|tis3a)"
)
SPOKEN = re.compile(rf"\b{SPELT}(?:[\s,.\-]+{SPELT}){{5,}}\b", re.IGNORECASE)


def _numbers(text: str) -> set[str]:
    found = {IDENTITY} if any(p.search(text) for p in (*IDENTITIES, *MARKED)) else set()
    if CALLED.search(text) or SPOKEN.search(text):
        found.add(PHONE)
    rest = text
    for pattern in HARMLESS:
        rest = pattern.sub(" ~ ", rest)
    for match in SEPARATED.finditer(rest):
        kind = _kind_of(match[0])
        found |= {kind} if kind else set()
    return found


def _kind_of(said: str) -> str:
    """Return what a run of digits with separators reads as; "" for a number."""
    digits, groups = re.sub(r"\D", "", said), re.findall(r"\d+", said)
    if said.startswith("+") or digits.startswith("00"):
        return PHONE if 8 <= len(digits.removeprefix("00")) <= 15 else ""
    if digits.startswith("0") and 8 <= len(digits) <= 12 and len(groups[0]) <= 11:
        return PHONE
    if len(groups) >= 7 and all(len(g) == 1 for g in groups):
        return PHONE
    if re.match(rf"{CODES}\d{{8,10}}$", digits) and len(digits) >= 11 and len(groups) <= 5:
        return PHONE
    if len(groups) == 1:
        return IDENTITY if len(digits) >= 9 else PHONE if len(digits) >= 7 else ""
    tight = not re.search(r"[,;:|]", said)  # a list of figures is no number of a person
    lengths = [len(g) for g in groups]
    if any(re.fullmatch(YEAR, g) for g in groups) and len(digits) <= 8:
        return ""  # Working Paper 241 2015
    if tight and 7 <= len(digits) <= 13 and max(lengths) <= 6 and 2 <= len(groups) <= 5 and min(lengths) >= 2:
        return PHONE
    return ""
