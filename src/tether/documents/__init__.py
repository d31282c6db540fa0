"""Files on their way in and out: YAML read with the place of every value, models with located messages, safe writing.

The one room in which a YAML file is read, and the one in which a file is put in another's place.
"""

from __future__ import annotations
