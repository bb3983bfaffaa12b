"""A test of symbols.py: what must be found is found. test_symbols.py CC NM READELF"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import symbols

CC, NM, READELF = sys.argv[1:4] if len(sys.argv) > 3 else ("cc", "nm", "readelf")
HEADER = """/** INCUBATOR_API void incubator_commented(void); */
#define INCUBATOR_API
INCUBATOR_API const char *incubator_a(void);
INCUBATOR_API incubator_status incubator_b(int one,
                                           int (*two)(int));
void incubator_unmarked(void);
"""


class Names(unittest.TestCase):
    def test_headers_give_marked_functions_only(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a.h").write_text(HEADER)
            self.assertEqual(symbols.declared(pathlib.Path(folder)), ["incubator_a", "incubator_b"])

    def test_map_gives_names_with_nodes(self):
        text = "/* x; */ INCUBATOR_0.1 { global: a; b; local: *; };\nINCUBATOR_0.2 { global:\n c; } INCUBATOR_0.1;"
        nodes = ["INCUBATOR_0.1", "INCUBATOR_0.2"]
        self.assertEqual(symbols.mapped(text), ([("a", nodes[0]), ("b", nodes[0]), ("c", nodes[1])], nodes))

    def test_every_difference_is_told(self):
        self.assertEqual(symbols.differences(["a"], [("a", "N")], [("a", "N")]), [])
        for headers, pairs, exported in (([], "a", "a"), ("a", [], "a"), ("a", "a", [])):
            self.assertTrue(symbols.differences(list(headers), [(n, "N") for n in pairs], [(n, "N") for n in exported]))
        self.assertIn("under M", symbols.differences(["a"], [("a", "N")], [("a", "M")])[0])
        self.assertIn("twice", symbols.differences(["a", "a"], [("a", "N")], [("a", "N")])[0])

    def test_nodes_follow_the_releases(self):
        nodes = ["INCUBATOR_0.1", "INCUBATOR_0.10"]
        self.assertEqual(symbols.of_release(nodes, (0, 10)), [])
        for wrong, version in ((nodes, (0, 9)), (nodes[::-1], (1, 0)), (nodes[:1] * 2, (1, 0)), (["V1"], (1, 0))):
            self.assertTrue(symbols.of_release(wrong, version), wrong)


class Linking(unittest.TestCase):
    GOOD = ["-Wl,-soname,libincubator.so.7", "-Wl,-z,relro,-z,now,-z,noexecstack"]

    def findings(self, *options):
        with tempfile.TemporaryDirectory() as folder:
            library = folder + "/fake.so"
            command = [CC, "-shared", "-fPIC", "-x", "c", "-", "-o", library, *self.GOOD, *options]
            subprocess.run(command, input="int incubator_a; int stray(void) { return incubator_a; }", text=True, check=True,
                           capture_output=True)
            return symbols.linked(READELF, library, 7), symbols.exported(NM, library)

    def test_a_good_one_passes(self):
        wrong, exported = self.findings()
        self.assertEqual(wrong, [])
        self.assertIn(("stray", ""), exported)

    def test_each_bad_option_is_found(self):
        for option in ("-z,nodlopen", "-z,lazy", "-z,norelro", "-z,execstack", "-rpath,/x", "-soname,libincubator.so.8"):
            wrong, _ = self.findings("-Wl," + option)
            self.assertEqual(len(wrong), 1, (option, wrong))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
