"""The armed order: the hidden state that charters tilt, and its mechanisms."""

from __future__ import annotations
