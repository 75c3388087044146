"""tradekg: knowledge graphs of trade policy from news, offline and deterministic."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import build as build
    from kg.api import extract as extract
    from kg.opened import open as open

__all__ = ["build", "extract", "open"]


class _Package(ModuleType):
    """The package `kg` itself: `kg.build`, `kg.extract` and `kg.open` are functions, imported when first asked for.

    There is a subpackage of the name ``extract`` too; importing that would put it in the function's place, which
    the property prevents. ``from kg.extract import ...`` finds the subpackage all the same.
    """

    @property
    def build(self) -> Any:
        from kg.api import build

        return build

    @property
    def extract(self) -> Any:
        from kg.api import extract

        return extract

    @extract.setter
    def extract(self, subpackage: ModuleType) -> None:
        """Take no notice of the import system, which would set the subpackage here."""

    @property
    def open(self) -> Any:
        from kg.opened import open

        return open


sys.modules[__name__].__class__ = _Package
