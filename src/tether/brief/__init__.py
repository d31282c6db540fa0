"""The brief: one self-contained page, made from one frozen value (``content``) by sections, wording and figures."""

from __future__ import annotations

from tether.brief.content import BriefContent
from tether.brief.page import render, render_annex, write, write_edition, write_with_pictures

__all__ = ["BriefContent", "render", "render_annex", "write", "write_edition", "write_with_pictures"]
