"""Pictures of a design as SVG: who commands whom, and who may do what where. Faults are marked by more than colour."""

from tether.charter.pictures.authority import authority_picture
from tether.charter.pictures.command import command_picture

__all__ = ["authority_picture", "command_picture"]
