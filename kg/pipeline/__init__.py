"""The whole flow: inputs are read, extracted in worker processes, kept in a journal, written as one set of outputs."""

from __future__ import annotations

from kg.pipeline.build import Build, build
from kg.pipeline.journal import open_journal
from kg.pipeline.options import Options, Progress
from kg.pipeline.write import Summary

__all__ = ["Build", "Options", "Progress", "Summary", "build", "open_journal"]
