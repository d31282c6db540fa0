"""The facts that legal tests may ask for: a closed list, each a question a person can answer with yes or no.

``recipient.*`` are read from claims about whoever asks, ``item.*`` from the catalogue of items, ``paper.*`` from the
documents that the request lists; ``item.under-embargo`` follows from the embargoes' own results. A new
fact is a new row here.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from tether.documents.models import wrong
from tether.errors import did_you_mean

RECIPIENT = {
    "recipient.organ": "Is the recipient, in law, a unit of the armed forces or police of a state or government?",
    "recipient.recognised": "Does it answer to the authority that the decider recognises as the government?",
    "recipient.hostile": "Is it, or the side it stands with, fighting the recognised government?",
    "recipient.consent": "Has the recognised government consented to this help?",
    "recipient.listed-un": "Is it on the United Nations' ISIL (Da'esh) and al-Qaida list?",
    "recipient.listed-us": "Is it designated a foreign terrorist organisation by the United States?",
    "recipient.listed-eu": "Is it on the European Union's list of terrorist groups?",
    "recipient.embargoed-by-name": "Is it named by a Security Council arms embargo?",
    "recipient.grave-record": "Is there credible information that it committed gross violations of human rights?",
    "recipient.remedied": "Are those responsible being brought to justice?",
    "recipient.terror-ties": "Is it associated with a terrorist group?",
    "recipient.iran-ties": "Is it associated with the Government of Iran or groups that are?",
    "recipient.iran-supply": "Would the item come from Iran?",
    "recipient.with-government": "Is it of, or associated with, the Government of Iraq, with a national mission?",
    "recipient.shares-operations": "Does it support an operation of the decider's special forces against terrorists?",
}
ITEM = {
    "item.materiel": "Is it arms or related materiel (weapons, ammunition, military vehicles and equipment, parts)?",
    "item.non-lethal": "Is it non-lethal military equipment?",
    "item.protective": "Is it intended solely for humanitarian or protective use?",
    "item.assistance": "Is it training, technical or financial assistance related to military activities?",
    "item.other-assistance": "Is it other assistance related to military activities (intelligence, operations)?",
    "item.att": "Does the Arms Trade Treaty cover it (articles 2 to 4)?",
    "item.eu-list": "Is it on the Common Military List of the European Union?",
    "item.repression": "Can it be used for internal repression?",
    "item.under-embargo": "Does a Security Council arms embargo forbid it to this recipient?",
    "item.controlled-data": "Is it classified or controlled information?",
}
PAPERS = {
    "paper.committee-notification": "notification to the sanctions committee without a negative decision, on file",
    "paper.committee-approval": "advance approval of the sanctions committee, on file",
    "paper.government-consent": "written consent of the recognised government, on file",
    "paper.end-use-certificate": "end-use certificate of the recognised government, on file",
    "paper.leahy-vetting": "result of the vetting for gross violations, on file",
    "paper.remediation": "determination that effective steps are taken, reported to Congress, on file",
    "paper.iraq-vetting": "vetting and written commitments under section 1236, on file",
    "paper.risk-assessment": "written assessment of the risk of violations with mitigation, on file",
    "paper.statute": "determination naming the statute under which the help is given, on file",
    "paper.export-licence": "export licence, on file",
    "paper.lawyer": "written opinion of a government lawyer, on file",
}
FACTS: dict[str, str] = RECIPIENT | ITEM | PAPERS


def _paper(value: str) -> str:
    if f"paper.{value}" not in PAPERS:
        raise wrong(value, "a kind of paper", did_you_mean(f"paper.{value}", PAPERS))
    return value


PaperKind = Annotated[str, AfterValidator(_paper)]  # a row of PAPERS, without "paper."
