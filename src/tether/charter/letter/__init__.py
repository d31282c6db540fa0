"""The letter of questions in three languages: its words, and how each language writes dates, numbers and quotations."""
