"""Help, wrong usage, and what a run ends with.

python3 cli_usage.py INCUBATOR
"""

import re
import unittest

from case import AS_OF, SMALL, Case
from command import BUILT_IN, ENVIRONMENT

MANUAL = (SMALL.parents[2] / "docs/incubator.1").read_text(encoding="utf-8").replace("\\-", "-")
OPTION = re.compile(r"--[a-z][a-z-]+")
FLAGS = ("--partial", "--strict", "--labels", "--brief", "--free-total", "--moves", "--others-kept")
COMMANDS = ("check", "describe", "lower", "classify", "assess", "target", "explain", "record", "statistics", "robustness", "compare", "subsidise", "apportion", "plan")


class Help(Case):
    """What the command says of itself, on standard output."""

    def test_each_command(self):
        """--help of a command tells its options."""
        for command in COMMANDS:
            for arguments in ((command, "--help"), ("help", command), (command, "--out", "x", "--help")):
                output, messages = self.run_(0, *arguments)
                self.assertTrue(output.startswith(f"usage: incubator {command} "), arguments)
                self.assertEqual("", messages)

    def test_alone(self):
        """--help alone tells the commands and the built-in policies."""
        for word in ("--help", "help"):
            output, messages = self.run_(0, word)
            self.assertEqual("", messages)
            for name in (*COMMANDS, *BUILT_IN):
                self.assertIn(name, output)

    def test_options_are_those_of_the_manual(self):
        """The manual lists for a command what its help lists, in the same order, and tells each option once."""
        sections = r"\n\.SH COMMANDS\n(.*)\n\.SH OPTIONS\n(.*)\n\.SH EXIT STATUS\n"
        commands, told = re.search(sections, MANUAL, re.S).groups()
        of_manual = {entry.split()[0]: OPTION.findall(entry) for entry in commands.split(".TP\n.B ")[1:]}
        self.assertEqual(of_manual, {command: self.options(command) for command in COMMANDS})
        described = [OPTION.search(entry).group() for entry in told.split(".TP\n")[1:]]
        self.assertEqual(len(described), len(set(described)))
        self.assertEqual({"--version"}.union(*of_manual.values()), set(described))

    def options(self, command):
        """The options that stand first in a line of a command's help."""
        return re.findall(r"(?m)^  (--[a-z-]+)", self.run_(0, command, "--help")[0])

    def test_each_option_is_taken_or_refused(self):
        """A command takes what its help lists, and names what it refuses."""
        helps = {command: set(self.options(command)) for command in COMMANDS}
        for option in sorted(set.union(*helps.values()) - {"--help"}):
            value = () if option in FLAGS else ("1",)
            for command, own in helps.items():
                line = self.first_line(command, option, *value, "a", "b", "c")
                refused = f"incubator: {command}: {option} is not an option of this command"
                self.assertEqual(option not in own, line == refused, (command, option, line))

    def test_version(self):
        """--version tells the release."""
        output, messages = self.run_(0, "--version")
        self.assertRegex(output, r"^incubator \d+\.\d+\.\d+\n$")
        self.assertEqual("", messages)

    def test_nothing(self):
        """Without a command it ends with 2, and tells how it is used."""
        self.assertTrue(self.first_line().startswith("usage: incubator COMMAND"))

    def test_help_of_an_unknown_command(self):
        """Help cannot be had of what is no command."""
        for arguments in (("help", "forecast"), ("forecast", "--help")):
            self.assertEqual('incubator: no command "forecast"', self.first_line(*arguments))

    def test_help_that_cannot_be_written(self):
        """A full disk is told."""
        for arguments in (("--help",), ("--version",), ("classify", "--help")):
            with open("/dev/full", "wb") as full, self.subTest(arguments):
                self.run_(2, *arguments, stdout=full)


class Wrong(Case):
    """Wrong usage ends with 2 and one clear line in front."""

    def expect(self, pattern, *arguments):
        """The first line of the messages is a whole line that matches."""
        with self.subTest(arguments=arguments):
            self.assertRegex(self.first_line(*arguments), rf"^(.*/)?incubator: ({pattern})$")

    def test_commands(self):
        """An unknown command."""
        self.expect('no command "forecast"', "forecast")
        self.expect('no command "clasify"', "clasify", *self.data())
        self.expect('no command ""', "")

    def test_options(self):
        """Options that are none, or lack their value, or have too many."""
        self.expect("unrecognized option '--colour'", "classify", "--colour")
        self.expect("invalid option -- 'x'", "classify", "-x")
        for option in (
            "--policy",
            "--registry",
            "--as-of",
            "--set",
            "--format",
            "--lang",
            "--out",
            "--by",
            "--encoding",
            "--limit",
            "--subject",
            "--rule",
        ):
            self.expect(f"option '{option}' requires an argument", "classify", option)
        self.expect("option '--partial' doesn't allow an argument", "classify", "--partial=yes")
        self.expect("--registry: more than 64 times", "classify", *self.data(*[self.registry] * 65))
        self.expect("--set: more than 64 times", "classify", *self.data(), *["--set", "least=1"] * 65)

    def test_words(self):
        """Options of a few words."""
        self.expect(
            '--format: found "xml", expected one of: table csv json', "classify", *self.data(), "--format", "xml"
        )
        self.expect('--lang: found "fr", expected one of: en zh', "classify", *self.data(), "--lang", "fr")
        self.expect(
            '--encoding: found "latin1", expected one of: auto utf-8 gb18030 utf-16le utf-16be',
            "classify",
            *self.data(),
            "--encoding",
            "latin1",
        )
        for limit in ("x", "-1", "1.5", "", " 1", "1x"):
            self.expect(
                f'--limit: found "{limit}", expected a whole number', "classify", *self.data(), "--limit", limit
            )

    def test_what_is_needed(self):
        """Options without which a command cannot run."""
        for command in ("classify", "target"):
            self.expect("--policy is missing", command)
        self.expect("--subject is missing", "explain", *self.data())
        self.expect("--rule is missing", "explain", *self.data(), "--subject", "carriers:c1")
        self.expect("--policy is missing", "explain", "--subject", "carriers:c1", "--rule", "fit")
        for command in ("check", "describe"):
            self.expect("one policy is expected, a file or a built-in name", command)
            self.expect("one policy is expected, a file or a built-in name", command, SMALL, SMALL)
        for command in ("classify", "target", "explain"):
            self.expect('"extra" is not expected here', command, *self.data(), "extra")

    def test_formats_that_are_none(self):
        """check and explain have no CSV."""
        explain = ("explain", *self.data(), "--subject", "carriers:c1", "--rule", "fit")
        for arguments in (explain, ("check", SMALL)):
            self.expect('--format: found "csv", expected one of: table json', *arguments, "--format", "csv")

    def test_dates(self):
        """Days that the calendar has not."""
        for day in ("2022-02-29", "2022-6-30", "today", "", "20220630", "2022-06-30 "):
            self.expect(
                f'as_of: found "{re.escape(day)}", expected a date of the calendar as YYYY-MM-DD',
                "classify",
                "--policy",
                SMALL,
                "--as-of",
                day,
            )

    def test_what_is_not_there(self):
        """Policies, files, tables, columns, subjects and rules."""
        self.expect('no built-in policy "nowhere-2021"', "classify", "--policy", "nowhere-2021")
        self.expect("cannot read .*none.json: No such file or directory", "check", self.folder / "none.json")
        self.expect(
            "cannot read .*/none.csv: No such file or directory", "classify", *self.data(self.folder / "none.csv")
        )
        self.expect('.*no table "cities".*', "classify", *self.data(f"cities={self.registry / 'carriers.csv'}"))
        self.expect('.*no table "cities".*', "classify", *self.data(), "--table", "cities")
        self.expect('no column "colour" to count by', "classify", *self.data(), "--by", "kind,colour")
        self.expect('no column "" to count by', "classify", *self.data(), "--by", "kind,,class")
        self.expect(
            'no row "c9" in table "carriers"', "explain", *self.data(), "--subject", "carriers:c9", "--rule", "fit"
        )
        self.expect('no table "cities"', "explain", *self.data(), "--subject", "cities:c1", "--rule", "fit")
        self.expect(
            '"c1" is no subject: expected TABLE:KEY', "explain", *self.data(), "--subject", "c1", "--rule", "fit"
        )
        self.expect(".*fits?.*", "explain", *self.data(), "--subject", "carriers:c1", "--rule", "fits")
        self.expect(".*aim.*", "explain", *self.data(), "--subject", "carriers:c1", "--rule", "aim")

    def test_an_empty_folder(self):
        """A registry folder without tables."""
        empty = self.folder / "empty"
        empty.mkdir()
        self.expect("no data in the folder .*", "classify", *self.data(empty))

    def test_a_policy_with_errors(self):
        """It is told what they are; nothing is decided."""
        policy = self.policy(lambda p: p["rules"]["fit"].update(on="cities"))
        for command in ("classify", "target", "describe"):
            arguments = (policy,) if command == "describe" else ("--policy", policy)
            messages = self.run_(2, command, *arguments)[1]
            self.assertIn('error: unknown-name: no table "cities" (at /rules/fit/on)', messages)
            self.assertRegex(messages.splitlines()[0], rf"^{re.escape(str(policy))}:1:\d+: error: ")

    def test_settings(self):
        """--set of what is no parameter, no value, no setting."""
        for setting, code in (
            ("lest=1", "unknown-name"),
            ("least=many", "not-number"),
            ("least=-1", "out-of-range"),
            ("least=", "type-mismatch"),
            ("least", "unknown-key"),
        ):
            with self.subTest(setting):
                self.assertIn(f"error: {code}: {setting}", self.run_(2, "classify", *self.data(), "--set", setting)[1])


class Ends(Case):
    """0, 1 and 2."""

    def test_fine(self):
        """All is well: 0, and no messages."""
        for arguments in (
            ("check", SMALL),
            ("describe", SMALL),
            ("classify", *self.data()),
            ("target", *self.data()),
            ("explain", *self.data(), "--subject", "carriers:c1", "--rule", "fit"),
            ("target", "--policy", "wuhan-2021", *AS_OF),
        ):
            output, messages = self.run_(0, *arguments)
            self.assertEqual("", messages)
            self.assertNotEqual("", output)

    def test_check(self):
        """A failed test or an error of the policy: 1, and the report all the same; warnings: 1 with --strict only."""
        failing = self.policy(lambda p: p["tests"][0]["expect"]["carriers"]["2"].update({"class": "large"}))
        for options in ((), ("--strict",)):
            output, messages = self.run_(1, "check", failing, *options)
            self.assertIn("error: test-failed: found small (at /tests/0/expect/carriers/2/class)", output)
            self.assertIn("1 tests, 10 expectations, 1 failed", output)
            self.assertEqual("", messages)
        wrong = self.write("wrong.json", '{"format": "incubator-policy/1",\n "id": "x" "y"}')
        self.assertRegex(
            self.run_(1, "check", wrong)[0].splitlines()[0], rf"^{re.escape(str(wrong))}:2:12: error: syntax: "
        )
        self.assertIn("warning: parameter-unset", self.run_(0, "check", SMALL)[0])
        self.assertIn("warning: parameter-unset", self.run_(1, "check", SMALL, "--strict")[0])
        self.assertNotIn("parameter-unset", self.run_(0, "check", SMALL, "--strict", "--set", "open=1")[0])

    def test_strict_of_data(self):
        """Warnings of data are findings with --strict; the result is printed all the same."""
        self.write("data/carriers.csv", "id,colour,district\nc1,red,\n")
        plain, messages = self.run_(0, "classify", *self.data())
        strict, same = self.run_(1, "classify", *self.data(), "--strict")
        self.assertEqual((plain, messages), (strict, same))
        self.assertIn("warning: column-unknown", messages)
        self.assertIn("warning: link-missing", messages)

    def test_contradictions(self):
        """A computed figure against the reported one: a warning, and with --strict 1."""
        self.write("data/districts.csv", "district,goal,said\neast,2,3\nwest,1,1\n")
        for options, code in (((), 0), (("--strict",), 1)):
            output, messages = self.run_(code, "target", *self.data(), *options)
            self.assertIn(
                "warning: contradiction: east: computed 2, reported 3; the computed one counts (at districts/n)",
                messages,
            )
            self.assertNotEqual("", output)


class Language(Case):
    """--lang, and the environment."""

    def output(self, *options, **variables):
        """The form in whatever language."""
        environment = {key: value for key, value in ENVIRONMENT.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANG")}
        return self.run_(0, "target", *self.data(), *options, env={**environment, **variables})[0]

    def test_option(self):
        """--lang decides before the environment."""
        self.assertIn("目标", self.output("--lang", "zh", LC_ALL="en_US.UTF-8"))
        self.assertIn("target", self.output("--lang", "en", LC_ALL="zh_CN.UTF-8"))

    def test_environment(self):
        """The first of LC_ALL, LC_MESSAGES, LANG that is set and not empty."""
        for variables, word in (
            ({}, "target"),
            ({"LANG": "zh_CN.UTF-8"}, "目标"),
            ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, "target"),
            ({"LANG": "en_US.UTF-8", "LC_ALL": "", "LC_MESSAGES": "zh"}, "目标"),
            ({"LC_ALL": "C", "LANG": "zh_CN"}, "target"),
        ):
            with self.subTest(variables):
                self.assertIn(word, self.output(**variables))

    def test_labels_and_sentences(self):
        """Labels and sentences in both languages, codes in neither."""
        for language, words in (("en", ("large one", "kind of carrier", "class")), ("zh", ("大", "类型", "等级"))):
            output = self.run_(0, "classify", *self.data(), "--lang", language)[0]
            for word in words:
                self.assertIn(word, output)
        for language, word in (("en", "the conditions hold"), ("zh", "达到条件")):
            self.assertIn(
                word,
                self.run_(
                    0, "explain", *self.data(), "--subject", "carriers:c1", "--rule", "class", "--lang", language
                )[0],
            )
            self.assertIn(word, self.run_(0, "classify", *self.data(), "--format", "csv", "--lang", language)[0])
            self.assertTrue(
                self.run_(0, "describe", SMALL, "--lang", language)[0].startswith(
                    {"en": "# a small policy", "zh": "# 小政策"}[language]
                )
            )


if __name__ == "__main__":
    unittest.main()
