"""Every page in Arabic and French: one catalogue of sentences, and a page set in another language from it.

    page = in_language(note_page(note), Edition("ar", names=names))

A page is made in English, whole, as it always was. An edition takes each of its texts apart along the templates of the
catalogue (``sentences/*.csv``: English, Arabic, French) and sets it together again in its own language. So the English
stays what it is, byte for byte, and a room that prints a new sentence need not know of this one: what no row makes
stands in English, marked as such, and is counted. ``terms.csv`` fixes the words: one term has one translation, and a
test holds every row to it. ``nouns.csv`` says how a language counts.

No row has been reviewed by a lawyer whose language it is; a page says so until the column ``reviewed`` names one.
"""
