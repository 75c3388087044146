"""tradekg: knowledge graphs of trade policy from news, offline and deterministic."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import build as build
    from kg.api import extract as extract
    from kg.notebook import network as network
    from kg.opened import open as open

__all__ = ["build", "extract", "network", "open"]


class _Package(ModuleType):
    """The package `kg` itself: `build`, `extract`, `network` and `open` are functions, imported when first asked for.

    There are modules called ``extract`` and ``network`` too; importing one would put it in the function's place, which
    the property prevents. ``from kg.extract import ...`` finds the module all the same.
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
    def network(self) -> Any:
        from kg.notebook import network

        return network

    @network.setter
    def network(self, module: ModuleType) -> None:
        """Take no notice of the import system, which would set the module here."""

    @property
    def open(self) -> Any:
        from kg.opened import open

        return open


def load_ipython_extension(shell: Any) -> None:
    """Make the cell magic `%%sparql` known: IPython calls this for ``%load_ext kg``."""
    from kg.magic import load_ipython_extension

    load_ipython_extension(shell)


sys.modules[__name__].__class__ = _Package
