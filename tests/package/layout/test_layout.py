"""A test of layout.py on small made-up trees."""
import pathlib
import tempfile
import unittest

import layout


def findings(check, **files):
    """What a check says of a tree; __ in a name stands for /, its last _ for the dot."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder)
        for name, text in files.items():
            stem, _, ending = name.replace("__", "/").rpartition("_")
            path = source / f"{stem}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(check(source))


class Includes(unittest.TestCase):
    def passes(self, **files):
        self.assertEqual(findings(layout.includes, **files), [])

    def fails(self, **files):
        self.assertEqual(len(findings(layout.includes, **files)), 1)

    def test_folders_above_and_itself_are_fine(self):
        for place, folder in enumerate(layout.ORDER):
            for other in layout.ORDER[:place + 1]:
                self.passes(**{f"lib__{folder}__a_c": f'#include "{other}/x.h"\n'})

    def test_folders_below_are_not(self):
        for place, folder in enumerate(layout.ORDER):
            for other in layout.ORDER[place + 1:]:
                self.fails(**{f"lib__{folder}__a_c": f'#include "{other}/x.h"\n'})
                self.fails(**{f"lib__{folder}__a_h": f"  #  include <{other}/x.h>\n"})

    def test_no_way_around(self):
        for text in ('"x.h"', '"../policy/x.h"', '"base/../policy/x.h"', '"other/x.h"', '"incubator/base.h"'):
            self.fails(lib__base__a_c=f"#include {text}\n")
        self.fails(lib__other__a_c='#include "base/x.h"\n')

    def test_system_and_public_headers_are_fine(self):
        self.passes(lib__base__a_c="#include <string.h>\n#include <incubator/base.h>\n#include <sys/stat.h>\n")

    def test_comments_and_text_are_no_includes(self):
        self.passes(lib__base__a_c='/*\n#include "policy/x.h"\n*/\n// #include "policy/x.h"\nchar *a = "/*";\n')
        self.fails(lib__base__a_c='char *a = "/*";\n#include "policy/x.h"\nchar *b = "*/";\n')

    def test_the_line_is_told(self):
        found = findings(layout.includes, lib__base__a_c='\n/* one\ntwo */\n#include "policy/x.h"\n')
        self.assertTrue(found[0].startswith("lib/base/a.c:4: "), found)

    def test_faces_know_public_headers_and_their_own(self):
        self.passes(bindings__cli__a_c='#include "cli.h"\n#include <incubator/incubator.h>\n#include <stdio.h>\n')
        self.passes(bindings__sql__src__a_c='#include "../sql.h"\n')
        self.passes(bindings__python__a_i="%include <incubator/base.h>\n")
        for text in ('"base/text.h"', "<base/text.h>", '"../../lib/base/text.h"', '"../sql/sql.h"', '"incubator/base.h"'):
            self.fails(bindings__cli__a_c=f"#include {text}\n")

    def test_public_headers_stand_alone(self):
        self.passes(include__incubator__a_h="#include <stddef.h>\n#include <incubator/base.h>\n")
        for text in ('"base/text.h"', '"a.h"', "<stdio.h>", "<cjson/cJSON.h>"):
            self.fails(include__incubator__a_h=f"#include {text}\n")

    def test_each_package_has_one_file(self):
        self.passes(lib__base__json_c="#include <cjson/cJSON.h>\n", lib__base__digest_h="#include <sha2.h>\n")
        for text in ("<cjson/cJSON.h>", "<cJSON.h>", "<sha2.h>", '"sha2.h"'):
            self.fails(lib__policy__a_c=f"#include {text}\n")
            self.fails(bindings__cli__a_c=f"#include {text}\n")


class TopLevel(unittest.TestCase):
    def test_the_layout_passes(self):
        self.assertEqual(findings(layout.toplevel, CMakeLists_txt="", README_md="", lib__a_c="", **{"README.zh_md": ""}), [])

    def test_another_file_or_folder_fails(self):
        for name in ("setup_py", "src__a_c", "notes_md", "Makefile_am", "lib_a"):
            self.assertEqual(len(findings(layout.toplevel, **{name: ""})), 1, name)

    def test_dot_files_and_what_git_ignores_pass(self):
        found = findings(layout.toplevel, **{"_gitignore": "build/\n", "build__a_c": "", ".ci__run_sh": ""})
        self.assertEqual(found, [])
        self.assertEqual(len(findings(layout.toplevel, build__a_c="")), 1)


def function(lines, head="int f(int a,\n      int b)"):
    return head + "\n{\n" + "  g();\n" * (lines - 2) + "}\n"


class Sizes(unittest.TestCase):
    def test_limits_are_exact(self):
        self.assertEqual(findings(layout.sizes, lib__base__a_c=function(60), lib__base__b_h="\n" * 500), [])
        self.assertIn("f has 61 lines", findings(layout.sizes, lib__base__a_c=function(61))[0])
        self.assertIn("501 lines", findings(layout.sizes, include__incubator__a_h="\n" * 501)[0])

    def test_braces_in_text_comments_and_macros_do_not_count(self):
        for text in ('char a[] = "{";\n', "char a = '{';\n", "/* { */\n", "// {\n", "#define A do { \\\n  {\n"):
            self.assertEqual(len(findings(layout.sizes, lib__base__a_c=text + function(61))), 1, text)
            self.assertEqual(findings(layout.sizes, lib__base__a_c=text + function(60)), [], text)

    def test_tables_and_structs_are_no_functions(self):
        table = "static const int a[] = {\n" + "  1,\n" * 90 + "};\n"
        struct = "typedef struct a {\n" + "  int x;\n" * 90 + "} a;\n"
        self.assertEqual(findings(layout.sizes, lib__base__a_c=table + struct + function(60)), [])

    def test_functions_outside_lib_may_be_long(self):
        self.assertEqual(findings(layout.sizes, bindings__cli__a_c=function(90)), [])

    def test_each_offender_is_told(self):
        text = function(70, "static int one(void)") + function(10) + function(80, "int two(int (*x)(int))")
        found = findings(layout.sizes, lib__base__a_c=text)
        self.assertEqual([line.split()[1] for line in found], ["one", "two"])


if __name__ == "__main__":
    unittest.main()
