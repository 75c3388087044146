"""Self-contained pages that show statements: the network, a timeline, a matrix."""

from __future__ import annotations

from kg.render.page import Kind, page_of, render_page
from kg.render.payload import picture

__all__ = ["Kind", "page_of", "picture", "render_page"]
