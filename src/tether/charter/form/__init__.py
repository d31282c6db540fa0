"""The form: plain questions in a workbook, for people who won't write YAML, and the way back.

``blank_form(path)`` writes an empty workbook, ``coded(path)`` turns a filled one into a charter file's text, and
``filled_form(charter, path)`` fills a workbook from a charter. Sheets: *Questions* (one row each, with a column for the
article), *Who* (offices, ministries, blocs), *Places*, *Groups*. A new question is a row of ``questions.csv``.
"""

from tether.charter.form.answers import Answers
from tether.charter.form.coding import coded
from tether.charter.form.filling import answers_from
from tether.charter.form.workbook import blank_form, filled_form, read_form

__all__ = ["Answers", "answers_from", "blank_form", "coded", "filled_form", "read_form"]
