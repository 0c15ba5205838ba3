"""Fonts inside a PDF: only the glyphs used, once per file, with a way back to the letters."""

import hashlib
from dataclasses import dataclass, field

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from documents.fonts import Font
from documents.shaping import Cluster, Glyph, open_face

# The tables that a PDF reader uses to draw glyphs by number (ISO 32000-1, 9.9).
KEPT_TABLES = frozenset({"glyf", "head", "hhea", "hmtx", "loca", "maxp"})
# A CMap block holds at most 100 lines.
CMAP_BLOCK = 100
SYMBOLIC = 4
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass
class EmbeddedFont:
    """A font of one file in the making: remembers what it drew, is written at the end."""

    font: Font
    letters: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)

    def use(self, glyph: Glyph) -> int:
        """Note a glyph as used and return its width in the file, in thousandths."""
        number = glyph.number
        if number not in self.widths:
            face = open_face(self.font)
            advance = face.shaper.get_glyph_h_advance(number)
            self.widths[number] = round(advance * face.scale)
        return self.widths[number]

    def speaks_for_itself(self, cluster: Cluster) -> bool:
        """Tell whether the file maps the cluster's one glyph to its letters, so noting it.

        A glyph can stand for one text only; the first one that comes has it.
        """
        for glyph in cluster.glyphs:
            kept = self.letters.setdefault(glyph.number, cluster.text)
        return len(cluster.glyphs) == 1 and kept == cluster.text

    def write(self, pdf: Pdf, target: pikepdf.Object) -> None:
        """Fill ``target``, a dictionary of ``pdf``, with the finished font."""
        name = Name(f"/{self._subset_tag()}+{open_face(self.font).name}")
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            DW=0,
            W=Array([part for n in sorted(self.widths) for part in (n, Array([self.widths[n]]))]),
            FontDescriptor=pdf.make_indirect(self._descriptor(pdf, name)),
        )
        target.Type = Name.Font
        target.Subtype = Name.Type0
        target.BaseFont = name
        target.Encoding = Name("/Identity-H")
        target.DescendantFonts = Array([pdf.make_indirect(descendant)])
        target.ToUnicode = pdf.make_indirect(Stream(pdf, self._to_unicode()))

    def _descriptor(self, pdf: Pdf, name: Name) -> Dictionary:
        face = open_face(self.font)
        program = _subset(self.font, sorted(self.widths))
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=SYMBOLIC,
            FontBBox=Array([round(edge) for edge in face.bounds]),
            ItalicAngle=0,
            Ascent=round(face.ascender),
            Descent=-round(face.descender),
            CapHeight=round(face.ascender),
            StemV=80,
            FontFile2=pdf.make_indirect(Stream(pdf, program, Length1=len(program))),
        )

    def _subset_tag(self) -> str:
        """Six capitals that differ between subsets, as the format asks."""
        digest = hashlib.sha256(repr((self.font, sorted(self.widths))).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def _to_unicode(self) -> bytes:
        lines = [
            f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for number, text in sorted(self.letters.items())
        ]
        blocks = [lines[i : i + CMAP_BLOCK] for i in range(0, len(lines), CMAP_BLOCK)]
        text = "\n".join(
            "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks
        )
        return CMAP.format(blocks=text).encode("ascii")


def _subset(font: Font, glyphs: list[int]) -> bytes:
    """Return the font file with the outlines of ``glyphs`` alone, their numbers unchanged."""
    face = open_face(font).shaper.face
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    wanted.glyph_set.update(glyphs)
    dropped = set(face.table_tags) - KEPT_TABLES
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in dropped)
    return bytes(hb.subset(face, wanted).blob.data)
