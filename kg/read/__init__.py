"""Files, folders and standard input become documents.

`discover` finds what there is to read, `read` reads one source. Offsets of evidence count in
`Document.text`; for text files, Markdown and JSONL this is the text as it stands in the file.
"""

from __future__ import annotations

from kg.read.discover import discover
from kg.read.formats import read
from kg.read.records import Reading, Skip, Source

__all__ = ["Reading", "Skip", "Source", "discover", "read"]
