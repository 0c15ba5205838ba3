"""Workbooks made by hand, part by part: honest ones as programs write them, and hostile ones."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def sheet(rows="", *, prefix=""):
    """Return a sheet's XML around its rows."""
    p = f"{prefix}:" if prefix else ""
    namespace = f"xmlns:{prefix}" if prefix else "xmlns"
    data = f"<{p}sheetData>{rows}</{p}sheetData>"
    return f'{DECLARATION}<{p}worksheet {namespace}="{MAIN}">{data}</{p}worksheet>'


def row(number, *cells):
    """Return a row of texts, written into the cells themselves."""
    return f'<row r="{number}">{"".join(text(place, value) for place, value in cells)}</row>'


def text(place, value):
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(place, value="1"):
    return f'<c r="{place}"><v>{value}</v></c>'


PEOPLE = row(1, ("A1", "name"), ("B1", "phone")) + row(2, ("A2", "Fatima"), ("B2", "0661123456"))


def parts(
    rows=PEOPLE, *, sheet_xml=None, shared=None, target="worksheets/sheet1.xml", state="", **more
):
    """Return the parts of a workbook of one sheet, by name; ``more`` are parts to add."""
    relations = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="{target}"/>'
    if shared is not None:
        relations += (
            f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
    made = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="Feuil1" sheetId="1" {state} r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{DECLARATION}<Relationships "
        f'xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml or sheet(rows),
    }
    if shared is not None:
        texts = "".join(f"<si><t>{item}</t></si>" for item in shared)
        made["xl/sharedStrings.xml"] = f'{DECLARATION}<sst xmlns="{MAIN}">{texts}</sst>'
    return {**made, **{name.replace("__", "/"): content for name, content in more.items()}}


def pack(made, *, compression=zipfile.ZIP_DEFLATED):
    """Return the container of these parts; contents are texts or bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as container:
        for name, content in dict(made).items():
            container.writestr(name, content)
    return target.getvalue()


def workbook(*arguments, **named):
    """Return a workbook of one sheet, see `parts`."""
    return pack(parts(*arguments, **named))
