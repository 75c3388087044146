"""Self-contained pages that show statements: the network, a timeline, a matrix."""

from __future__ import annotations

from kg.render.page import Kind, render_page

__all__ = ["Kind", "render_page"]
