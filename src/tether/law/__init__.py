"""A written text: its provisions, what it defines and cites, its faults, and its charter's anchors in it.

One type passes through the door: ``WrittenLaw``, whatever file it came from (``read_law``).
"""

from tether.law.read import import_law, read_law
from tether.law.written_law import Provision, WrittenLaw

__all__ = ["Provision", "WrittenLaw", "import_law", "read_law"]
