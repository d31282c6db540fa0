"""The workbench: one door of JSON through which the offline page and the local server reach the checker.

``door.answer(request)`` takes and gives plain JSON and calls what the command line calls. The room needs the base
install alone; what needs more (amendments, ids of a country) says so where that is not there.
"""
