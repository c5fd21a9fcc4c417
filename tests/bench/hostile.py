#!/usr/bin/env python3
"""Writes hostile files into a folder, the same ones for the same seed: for `reading.py verdicts`, and for a daemon's inbox.

    python3 tests/bench/hostile.py FOLDER [SEED]

Workbooks of the project's own fixtures with flipped bits, torn ends and swapped pieces; zips that lie about sizes, overlap,
nest or have ten thousand parts; XML with a million attributes, namespaces or levels; entities, outside links; old containers
whose chains run in circles; sheets that claim to be huge; texts of one line, one cell, one header. Nothing here is larger than
a few mebibytes except the texts that are meant to be: `--large` writes those too.
"""
import io, os, random, struct, sys, zipfile, zlib

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "it", "tidy", "fixtures")

TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/></Types>')
RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>')
BOOK_RELS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
             'Target="worksheets/sheet1.xml"/></Relationships>')
BOOK = ('<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>')
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'


def sheet(rows=ROW, before="", attributes="", prolog=""):
    return f'<?xml version="1.0"?>{prolog}<worksheet {MAIN}{attributes}>{before}<sheetData>{rows}</sheetData></worksheet>'


def parts(sheet_xml=None, book=BOOK, book_rels=BOOK_RELS, types=TYPES, more=()):
    return [("[Content_Types].xml", types), ("_rels/.rels", RELS), ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", book_rels), ("xl/worksheets/sheet1.xml", sheet_xml or sheet()), *more]


def packed(entries, level=9):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def xml_bombs():
    yield "attributes-1e6.xlsx", packed(parts(sheet(attributes="".join(f' a{n}="1"' for n in range(1_000_000)))))
    yield "attributes-same-1e6.xlsx", packed(parts(sheet(attributes=' a="1"' * 1_000_000)))
    yield "xmlns-1e6.xlsx", packed(parts(sheet(attributes="".join(f' xmlns:n{n}="u"' for n in range(1_000_000)))))
    yield "row-attributes-1e6.xlsx", packed(parts(sheet(rows="<row" + "".join(f' a{n}="1"' for n in range(1_000_000)) + "/>")))
    yield "cell-attributes-1e6.xlsx", packed(parts(sheet(rows='<row r="1"><c r="A1"' + "".join(f' a{n}="1"' for n in range(1_000_000)) + "><v>1</v></c></row>")))
    yield "hidden-attributes-1e6.xlsx", packed(parts(sheet(rows='<row r="1" hidden="1"' + "".join(f' a{n}="1"' for n in range(1_000_000)) + "/>")))
    yield "depth-1e5.xlsx", packed(parts(sheet(rows="<a>" * 100_000 + "</a>" * 100_000)))
    yield "depth-1e6.xlsx", packed(parts(sheet(rows="<a>" * 1_000_000)))
    yield "depth-in-cell-1e5.xlsx", packed(parts(sheet(rows='<row r="1"><c r="A1" t="inlineStr"><is>' + "<r>" * 100_000 + "</r>" * 100_000 + "</is></c></row>")))
    yield "book-attributes-1e6.xlsx", packed(parts(book=BOOK.replace("<sheets>", "<sheets" + "".join(f' a{n}="1"' for n in range(1_000_000)) + ">")))
    yield "rels-attributes-1e6.xlsx", packed(parts(book_rels=BOOK_RELS.replace("<Relationship ", "<Relationship " + "".join(f'a{n}="1" ' for n in range(1_000_000)))))
    yield "sst-attributes-1e6.xlsx", packed(parts(more=[("xl/sharedStrings.xml", f"<sst {MAIN}" + "".join(f' a{n}="1"' for n in range(1_000_000)) + "><si><t>x</t></si></sst>")]))
    yield "sst-depth-1e5.xlsx", packed(parts(more=[("xl/sharedStrings.xml", f"<sst {MAIN}><si>" + "<r>" * 100_000 + "</r>" * 100_000 + "</si></sst>")]))
    yield "styles-1e5.xlsx", packed(parts(more=[("xl/styles.xml", f"<styleSheet {MAIN}><cellXfs>" + '<xf numFmtId="0"/>' * 100_000 + "</cellXfs></styleSheet>")]))
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    def ods(inside, attributes=""):
        body = f'<?xml version="1.0"?><office:document-content {office}{attributes}><office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>'
        return packed([("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", "<manifest/>"), ("content.xml", body)])
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    yield "attributes-1e6.ods", ods(f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>', "".join(f' a{n}="1"' for n in range(1_000_000)))
    yield "xmlns-1e6.ods", ods("", "".join(f' xmlns:n{n}="u"' for n in range(1_000_000)))
    yield "depth-1e5.ods", ods("<text:p>" * 100_000)
    yield "repeated-columns-2e9.ods", ods(f'<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-repeated="2000000000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table>')
    yield "repeated-rows-2e9.ods", ods(f'<table:table table:name="a"><table:table-row table:number-rows-repeated="2000000000">{cell}</table:table-row></table:table>')
    yield "repeated-both.ods", ods(f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row></table:table>')
    yield "repeated-negative.ods", ods(f'<table:table table:name="a"><table:table-row table:number-rows-repeated="-5">{cell}</table:table-row></table:table>')
    yield "repeated-many.ods", ods('<table:table table:name="a">' + f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>' * 500 + "</table:table>")
    yield "spaces-2e9.ods", ods('<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/>b</text:p></table:table-cell></table:table-row></table:table>')


def entities():
    lol = "<!DOCTYPE x [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
    xxe = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    dtd = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">'
    parameter = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'
    text = lambda inside: f'<row r="1"><c r="A1" t="inlineStr"><is><t>{inside}</t></is></c></row>'
    yield "lol-sheet.xlsx", packed(parts(sheet(text("&a11;"), prolog=lol)))
    yield "xxe-sheet.xlsx", packed(parts(sheet(text("&x;"), prolog=xxe)))
    yield "dtd-sheet.xlsx", packed(parts(sheet(prolog=dtd)))
    yield "parameter-sheet.xlsx", packed(parts(sheet(prolog=parameter)))
    yield "xxe-book.xlsx", packed(parts(book=BOOK.replace('<?xml version="1.0"?>', '<?xml version="1.0"?>' + xxe).replace('name="s"', 'name="&x;"')))
    yield "xxe-types.xlsx", packed(parts(types=TYPES.replace('?>', '?>' + xxe, 1)))
    yield "lol-sst.xlsx", packed(parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), more=[("xl/sharedStrings.xml", f'<?xml version="1.0"?>{lol}<sst {MAIN}><si><t>&a11;</t></si></sst>')]))
    external = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="{}" TargetMode="External"/></Relationships>')
    for n, target in enumerate(["file:///etc/passwd", "http://127.0.0.1:9/x", "\\\\127.0.0.1\\share\\x", "../../../../etc/passwd", "/etc/passwd", "worksheets/../workbook.xml", ""]):
        yield f"external-{n}.xlsx", packed(parts(book_rels=external.format(target)))
    dde = '<row r="1"><c r="A1"><f>cmd|\' /C calc\'!A0</f><v>1</v></c><c r="B1" t="str"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>x</v></c></row>'
    yield "dde.xlsx", packed(parts(sheet(dde), more=[("xl/externalLinks/externalLink1.xml", f'<externalLink {MAIN}><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>')]))
    yield "macro.xlsm", packed(parts(more=[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 4096)]))
    yield "ole.xlsx", packed(parts(more=[("xl/embeddings/oleObject1.bin", b"MZ" + b"\0" * 4096)]))


def sheets():
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "corners.xlsx", packed(parts(sheet(corners)))
    yield "dimension-huge.xlsx", packed(parts(sheet(before='<dimension ref="A1:XFD1048576"/>')))
    yield "dimension-absurd.xlsx", packed(parts(sheet(before='<dimension ref="ZZZZZZ99999999999:A1"/>')))
    yield "reference-beyond.xlsx", packed(parts(sheet('<row r="99999999"><c r="ZZZZ99999999"><v>1</v></c></row>')))
    yield "reference-overflow.xlsx", packed(parts(sheet('<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>')))
    yield "reference-none.xlsx", packed(parts(sheet('<row><c><v>1</v></c><c r=""><v>2</v></c></row>')))
    yield "same-cell-twice.xlsx", packed(parts(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')))
    yield "string-index.xlsx", packed(parts(sheet('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>')))
    yield "string-index-negative.xlsx", packed(parts(sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')))
    yield "style-index.xlsx", packed(parts(sheet('<row r="1"><c r="A1" s="4294967295"><v>1</v></c></row>')))
    yield "number-absurd.xlsx", packed(parts(sheet("".join(f'<row r="{n}"><c r="A{n}"><v>{v}</v></c></row>' for n, v in enumerate(["1e309", "-1e309", "NaN", "inf", "0x10", "9" * 5000, "1e-400", ""], 1)))))
    yield "date-absurd.xlsx", packed(parts(sheet("".join(f'<row r="{n}"><c r="A{n}" s="1" t="{t}"><v>{v}</v></c></row>' for n, (t, v) in enumerate([("d", "9999-99-99"), ("d", "-5"), ("n", "1e300"), ("n", "-1e18"), ("e", "#BOGUS!"), ("b", "7")], 1)), ), more=[("xl/styles.xml", f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>')]))
    yield "merges-1e5.xlsx", packed(parts(sheet().replace("</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>")))
    yield "merge-backwards.xlsx", packed(parts(sheet().replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="Z9:A1"/><mergeCell ref="A"/><mergeCell ref=""/></mergeCells>')))
    book = BOOK.replace('<sheet name="s" sheetId="1" r:id="rId1"/>', "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(20_000)))
    yield "sheets-20000.xlsx", packed(parts(book=book))
    yield "sheet-missing.xlsx", packed(parts()[:-1])
    yield "sheet-name-hostile.xlsx", packed(parts(book=BOOK.replace('name="s"', 'name="../../etc/&#10;&#x202e;&lt;b>"')))
    yield "cells-1e6.xlsx", packed(parts(sheet("".join(f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>" for n in range(1, 100_001)))))
    yield "shared-formula-circle.xlsx", packed(parts(sheet('<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:XFD1048576">A1</f></c><c r="B1"><f t="shared" si="4000000000"/></c></row>')))
    yield "utf16-sheet.xlsx", packed(parts(sheet().replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")))
    yield "bad-utf8-sheet.xlsx", packed(parts(sheet().encode().replace(b"<t>x", b"<t>\xff\xfe\xe4")))
    yield "null-sheet.xlsx", packed(parts(sheet(ROW.replace("x</t>", "a\0b&#0;</t>"))))
    yield "unclosed.xlsx", packed(parts("<worksheet><sheetData><row><c"))
    yield "comment-endless.xlsx", packed(parts("<worksheet><!--" + "x" * 3_000_000))
    yield "cdata-endless.xlsx", packed(parts("<worksheet><![CDATA[" + "]" * 3_000_000))
    yield "long-string.xlsx", packed(parts(sheet(ROW.replace("<t>x", "<t>" + "长" * 2_000_000))))


def zips():
    plain = packed(parts())
    yield "parts-10000.xlsx", packed([*parts(), *((f"xl/media/{n}", b"") for n in range(10_000))])
    yield "parts-60000.xlsx", packed([*parts(), *((f"x{n}", b"") for n in range(60_000))])
    yield "nested.xlsx", packed([("xl/workbook.xml", BOOK), ("inner.zip", packed([("inner.zip", plain)]))])
    yield "nested-20.zip", nested(20)
    yield "bomb-sheet-600MiB.xlsx", bomb("xl/worksheets/sheet1.xml", 600 << 20)
    yield "bomb-sst-600MiB.xlsx", bomb("xl/sharedStrings.xml", 600 << 20)
    yield "bomb-many.xlsx", bomb("xl/media/{}.xml", 60 << 20, 40)
    yield "bomb-said-small.xlsx", lying(bomb("xl/worksheets/sheet1.xml", 300 << 20), 100)
    yield "size-said-huge.xlsx", lying(plain, 0xFFFF_FFF0)
    yield "size-said-zero.xlsx", lying(plain, 0)
    yield "overlap.xlsx", overlapping(False)
    yield "overlap-quoted.xlsx", overlapping(True)
    yield "same-name-twice.xlsx", packed([*parts(), ("xl/worksheets/sheet1.xml", sheet(ROW.replace(">x<", ">y<"))), ("XL/WORKSHEETS/SHEET1.XML", "z")])
    yield "names-hostile.xlsx", packed([*parts(), *((name, "x") for name in ["../../etc/passwd", "/etc/cron.d/x", "C:\\x", "a\0b", "x" * 60_000, "\u202excod"])])
    yield "zip64-lies.xlsx", zip64(plain, 0xFFFF_FFFF_FFFF_FFFF)
    yield "zip64-offset.xlsx", zip64(plain, 1 << 62)
    end = plain.rfind(b"PK\x05\x06")
    for name, at, value in [("count", 8, 0xFFFF), ("count-total", 10, 0xFFFF), ("directory-size", 12, 0xFFFF_FFFE), ("directory-offset", 16, 0xFFFF_FFFE), ("directory-offset-zero", 16, 0), ("comment", 20, 0xFFFF)]:
        form = "<H" if at in (8, 10, 20) else "<I"
        data = bytearray(plain)
        struct.pack_into(form, data, end + at, value)
        yield f"end-{name}.xlsx", bytes(data)
    yield "end-twice.xlsx", plain + plain[end:]
    yield "before-it.xlsx", b"PK\x03\x04" + b"\0" * 70_000 + plain
    for method in (1, 8, 9, 12, 14, 93, 95, 97, 99):
        yield f"method-{method}.xlsx", in_directory(plain, 10, method)
    for flags in (1, 8, 64, 0x2000):
        yield f"flags-{flags}.xlsx", in_directory(plain, 8, flags)
    yield "only-end.xlsx", b"PK\x05\x06" + b"\0" * 18
    yield "only-magic.xlsx", b"PK\x03\x04"


def nested(levels):
    data = b"a,b\n1,2\n"
    for level in range(levels):
        data = packed([(f"{level}.zip", data)])
    return data


def bomb(name, size, count=1):
    """A workbook with parts of so many blanks; written in pieces, so that this needs no memory either."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, data in parts():
            if part != name:
                archive.writestr(part, data)
        for n in range(count):
            with archive.open(name.format(n), "w") as part:
                part.write(sheet()[:-len("</sheetData></worksheet>")].encode())
                for _ in range(size >> 20):
                    part.write(b" " * (1 << 20))
    return out.getvalue()


def lying(data, size):
    """The same with another inflated size in every header."""
    data = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        here = data.find(magic)
        while here >= 0:
            struct.pack_into("<I", data, here + at, size)
            here = data.find(magic, here + 4)
    return bytes(data)


def in_directory(data, at, value):
    """The same with another word in every header."""
    data = bytearray(data)
    for magic, back in ((b"PK\x03\x04", 2), (b"PK\x01\x02", 0)):
        here = data.find(magic)
        while here >= 0:
            struct.pack_into("<H", data, here + at - back, value)
            here = data.find(magic, here + 4)
    return bytes(data)


def overlapping(quoted):
    """A thousand names for one packed part, as in a bomb that does not nest; or each part holding the headers of the next."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    blob = body.compress(b" " * (20 << 20)) + body.flush()
    crc = zlib.crc32(b" " * (20 << 20))
    out, directory, count = bytearray(), bytearray(), 0
    for name, data in parts():
        count += 1
        raw = data.encode()
        head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, zlib.crc32(raw), len(raw), len(raw), len(name), 0)
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, zlib.crc32(raw), len(raw), len(raw), len(name), 0, 0, 0, 0, 0, len(out)) + name.encode()
        out += head + name.encode() + raw
    start = len(out)
    for n in range(1_000):
        name = f"xl/{n:04}.xml".encode()
        at = start
        if quoted or n == 0:
            at = len(out)
            out += struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(blob), 20 << 20, len(name), 0) + name
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(blob), 20 << 20, len(name), 0, 0, 0, 0, 0, at) + name
        count += 1
        if n == 0 and not quoted:
            out += blob
    if quoted:
        out += blob
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def zip64(data, lie):
    """The same with a zip64 end that says what is not so."""
    end = data.rfind(b"PK\x05\x06")
    fields = struct.unpack("<4sHHHHIIH", data[end:end + 22])
    long = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, lie, lie, fields[5], lie)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    short = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
    return data[:end] + long + locator + short


def containers(seeds):
    """Old containers: chains in circles, sectors beyond the end, absurd sizes."""
    for name, data in seeds:
        for field, at, form, value in [("sector-shift", 30, "<H", 31), ("sector-shift-zero", 30, "<H", 0), ("mini-shift", 32, "<H", 31), ("fat-count", 44, "<I", 0xFFFF_FFFF), ("directory-start", 48, "<I", 0xFFFF_FFFA), ("mini-cutoff", 56, "<I", 0xFFFF_FFFF), ("mini-start", 60, "<I", 5), ("mini-count", 64, "<I", 0xFFFF_FFFF), ("difat-start", 68, "<I", 0), ("difat-count", 72, "<I", 0xFFFF_FFFF), ("difat-first", 76, "<I", 0xFFFF_FFF0)]:
            changed = bytearray(data)
            struct.pack_into(form, changed, at, value)
            yield f"{name}-{field}.xls", bytes(changed)
        shift = struct.unpack_from("<H", data, 30)[0]
        fat = (struct.unpack_from("<I", data, 76)[0] + 1) << shift
        for what, entry in [("circle-self", lambda n: n), ("circle-two", lambda n: n ^ 1), ("circle-zero", lambda n: 0), ("beyond", lambda n: 0x00FF_FFFF)]:
            changed = bytearray(data)
            for n in range(min(128, (len(data) - fat) // 4)):
                struct.pack_into("<I", changed, fat + 4 * n, entry(n))
            yield f"{name}-{what}.xls", bytes(changed)
    yield "biff-endless.xls", b"\x09\x08\x10\x00\x00\x06\x10\x00" + b"\0" * 12 + b"\x3c\x00\xff\xff" * 50_000
    yield "biff-string-count.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12 + b"\xfc\x00\x08\x00" + b"\xff" * 8


def mutants(seeds, rnd):
    """Flipped bits, torn ends, zeros, swapped and doubled pieces."""
    for name, data in seeds:
        stem, end = os.path.splitext(name)
        for n in range(12):
            changed = bytearray(data)
            for _ in range(rnd.choice((1, 3, 20, 200))):
                at = rnd.randrange(len(changed))
                changed[at] ^= 1 << rnd.randrange(8)
            yield f"{stem}-flip{n}{end}", bytes(changed)
        for n in range(6):
            yield f"{stem}-torn{n}{end}", data[:rnd.randrange(1, len(data))]
        for n in range(4):
            a, b = sorted((rnd.randrange(len(data)), rnd.randrange(len(data))))
            yield f"{stem}-zeros{n}{end}", data[:a] + bytes(min(b - a, 600)) + data[a + min(b - a, 600):]
            yield f"{stem}-doubled{n}{end}", data[:b] + data[a:]
            yield f"{stem}-without{n}{end}", data[:a] + data[min(b, a + 600):]
        # The parts of a zip are packed: what is flipped inside them is seen only after they were unpacked and packed again.
        if data.startswith(b"PK"):
            for n in range(12):
                yield f"{stem}-inside{n}{end}", inside(data, rnd)


def inside(data, rnd):
    entries = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            entries.append((name, bytearray(archive.read(name))))
    for _ in range(rnd.choice((1, 2, 5))):
        _, part = rnd.choice(entries)
        if part:
            at = rnd.randrange(len(part))
            how = rnd.randrange(3)
            if how == 0:
                part[at] ^= 1 << rnd.randrange(8)
            elif how == 1:
                del part[at:at + rnd.randrange(1, 40)]
            else:
                part[at:at] = bytes(rnd.choice(b'<>&"=/0123456789\xff') for _ in range(rnd.randrange(1, 12)))
    return packed([(name, bytes(part)) for name, part in entries])


def texts():
    yield "empty.csv", b""
    yield "only-bom.csv", b"\xef\xbb\xbf"
    yield "only-bom16.csv", b"\xff\xfe"
    yield "only-header.csv", "项目编号,累计完成投资\n".encode()
    yield "quote-endless.csv", b'a,b\n1,"' + b"x\n" * 400_000
    yield "quotes-only.csv", b'"' * 900_000
    yield "separators-only.csv", b"," * 900_000
    yield "line-ends-only.csv", b"\r\n\r" * 300_000
    yield "nulls.csv", b"a,b\n" + b"\0" * 200_000
    yield "replacement.csv", "a,b\n".encode() + "\ufffd".encode() * 300_000
    yield "unpaired-utf16.csv", b"\xff\xfe" + b"\x00\xd8" * 1000
    yield "odd-utf16.csv", b"\xff\xfea\x00b"
    yield "quotes-many-lines.csv", b'a,b\n' + b'"x\n' * 200_000
    yield "records-in-quotes.csv", b'a,b\n"' + b'1,2\n' * 200_000 + b'",3\n'
    yield "html.xls", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "csv.xlsx", b"a,b\n1,2\n"


def large():
    """Texts that are refused for what they are; hundreds of mebibytes."""
    yield "rows-10-million.csv", (b"id,name,a,b\n", b"P%07d,some name or other,123.45,67890\n", 10_000_000)
    yield "header-million.csv", (b"", b"c%d,", 1_000_000)
    yield "line-500MB.csv", (b"a,b\n", b"x" * 1_000_000, 500)
    yield "cell-100MB.csv", (b'a,b\n1,"', b"y" * 1_000_000, 100)
    yield "commas-100MB.csv", (b"", b"," * 1_000_000, 100)


def main(folder, seed):
    rnd = random.Random(seed)
    read = lambda path: open(os.path.join(FIXTURES, path), "rb").read()
    books = ["formats/progress.xlsb", "formats/progress-biff8.xls", "formats/progress-biff5.xls", "formats/progress.ods", "formats/progress.xlsm", "frictionless/merged-cells.xlsx", "formats/encrypted.xlsx"]
    seeds = [(os.path.basename(path), read(path)) for path in books]
    old = [(os.path.splitext(name)[0], data) for name, data in seeds if data.startswith(b"\xd0\xcf")]
    kinds = {"xml": xml_bombs(), "entities": entities(), "sheets": sheets(), "zips": zips(), "containers": containers(old), "mutants": mutants(seeds, rnd), "texts": texts()}
    count = 0
    for kind, files in kinds.items():
        os.makedirs(f"{folder}/{kind}", exist_ok=True)
        for name, data in files:
            with open(f"{folder}/{kind}/{name}", "wb") as file:
                file.write(data)
            count += 1
    if "--large" in sys.argv:
        os.makedirs(f"{folder}/large", exist_ok=True)
        for name, (head, piece, times) in large():
            with open(f"{folder}/large/{name}", "wb") as file:
                file.write(head)
                for n in range(times):
                    file.write(piece % n if b"%" in piece else piece)
            count += 1
    print(f"{count} files in {folder}")


if __name__ == "__main__":
    plain = [word for word in sys.argv[1:] if not word.startswith("--")]
    main(plain[0], int(plain[1]) if len(plain) > 1 else 1)
