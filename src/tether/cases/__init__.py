"""The shipped studies, one folder each."""
