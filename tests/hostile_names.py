"""Names and sentences that would run scripts or break pages if they were ever taken for markup."""

from __future__ import annotations

from synthetic import Corpus

from kg.model import (
    Anchor,
    Document,
    Entity,
    EntityType,
    Modality,
    ObjectRef,
    Qualifiers,
    Role,
    Statement,
    statement_id,
)

NAMES = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "<svg/onload=window.pwned=1>",
    "' onmouseover='window.pwned=1",
    "javascript:window.pwned=1",
    "<!--<script>window.pwned=1",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1}",
    "\u202egnp.evil\u202c \u2067right to left\u2069",
    "Zalgo " + "a\u0301\u0327\u0323" * 40,
    "Long " + "w" * 10_000,
    '=HYPERLINK("http://evil.example","x")',
    "a\u2028b\u2029c\x00d\tnew\nline",
    "\U0001f1ea\U0001f1fa \U00010348 astral",
    "@@data@@ @@scripts@@",
    "toString __proto__ constructor",
)


def hostile() -> Corpus:
    """A company of each name that opposes the next one, in a document of hostile title and address."""
    entities = [
        Entity(f"entity/company/hostile-{i}", name, EntityType.COMPANY, (name, name[::-1]), ("javascript:alert(1)",))
        for i, name in enumerate(NAMES)
    ]
    documents = [
        Document(f"doc/{i}{name[:60]}", "", name, "2024-05-01", name[:200], f"javascript:window.pwned=1//{i}")
        for i, name in enumerate(NAMES)
    ]
    statements = []
    for i, entity in enumerate(entities):
        other = entities[(i + 1) % len(entities)]
        quote = f"\U0001f600 {entity.label} opposes {other.label} & so on."
        start = quote.index(" opposes ") + 1
        obj = ObjectRef(other.id, other.label, other.type, actor=other.ref, text=other.label)
        source = entity.ref
        statements.append(
            Statement(
                statement_id(documents[i].id, 0, len(quote), entity.ref, "criticizes", obj, False, source),
                documents[i].id,
                0,
                len(quote),
                quote,
                entity.ref,
                "criticizes",
                obj,
                False,
                Modality.ASSERTED,
                source,
                Qualifiers(amount=entity.label[:300], place="<b>here</b>"),
                0.9,
                "<i>rule</i>",
                (
                    Anchor(Role.SUBJECT, 2, 2 + len(entity.label)),
                    Anchor(Role.PREDICATE, start, start + 7),
                    Anchor(Role.OBJECT, start + 8, start + 8 + len(other.label)),
                ),
            )
        )
    return Corpus(statements, entities, documents)
