"""Parts of sections seven and nine that stand alone: what hangs on one thing, money and time, what was held against."""
