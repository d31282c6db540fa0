"""What a provision does, by its words: whom it binds, allows or forbids, and of what it speaks.

    modals("The Guard shall not enter a court.")     # {'prohibition'}
    kind_of(law, unit)                               # 'duty', 'power', 'prohibition', 'sanction', 'definition', …
    topics("… في حالة الطوارئ …")                     # ('emergency powers',), and the part of a charter that speaks
of it

The words are English, Arabic and French. Arabic writes a duty as a plain verb (يتولى القائد …): a verb at the start
of a sentence counts as a duty where no other modal word is there. ``SENSITIVE`` topics are those whose absence from
a coding hides most: they are told first.

To add a topic: a row of ``TOPICS``: its name, the part of a charter that speaks of it ('' where none does), its words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tether.law.written_law import Provision, WrittenLaw

Kind = str
PROHIBITION = re.compile(
    r"\b(?:shall|may|must|will|can) (?:not|never|neither)\b|\bno (?:\w+ ){1,5}(?:shall|may|must)\b|\b(?:is|"
    r"are) (?:prohibited|forbidden)\b|"
    r"\b(?:prohibit|forbid)|\bshall be prohibited\b|\bnobody (?:shall|may)\b|لا يجوز|لا يحق|يحظر|تحظر|"
    r"محظور|يمنع|تمنع|لا يجب|لا يسمح|ليس ل|"
    r"لا (?:يكون|تكون|يتولى|تتولى|يحتفظ|يمارس|تمارس|يستخدم|تستخدم)|\bne (?:peu(?:t|vent)|doi(?:t|"
    r"vent)) (?:pas|ni|en aucun)|"
    r"\bne (?:peu(?:t|vent)|doi(?:t|vent))\b|\binterdit|\bil est interdit|\bnul ne\b|\baucun\w* \w+ ne\b",
    re.IGNORECASE,
)
DUTY = re.compile(
    r"\b(?:shall|must)\b(?! not| never| neither)|\b(?:is|are) (?:required|obliged|bound) to\b|"
    r"\bhas the duty\b|\bwill\b(?! not)|"
    r"يجب|يتعين|يلتزم|تلتزم|على [\u0621-\u064a]+(?: [\u0621-\u064a]+)? أن|ملزم|واجب|\bdoi(?:t|"
    r"vent)\b(?! pas)|\best tenue? (?:de|d['’])|"
    r"\bsont tenu|\best chargée?s?\b|\bsont chargé",
    re.IGNORECASE,
)
PERMISSION = re.compile(
    r"\bmay\b(?! not| never| neither)|\b(?:is|are) (?:authori[sz]ed|empowered|entitled|allowed) to\b|"
    r"\bhas the (?:power|right) to\b|"
    r"(?<!لا )يجوز|(?<!لا )يحق|(?<!لا )يسمح|(?:ل[\u0621-\u064a]+) أن|له أن|صلاحية|\bpeu(?:t|"
    r"vent)\b(?! pas)|\best habilitée?\b|\bautorisée?s? à\b",
    re.IGNORECASE,
)
EXCEPTION = re.compile(
    r"\bexcept|\bunless\b|\bsave\b|\bonly\b|\bwithout\b|إلا|ما لم|باستثناء|دون|عدا|\bsauf\b|\bsans\b|\bque\b|\bqu['’]",
    re.IGNORECASE,
)
NEGATED_FRENCH = re.compile(r"\bne (?:peu(?:t|vent)|doi(?:t|vent))", re.IGNORECASE)
ARABIC_VERB = re.compile(r"(?:^|[.\n:،]\s?)(?:و)?[يت][\u0621-\u064a]{2,12}\s")
SANCTION = re.compile(
    r"\b(?:punish|imprison|fine of|penalt|sanction|liable to|dismiss)|يعاقب|عقوبة|السجن|الحبس|غرامة|\bpuni|"
    r"\bemprisonnement\b|\bamende\b|\bpeine",
    re.IGNORECASE,
)
FORMAL = (  # what needs no coding: name → words, looked for where an article is short
    ("title", r"short title|may be cited as|يسمى هذا القانون|يشار إلى هذا القانون|\bintitulé"),
    (
        "publication and entry into force",
        r"(?:shall )?(?:enter|come|take) (?:into )?(?:force|effect|operation)|"
        r"publish(?:ed)? in the official gazette|official gazette|"
        r"ينفذ هذا|يعمل ب(?:هذا|ه)|ينشر هذا|ينشر في الجريدة|الجريدة الرسمية|entre(?:ra)? en vigueur|journal officiel",
    ),
    (
        "repeal",
        r"(?:is|are|shall be) (?:hereby )?repealed|تلغى|يلغى|إلغاء (?:القانون|كل|أي)|sont abrogée?s|est abrogée?",
    ),
)
SENSITIVE = ("emergency powers", "immunity", "amnesty", "detention and arrest", "use of force", "secrecy")
TOPICS: tuple[tuple[str, str, str], ...] = (
    (
        "emergency powers",
        "command, powers, sharing.territorial.crisis_rule",
        r"state of emergency|emergency (?:powers?|measures?)|martial law|state of siege|حالة الطوارئ|"
        r"\b(?:(?:declares?|declared|declaring|declaration of)|proclaim\w*) (?:an? |the )?(?:\w+ ){0,2}emergency\b|"
        r"\bemergency (?:is|has been|be) (?:declared|proclaimed)\b|"
        r"الطوارئ|ال[أا]حكام العرفية|état d['’]urgence|"
        r"état de siège",
    ),
    (
        "immunity",
        "law.immunity",
        r"\bimmun|shall not be (?:prosecuted|liable|sued|subject to (?:prosecution|arrest|trial|the jurisdiction))|"
        r"no (?:criminal |civil )?(?:proceedings|action|prosecution|suit) (?:shall|may)|حصانة|لا (?:يسأل|"
        r"تجوز مساءلة|يجوز ملاحقة|يحاكم|تتم ملاحقة)|"
        r"\bimmunité",
    ),
    ("amnesty", "law.amnesty", r"\bamnest|\bpardon(?:ed|s)?\b|عفو|\bgrâce\b"),
    (
        "detention and arrest",
        "powers, law.courts",
        r"\barrest|\bdetain|\bdetention\b|\bcustody\b|\bheld for\b|اعتقال|توقيف|احتجاز|الموقوف|قبض على|"
        r"القبض|\bgarde à vue\b|\bdéten|\barrêter\b|"
        r"\barrestation",
    ),
    (
        "use of force",
        "powers, obligations",
        r"\buse (?:of )?(?:lethal )?(?:force|weapons|firearms)|open fire|استخدام (?:القوة|السلاح|الأسلحة)|"
        r"إطلاق النار|usage de (?:la force|armes)",
    ),
    (
        "secrecy",
        "oversight",
        r"\b(?:is|are|shall be|remain) (?:secret|classified)|not be (?:published|disclosed)|سري[ةا]?\b|\bsecret\b",
    ),
    (
        "command",
        "command, precedence",
        r"\bcommand|\bchain of|\bunder the (?:authority|orders)|قيادة|قائد|يرتبط ب|ترتبط ب|بإمرة|"
        r"\bcommande|sous l['’]autorité",
    ),
    (
        "posts",
        "posts",
        r"\bappoint|\bnominat|\bdismiss|\bremov(?:e|al)|term of office|يعين|تعيين|ترشيح|إعفاء|عزل|يعفى|\bnomm|\brévoqu",
    ),
    (
        "powers",
        "powers",
        r"\bpatrol|\bcheckpoint|\bsearch|\bborder|\bguard (?:sites|the)|\binvestigat|دوري|تفتيش|سيطر|حدود|"
        r"حراسة|\bpatrouill|\bfouill|\bcontrôle",
    ),
    (
        "entry and integration",
        "induction",
        r"\brecruit|\bintegrat|\benlist|\bscreen|\bvett|\beligib|\bvolunteer|\bintake|تجنيد|دمج|انتساب|"
        r"تطوع|قبول|تدقيق|\brecrut|\bintégr",
    ),
    (
        "ways out",
        "exits",
        r"\bdemobili|\bdischarg|\breintegrat|\bpension|\bretire|\bvocational|تسريح|تقاعد|"
        r"إعادة (?:ال)?(?:دمج|إدماج)|\bdémobili|\bretraite|\bréinsertion",
    ),
    (
        "pay and money",
        "pay",
        r"\bsalar|\bpaid\b|\bpay\b|\bbudget|\bfund|\ballowance|\bfinanc|راتب|رواتب|موازنة|ميزانية|تمويل|"
        r"مخصصات|\bsolde\b|\bbudget|\brémun",
    ),
    (
        "arms",
        "arms, surrender",
        r"\bweapon|\bammunition|\bfirearm|\barmou?r|\barmed with|سلاح|أسلحة|ذخير|تسليح|\barmes?\b|\bmunition",
    ),
    (
        "shares of communities",
        "sharing",
        r"\bcommunit(?:y|ies)\b|\bquota|\bproportion|\brepresentation of|مكون|نسب[ةه]|توازن|حصة|\bquota|\bcommunauté",
    ),
    ("courts", "law.courts", r"\bcourt|\btrial|\btribunal|\bjurisdiction|\bjudge|محكم|قضاء|محاكم|\bjuridiction"),
    (
        "oversight",
        "oversight, trust.grievance",
        r"\boversight|\binspect|\bcomplain|\bombuds|\breport(?:s)? to (?:the )?(?:parliament|assembly)|"
        r"\baudit|رقاب|تفتيش عام|شكو|تقرير|\bcontrôle parlementaire|\bplainte|\binspection",
    ),
    (
        "age and conditions",
        "law.min_age, induction",
        r"\byears of age|\bage of|\bminimum age|\bunder eighteen|سن[هةا]? عن|من العمر|عمره|\bâgé",
    ),
    (
        "numbers",
        "forces, units, totals",
        r"\bposts\b|\bstrength of|\bceiling|\bbattalion|\bbrigade|\bnumber of (?:members|posts)|ملاك|تعداد|"
        r"لواء|ألوية|فوج|\beffectif",
    ),
    (
        "groups",
        "groups",
        r"\bmilitia|\barmed groups?|\bfaction|مليشيا|ميليشيا|فصائل|مجموعات مسلحة|\bmilice|\bgroupes armés",
    ),
    ("places", "places, joint_bodies", r"\bprovince|\bgovernorate|\bregion\b|محافظة|إقليم|منطقة|\bprovince|\brégion"),
    (
        "course in time",
        "phases, steps, end_state",
        r"\bphase|\bstage|\bwithin \w+ (?:days|months)|\bsunset|\blapse|\bexpire|مرحلة|خلال مدة|"
        r"ينتهي العمل|\bphase|\bdans un délai",
    ),
    (
        "displacement and victims",
        "displacement, people",
        r"\bdisplaced|\breturnee|\bvictim|\breparation|نازح|ضحايا|تعويض|\bdéplac|\bvictime",
    ),
    (
        "delegations",
        "delegations",
        r"\bregulations?\b|\binstructions\b|\bbylaws?\b|تعليمات|لائحة|نظام داخلي|\barrêté\b|\brèglement",
    ),
    ("uniform and insignia", "", r"\buniform|\binsignia|\bflag\b|\bemblem|زي|شارة|شعار|علم القوة|\buniforme|\binsigne"),
    ("leave and daily service", "", r"\bleave\b|\bholiday|\bworking hours|إجازة|إجازات|الدوام|\bcongé"),
    ("oath", "", r"\boath\b|\bswear|اليمين|القسم القانوني|يؤدي القسم|\bserment"),
    ("medals and honours", "", r"\bmedal|\bhonou?rs\b|\bdecoration|وسام|أوسمة|\bmédaille"),
    ("records and archives", "", r"\barchiv|\bfiling|محفوظات|أرشيف"),
    (
        "buildings and stores",
        "",
        r"\bbuildings?\b|\boffice space|\bheadquarters (?:is|are|shall be) (?:in|at)|مبان|مقر[هها]? في|\blocaux\b",
    ),
)
_COMPILED = tuple((name, part, re.compile(words, re.IGNORECASE)) for name, part, words in TOPICS)
_FORMAL = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in FORMAL)


@lru_cache(maxsize=8192)
def modals(text: str) -> frozenset[str]:
    """Return what modal words a text holds: ``prohibition``, ``duty``, ``permission``."""
    found = {"prohibition"} if PROHIBITION.search(text) else set()
    left = NEGATED_FRENCH.sub("", PROHIBITION.sub("", text))
    found |= {"duty"} if DUTY.search(left) else set()
    found |= {"permission"} if PERMISSION.search(left) else set()
    if not found and ARABIC_VERB.search(text):
        found.add("duty")
    return frozenset(found)


def kind_of(law: WrittenLaw, unit: Provision) -> Kind:
    """Return what an article mostly does, in the words of ``coverage``; '' where no norm is found in it."""
    text = law.words(unit.id)
    formal = formal_of(law, unit)
    if formal:
        return formal
    if any(d.provision == unit.id or d.provision.startswith(f"{unit.id}__") for d in law.definitions):
        return "definition"
    if SANCTION.search(text):
        return "sanction"
    said = modals(text)
    for kind in ("prohibition", "permission", "duty"):
        if kind in said:
            return {"permission": "power"}.get(kind, kind)
    return ""


def formal_of(law: WrittenLaw, unit: Provision) -> str:
    """Return what a short article of form is: title, entry into force, repeal; '' for a norm."""
    text = f"{unit.heading} {law.words(unit.id)}"
    if len(text.split()) > 60:
        return ""
    return next((name for name, words in _FORMAL if words.search(text)), "")


@lru_cache(maxsize=8192)
def topics(text: str) -> tuple[tuple[str, str], ...]:
    """Return of what a text speaks, and the part of a charter that speaks of it ('' where none does)."""
    return tuple((name, part) for name, part, words in _COMPILED if words.search(text))
