"""Files of every format that tradekg reads, made from our own sentences."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from html import escape

PARAGRAPHS = (
    "Canada opposes the new tariffs on steel, and it said on Monday that it would answer them with duties of its own.",
    "The European Union supports the appeal of Canada and wants the tariffs to be removed before the summer.",
    "Officials in Ottawa said that the talks with the United States had not ended, and that they would go on in May.",
)


def html_page(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    """A page as a news site makes it, with what surrounds the article there."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Canada Answers | Our Agency</title>
<meta property="og:title" content="Canada Answers Steel Tariffs"><meta property="og:site_name" content="Our Agency">
<meta property="article:published_time" content="2019-05-06T10:00:00Z">
<link rel="canonical" href="https://news.example.org/canada-answers"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/trade">Trade</a></li></ul></nav></header>
<main><article><h1>Canada Answers Steel Tariffs</h1>
<figure><img src="x.jpg"><figcaption>Peru opposes captions at a meeting.</figcaption></figure>
{body}<script>document.write("China opposes scripts.")</script></article>
<aside><h2>Most read</h2><ul><li><a href="/1">China opposes the aside</a></li></ul></aside></main>
<div class="newsletter">Sign up for our newsletter that China opposes.</div>
<footer><p>Copyright 2019 Our Agency. China opposes footers.</p></footer></body></html>""".encode()


def pdf_file(pages: Sequence[Sequence[str]], *, title: str = "On Steel") -> bytes:
    """A PDF with a page for each sequence of lines."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
        stream = f"BT /F1 10 Tf 12 TL 50 780 Td {shown} ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        contents = len(objects)
        kids.append(contents + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % contents
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects.append(f"<< /Title ({title}) /CreationDate (D:20190506100000Z) >>".encode())
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        table,
    )
    return bytes(out)


def _escaped(line: str) -> str:
    return re.sub(r"([\\()])", r"\\\1", line)


def docx_file(paragraphs: Sequence[str] = PARAGRAPHS, *, prologue: str = "") -> bytes:
    """A DOCX file; `prologue` stands before the root of its document part."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    texts = (
        f"<w:r><w:t xml:space='preserve'>{escape(p[:9])}</w:t></w:r><w:r><w:t>{escape(p[9:])}</w:t></w:r>"
        for p in paragraphs
    )
    runs = "".join(f"<w:p>{text}</w:p>" for text in texts)
    core = (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="urn:t">'
        "<dc:title>On Steel</dc:title><dcterms:created>2019-05-06T10:00:00Z</dcterms:created></cp:coreProperties>"
    )
    return zip_file(
        {
            "word/document.xml": f'{prologue}<w:document xmlns:w="{w}"><w:body>{runs}</w:body></w:document>'.encode(),
            "docProps/core.xml": core.encode(),
        }
    )


def zip_file(members: dict[str, bytes]) -> bytes:
    """A zip with `members`, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Our Agency</title>
<item><title>Canada &amp; steel</title><link>https://news.example.org/1</link><guid>tag:1</guid>
<pubDate>Mon, 06 May 2019 10:00:00 GMT</pubDate><description>Short.</description>
<content:encoded>
<![CDATA[<p>{PARAGRAPHS[0]}</p><script>China opposes scripts.</script><p>{PARAGRAPHS[1]}</p>]]>
</content:encoded>
</item><item><link>https://news.example.org/2</link><description>{PARAGRAPHS[2]}</description></item>
<item><title>Nothing</title></item></channel></rss>""".encode()

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Our Agency</title><entry><id>urn:a</id>
<title>Canada</title><link rel="self" href="https://x.example/self"/><link href="https://news.example.org/a"/>
<published>2019-05-06T10:00:00Z</published>
<content type="html">&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;</content></entry></feed>""".encode()
