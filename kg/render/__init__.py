"""Self-contained pages that show statements: the network, a timeline, a matrix."""

from __future__ import annotations

from kg.render.page import Kind, render_page
from kg.render.payload import find_actors

__all__ = ["Kind", "find_actors", "render_page"]
