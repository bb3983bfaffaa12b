"""How data come in: folders, files, formats, encodings, headers; and bad cells with their places.

python3 cli_data.py INCUBATOR
"""

import json
import re
import unittest

from case import CARRIERS, DATA, DISTRICTS, SMALL, Case, csv_text

CHINESE = [
    {
        "编号": "c1",
        "名称": 'First, "the" one',
        "载体类型": "孵化器",
        "面积（㎡）": "1,000",
        "基金（万元）": "50",
        "成立日期": "2019年1月1日",
        "人数": "９",
        "平台": "是",
        "所属区": "east",
    },
    {
        "编号": "c2",
        "名称": "Second",
        "载体类型": "众创空间",
        "面积（㎡）": "999.5",
        "基金（万元）": "",
        "成立日期": "",
        "人数": "",
        "平台": "",
        "所属区": "east",
    },
    {
        "编号": "c3",
        "名称": "",
        "载体类型": "Incubator",
        "面积（㎡）": "",
        "基金（万元）": "0",
        "成立日期": "2021/12/31",
        "人数": "0",
        "平台": "有",
        "所属区": "west",
    },
]


def rows_of_json(rows):
    """Rows as JSON gives them: null for an empty cell."""
    return [{key: value or None for key, value in row.items()} for row in rows]


class Ways(Case):
    """Every way of giving the same cells decides the same, and has the same digest."""

    def expect_same(self, *registry, options=()):
        """What is decided of the data is what is decided of the folder of CSV."""
        self.assertEqual(self.json("classify", *self.data()), self.json("classify", *self.data(*registry), *options))

    def test_files(self):
        """Files by their names, or with TABLE=, in any order, repeated."""
        districts, carriers = self.registry / "districts.csv", self.registry / "carriers.csv"
        self.expect_same(districts, carriers)
        self.expect_same(carriers, districts)
        other = self.write("whatever.csv", carriers.read_bytes())
        self.expect_same(districts, f"carriers={other}")
        self.expect_same(districts, other)  # by its header
        self.expect_same(f"districts={districts}", f"carriers={other}", options=("--encoding", "utf-8"))

    def test_a_table_in_two_files(self):
        """Rows of one table may come in several files."""
        head = self.write("head.csv", csv_text(CARRIERS[:1]))
        rest = self.write("rest.csv", csv_text(CARRIERS[1:]))
        self.expect_same(self.registry / "districts.csv", f"carriers={head}", f"carriers={rest}")

    def test_paths(self):
        """A path with = in it, with blanks, with Chinese letters; a folder with a slash behind it."""
        for name in ("a=b", "carriers=x", "two words", "目录"):
            folder = self.folder / name
            folder.mkdir()
            for table, rows in DATA.items():
                (folder / f"{table}.csv").write_text(csv_text(rows), encoding="utf-8")
            self.expect_same(folder)
            self.expect_same(f"{folder}/")

    def test_files_of_other_policies(self):
        """A file of a folder that is named after no table is told and left alone, whatever its columns; no other file is no data."""
        self.write("data/weather.csv", (self.registry / "carriers.csv").read_bytes())
        messages = self.run_(0, "classify", *self.data())[1]
        self.assertIn("weather.csv: warning: table-unknown: the policy has no table of this name: the file is not read", messages)
        self.run_(1, "classify", *self.data(), "--strict")
        folder = self.folder / "alone"
        folder.mkdir()
        self.write("alone/weather.csv", "id,rain\na,1\n")
        self.assertIn("expected files as carriers.csv, named after tables of the policy", self.first_line("classify", *self.data(folder)))

    def test_json(self):
        """An object of tables, arrays, and one object a line."""
        tables = {name: rows_of_json(rows) for name, rows in DATA.items()}
        self.expect_same(self.write("all.json", json.dumps(tables)))
        for table, rows in tables.items():
            self.write(f"{table}.json", json.dumps(rows))
            self.write(f"{table}.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
            self.write(f"{table}.jsonl", "\r\n\n".join(json.dumps(row) for row in rows))
        for ending in ("json", "ndjson", "jsonl"):
            self.expect_same(*(self.folder / f"{table}.{ending}" for table in tables))
        numbers = [
            {**row, "area": float(row["area"] or 0) or None, "platform": True if row["platform"] else None}
            for row in CARRIERS
        ]
        self.expect_same(self.registry / "districts.csv", self.write("carriers.json", json.dumps(numbers)))

    def test_tsv(self):
        """Tabs between the cells."""
        self.expect_same(self.registry / "districts.csv", self.write("carriers.tsv", csv_text(CARRIERS, "\t")))

    def test_line_ends(self):
        """CR LF, a blank line, no line end at the end."""
        for text in (
            csv_text(CARRIERS).replace("\n", "\r\n"),
            csv_text(CARRIERS) + "\n\n",
            csv_text(CARRIERS).rstrip("\n"),
            "\n" + csv_text(CARRIERS),
        ):
            self.expect_same(self.registry / "districts.csv", self.write("carriers.csv", text))

    def test_chinese_headers(self):
        """Labels and aliases as headers, units in brackets, a title above; full-width digits, dates and words as people write them."""
        for title in ("", "载体登记表,,,,,,,,\n"):
            self.expect_same(self.registry / "districts.csv", self.write("carriers.csv", title + csv_text(CHINESE)))

    def test_encodings(self):
        """UTF-8 with and without a mark, GB 18030, UTF-16 of both orders, found out or told."""
        text = csv_text(CHINESE)
        for encoding, mark, option in (
            ("utf-8", b"", "utf-8"),
            ("utf-8", b"\xef\xbb\xbf", "utf-8"),
            ("gb18030", b"", "gb18030"),
            ("gbk", b"", "gb18030"),
            ("utf-16-le", b"\xff\xfe", "utf-16le"),
            ("utf-16-be", b"\xfe\xff", "utf-16be"),
        ):
            with self.subTest(encoding=encoding, mark=mark):
                carriers = self.write("carriers.csv", mark + text.encode(encoding))
                self.expect_same(self.registry / "districts.csv", carriers)
                self.write("data/carriers.csv", carriers.read_bytes())
                self.write("data/districts.csv", mark + csv_text(DISTRICTS).encode(encoding))
                told = self.json("classify", *self.data(), "--encoding", option)
                self.write("data/carriers.csv", csv_text(CARRIERS))
                self.write("data/districts.csv", csv_text(DISTRICTS))
                self.assertEqual(self.json("classify", *self.data()), told)

    def test_four_bytes_of_gb18030(self):
        """Characters that only four bytes of GB 18030 can say, and those beyond the basic plane."""
        rows = [{**CARRIERS[0], "name": "㐂𠀀é"}, *CARRIERS[1:]]
        plain = self.write("carriers.csv", csv_text(rows))
        expected = self.json("classify", *self.data(self.registry / "districts.csv", plain))
        for encoding in ("gb18030", "utf-16"):
            self.write("carriers.csv", csv_text(rows).encode(encoding))
            self.assertEqual(expected, self.json("classify", *self.data(self.registry / "districts.csv", plain)))

    def test_quotes(self):
        """Quotation marks, commas and line ends inside cells reach the result as they are."""
        name = 'a "b", c\n\td\\e 中'
        self.write(
            "data/carriers.csv", csv_text([{**row, "id": name} if row["id"] == "c2" else row for row in CARRIERS])
        )
        keys = [subject["key"] for subject in self.json("classify", *self.data())["tables"]["carriers"]]
        self.assertEqual(["c1", name, "c3"], keys)
        self.assertIn('"a ""b"", c\n\td\\e 中"', self.run_(0, "classify", *self.data(), "--format", "csv")[0])
        self.assertEqual(
            name, self.json("explain", *self.data(), "--subject", f"carriers:{name}", "--rule", "fit")["subject"]["key"]
        )

    def test_no_registry(self):
        """Without data there is nothing to classify; targets of reference tables still stand."""
        self.assertEqual([], self.json("classify", "--policy", SMALL, "--as-of", "2022-06-30")["tables"]["carriers"])
        self.assertEqual([], self.json("target", "--policy", SMALL, "--as-of", "2022-06-30")["lines"])


class Bad(Case):
    """Bad cells are told with file, row and column, all of them, and nothing is decided."""

    bad = "id,kind,area,opened,staff,platform,district\nc1,incubator,1000,2019-01-01,9,true,east\nc2,hotel,-1,2019-02-29,1.5,maybe,nowhere\nc1,incubator,12㎏,,,,\n,maker,1,,,,\nc5,maker\n"
    places = [
        (3, 2, "category-unknown", 'found "hotel", expected one of kind: incubator, maker', "carriers/kind"),
        (3, 3, "out-of-range", 'found "-1", expected a number from 0 to 1000000', "carriers/area"),
        (3, 4, "not-date", 'found "2019-02-29", expected a date of the calendar, .*', "carriers/opened"),
        (3, 5, "not-integer", 'found "1.5", expected a whole number', "carriers/staff"),
        (3, 6, "not-boolean", 'found "maybe", expected yes or no .*', "carriers/platform"),
        (4, 3, "unit-unknown", 'found "12㎏", expected .*', "carriers/area"),
        (5, 1, "key-missing", 'the row has no "id"', "carriers/id"),
        (6, None, "cells-count", "found 2 cells, expected 7 as in the header", "carriers"),
    ]

    def setUp(self):
        super().setUp()
        self.carriers = self.write("data/carriers.csv", self.bad)

    def expect_places(self, messages, place=str):
        """Each bad cell has its line."""
        lines = messages.splitlines()
        for row, column, code, message, path in self.places:
            at = f"{row}:{column}:" if column else f"{row}:"
            pattern = rf"{re.escape(place(self.carriers))}:{at} error: {code}: {message} \(at {path}\)"
            self.assertTrue(any(re.fullmatch(pattern, line) for line in lines), f"{pattern}\n{messages}")

    def test_all_are_told(self):
        """With 2, and the way on."""
        for command in (("classify",), ("target",), ("explain", "--subject", "carriers:c1", "--rule", "fit")):
            messages = self.run_(2, *command, *self.data())[1]
            self.expect_places(messages)
            self.assertEqual(
                "incubator: the data have errors, nothing was decided; --partial goes on without the bad rows",
                messages.splitlines()[-1],
            )

    def test_partial(self):
        """--partial decides on the good rows, tells the bad ones, and ends with 1."""
        output, messages = self.run_(1, "classify", *self.data(), "--partial", "--format", "csv")
        self.expect_places(messages)
        self.assertEqual(["c1"], [line.split(",")[0] for line in output.splitlines()[1:]])
        self.assertNotIn("nothing was decided", messages)

    def test_partial_without_bad_rows(self):
        """--partial changes nothing where all is well."""
        self.write("data/carriers.csv", csv_text(CARRIERS))
        self.assertEqual(self.run_(0, "classify", *self.data()), self.run_(0, "classify", *self.data(), "--partial"))

    def test_a_row_above_that_is_bad(self):
        """A row that goes takes with it the rows that link to it."""
        self.write("data/districts.csv", "district,goal\neast,2\nwest,many\n")
        self.write("data/carriers.csv", csv_text(CARRIERS))
        output, messages = self.run_(1, "classify", *self.data(), "--partial", "--format", "csv")
        self.assertEqual(["c1", "c2"], [line.split(",")[0] for line in output.splitlines()[1:]])
        self.assertIn("districts.csv:3:2: error: not-number: ", messages)
        self.assertRegex(
            messages,
            r'carriers\.csv:4: error: link-unknown: found "west", expected the key of a row of "districts" \(at carriers/district\)',
        )

    def test_key_twice_and_link_to_nowhere(self):
        """Keys that stand twice; links to rows that are not there."""
        self.write("data/carriers.csv", csv_text([CARRIERS[0], CARRIERS[0], {**CARRIERS[1], "district": "north"}]))
        messages = self.run_(2, "classify", *self.data())[1]
        self.assertIn(
            'carriers.csv:3:1: error: key-duplicate: "c1" is the key of row 2 already (at carriers/id)', messages
        )
        self.assertIn(
            'carriers.csv:4: error: link-unknown: found "north", expected the key of a row of "districts" (at carriers/district)',
            messages,
        )

    def test_lines_and_rows(self):
        """Rows are counted as a spreadsheet does: blank rows and titles count, a cell of two lines does not."""
        self.write("data/carriers.csv", 'Carriers,,\n\nid,name,area\nc1,"two\nlines",1\n\nc2,x,many\n')
        self.assertIn("carriers.csv:6:3: error: not-number: ", self.run_(2, "classify", *self.data())[1])

    def test_json_rows(self):
        """Rows of JSON are counted from 1; a row that is none, a cell that is a list, a key twice, no JSON."""
        rows = self.write("carriers.json", '[{"id": "c1", "area": [1]}, 5, {"id": "c2", "area": "x"}]')
        messages = self.run_(2, "classify", *self.data(rows))[1]
        for place, code in (("1", "type-mismatch"), ("2", "type-mismatch"), ("3", "not-number")):
            self.assertRegex(messages, rf"carriers\.json:{place}: error: {code}: ")
        for text in (
            '[{"id": "c1", "id": "c2"}]',
            '[{"id": "c1"}',
            '{"carriers": 5}',
            '"c1"',
            "",
            '[{"id": "c1", "area": 01}]',
            '{"hotels": []}',
        ):
            self.write("carriers.json", text)
            self.assertTrue(self.first_line("classify", *self.data(rows)).startswith("incubator: "), text)

    def test_columns(self):
        """A column that is no field is told once and not read; two columns of one field, or no header, are refused."""
        self.write("data/carriers.csv", "id,colour,area\nc1,red,1\nc2,blue,2\n")
        messages = self.run_(0, "classify", *self.data())[1]
        self.assertEqual(1, messages.count("column-unknown"))
        self.assertIn(
            'carriers.csv:1:2: warning: column-unknown: the column "colour" is no field of the table: it is not read (at carriers)',
            messages,
        )
        self.write("data/carriers.csv", "id,面积,area\nc1,1,1\n")
        self.assertIn('columns 2 and 3 are both "area"', self.first_line("classify", *self.data()))
        self.write("data/carriers.csv", "colour,size\nred,1\n")
        self.assertIn("no header found", self.first_line("classify", *self.data()))
        self.assertIn(
            "no header found", self.first_line("classify", *self.data(self.write("other.csv", "colour,size\nred,1\n")))
        )

    def test_bytes_that_are_no_text(self):
        """Bytes in no encoding, or not in the one that is told; quotation marks that never close."""
        self.write("data/carriers.csv", b"id,name\nc1,\xff\xff\xff\n")
        self.assertRegex(
            self.first_line("classify", *self.data()),
            r"carriers\.csv: neither UTF-8 \(byte \d+\) nor GB 18030 \(byte \d+\)",
        )
        self.write("data/carriers.csv", "编号,名称\nc1,名\n".encode("gb18030"))
        self.assertRegex(
            self.first_line("classify", *self.data(), "--encoding", "utf-8"),
            r"carriers\.csv: byte 1 is no UTF-8$",
        )
        self.write("data/carriers.csv", "id,name\n".encode() + "c1,名称\n".encode() * 200 + b"c2,\xff\n")
        self.assertRegex(
            self.first_line("classify", *self.data()),
            r"carriers\.csv: neither UTF-8 \(byte 2\d{3}\) nor GB 18030",
        )
        start = "编号,名称\n".encode() + "".join(f"c{n},名称\n" for n in range(40_000)).encode()
        self.write("data/carriers.csv", start + b"c,\xc3\xfb\n")
        self.assertRegex(
            self.first_line("classify", *self.data()),
            rf"carriers\.csv: byte {len(start) + 3} is no UTF-8, as the text before it is$",
        )
        self.write("data/carriers.csv", 'id,name\nc1,"open\n')
        self.assertIn("a quotation mark that is never closed", self.first_line("classify", *self.data()))
        self.write("data/carriers.csv", "id,name\nc1,a\x00b\n")
        self.assertIn("control-character", self.run_(2, "classify", *self.data())[1])

    def test_many_are_counted(self):
        """The first hundred are listed, the rest is counted."""
        self.write("data/carriers.csv", "id,area\n" + "".join(f"c{i},x\n" for i in range(250)))
        messages = self.run_(2, "classify", *self.data())[1]
        self.assertEqual(100, messages.count(": error: not-number: "))
        self.assertIn("… and 150 more of severity error\n", messages)

    def test_messages_are_printable(self):
        """Whatever a cell holds, messages show no control characters."""
        self.write("data/carriers.csv", "id,area\nc1,\x1b[31mred\x07\nc2,\u202e12\n")
        messages = self.run_(2, "classify", *self.data())[1]
        self.assertFalse([c for c in messages if ord(c) < 32 and c != "\n"], messages)


if __name__ == "__main__":
    unittest.main()
