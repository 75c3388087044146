"""Does a graph say what model and ontology promise? SHACL shapes, and what only named graphs can show."""

from kg.validation.report import Finding, Validation
from kg.validation.run import Engine, validate, validate_quads

__all__ = ["Engine", "Finding", "Validation", "validate", "validate_quads"]
