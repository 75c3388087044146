"""What costs seconds to load, loaded once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The spaCy model that the pipeline uses."""
    from kg.parse import load_model

    return load_model()
