"""Literals, in the forms that triple stores give back as they were."""

from __future__ import annotations

import datetime
import re

from pyoxigraph import Literal

from kg.rdf.names import XSD

TRUE = Literal("true", datatype=XSD.boolean)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = XSD.integer
_OFFSET = XSD.nonNegativeInteger
_DECIMAL = XSD.decimal
_DATE = XSD.date


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=_INTEGER)


def offset(value: int) -> Literal:
    """A position in a text, with the datatype that the Web Annotation vocabulary asks for."""
    return Literal(str(value), datatype=_OFFSET)


def confidence(value: float) -> Literal:
    """A decimal of at most three digits without trailing zeros, as stores normalise it: 0.87, 0.5, 1."""
    return Literal(confidence_digits(value), datatype=_DECIMAL)


def confidence_digits(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def date(text: str) -> Literal:
    """A calendar day as xsd:date; years, months, intervals and the rest as they stand, since stores differ on them."""
    if _DAY.fullmatch(text):
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            return Literal(text)
        return Literal(text, datatype=_DATE)
    return Literal(text)


def iri_text(text: str) -> Literal:
    """An address as it was given; a literal, since it may not be a legal IRI."""
    return Literal(text, datatype=XSD.anyURI)


def fragment(start: int, end: int) -> Literal:
    """A range of characters of a text, as RFC 5147 writes it."""
    return Literal(f"char={start},{end}")
