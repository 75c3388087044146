"""Names of files, fit to be ids and to be shown."""

from __future__ import annotations


def printable(name: str) -> str:
    """`name` with what cannot be printed or encoded (control characters, lone surrogates) percent-encoded."""
    return "".join(char if char.isprintable() else _percent(char) for char in name)


def _percent(char: str) -> str:
    errors = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", errors))
