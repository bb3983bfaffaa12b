"""Where results go: standard output, a file that appears only when it is whole, a full disk, a closed pipe.

python3 cli_output.py INCUBATOR
"""

import os
import resource
import stat
import subprocess
import unittest

from case import AS_OF, SMALL, Case
from command import ENVIRONMENT, WUHAN

FORMATS = ("table", "csv", "json")


def reports(case):
    """Each kind of report: the arguments of a run that ends with 0."""
    explain = ("explain", *case.data(), "--subject", "carriers:c1", "--rule", "class")
    yield from (("classify", *case.data(), "--format", format_) for format_ in FORMATS)
    yield from (("classify", *case.data(), "--by", "kind,class", "--format", format_) for format_ in FORMATS)
    yield from (("target", *case.data(), "--format", format_) for format_ in FORMATS)
    yield from ((*explain, "--format", format_) for format_ in ("table", "json"))
    yield from (("check", SMALL, "--format", format_) for format_ in ("table", "json"))
    yield ("describe", SMALL)
    yield ("lower", SMALL, *AS_OF)


class Files(Case):
    """--out."""

    def setUp(self):
        super().setUp()
        self.place = self.folder / "out"
        self.place.mkdir()
        self.out = self.place / "result"

    def names(self):
        """What is in the folder of results."""
        return sorted(path.name for path in self.place.iterdir())

    def test_the_same_bytes(self):
        """A file holds what standard output would; nothing else is left, and nothing is printed."""
        for arguments in reports(self):
            with self.subTest(arguments=arguments[0]):
                printed = self.run_(0, *arguments)
                self.assertEqual(("", ""), self.run_(0, *arguments, "--out", self.out))
                self.assertEqual(printed[0], self.out.read_bytes().decode("utf-8"))
                self.assertEqual(["result"], self.names())

    def test_mode(self):
        """The file has the mode that any new file has."""
        self.run_(0, "describe", SMALL, "--out", self.out, umask=0o027)
        self.assertEqual(0o640, stat.S_IMODE(self.out.stat().st_mode))

    def test_in_the_folder_of_work(self):
        """A name without a folder."""
        self.run_(0, "describe", SMALL, "--out", "result", cwd=self.place)
        self.assertEqual(["result"], self.names())

    def test_findings_do_not_stop_it(self):
        """A run that ends with 1 writes its file too."""
        self.write("data/carriers.csv", "id,area\nc1,1\nc2,x\n")
        self.run_(1, "classify", *self.data(), "--partial", "--out", self.out)
        self.assertEqual(["result"], self.names())
        wrong = self.policy(lambda p: p.update(colour=1))
        self.run_(1, "check", wrong, "--out", self.place / "check")
        self.assertIn("unknown-key", (self.place / "check").read_text(encoding="utf-8"))

    def test_what_fails_leaves_nothing(self):
        """No file after wrong usage, bad data, or a report that cannot be made; an older file stays as it was."""
        failing = [
            ("classify", *self.data(), "--by", "colour"),
            ("classify", *self.data(), "--table", "cities"),
            ("explain", *self.data(), "--subject", "carriers:c9", "--rule", "fit"),
            ("explain", *self.data(), "--subject", "carriers:c1", "--rule", "fit", "--format", "csv"),
            ("classify", *self.data(self.folder / "none")),
            ("describe", self.folder / "none.json"),
            ("classify", *self.data(), "--as-of", "never"),
        ]
        for older in (None, "older"):
            if older:
                self.out.write_text(older, encoding="utf-8")
            for arguments in failing:
                self.run_(2, *arguments, "--out", self.out)
                self.assertEqual(["result"] if older else [], self.names(), arguments)
        self.assertEqual("older", self.out.read_text(encoding="utf-8"))

    def test_a_write_that_fails(self):
        """A file that cannot grow further: 2, why, and nothing left, not even of an older file's name."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))  # noqa: E731
        for arguments in (
            ("classify", *WUHAN, "--format", "json"),
            ("classify", *WUHAN, "--format", "csv"),
            ("describe", "wuhan-2021"),
            ("target", *WUHAN, "--format", "json"),
        ):
            with self.subTest(arguments=arguments[0]):
                messages = self.run_(2, *arguments, "--out", self.out, preexec_fn=limit, restore_signals=False)[1]
                self.assertEqual(f"incubator: cannot write {self.out}: File too large\n", messages)
                self.assertEqual([], self.names())

    def test_a_check_that_cannot_be_written(self):
        """Many findings into a file that cannot grow: told as any other report."""
        many = self.policy(lambda p: p.update({f"colour{i}": 1 for i in range(300)}))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))  # noqa: E731
        for format_ in ("table", "json"):
            messages = self.run_(
                2, "check", many, "--format", format_, "--out", self.out, preexec_fn=limit, restore_signals=False
            )[1]
            self.assertEqual(f"incubator: cannot write {self.out}: File too large\n", messages)
            self.assertEqual([], self.names())

    def test_folders(self):
        """No such folder, a folder in the file's place, an empty name."""
        for out, why in (
            (self.folder / "none/result", "No such file or directory"),
            (self.folder / "small.json/result", "No such file or directory"),
            (self.registry, "Is a directory|File exists|Directory not empty"),
            (f"{SMALL}/result", "Not a directory"),
            ("/proc/result", ".+"),
        ):
            with self.subTest(out=out):
                self.assertRegex(
                    self.run_(2, "describe", SMALL, "--out", out)[1], rf"^incubator: cannot write .*: ({why})\n$"
                )
        self.assertEqual(["carriers.csv", "districts.csv"], sorted(path.name for path in self.registry.iterdir()))
        self.run_(2, "describe", SMALL, "--out", "", cwd=self.place)
        self.assertEqual([], self.names())

    @unittest.skipIf(os.geteuid() == 0, "root writes everywhere")
    def test_a_folder_that_cannot_be_written(self):
        """Told with the system's words."""
        self.place.chmod(0o500)
        self.addCleanup(self.place.chmod, 0o700)
        self.assertEqual(
            f"incubator: cannot write {self.out}: Permission denied\n",
            self.run_(2, "describe", SMALL, "--out", self.out)[1],
        )


class Streams(Case):
    """Standard output that does not take what is written."""

    def test_a_full_disk(self):
        """/dev/full: 2 and why, small reports and large ones."""
        large = [("classify", *WUHAN, "--format", format_) for format_ in FORMATS]
        many = self.policy(lambda p: p.update({f"colour{i}": 1 for i in range(300)}))
        for arguments in (
            *reports(self),
            *large,
            ("check", many),
            ("check", many, "--format", "json"),
            ("describe", "wuhan-2021"),
        ):
            with open("/dev/full", "wb") as full, self.subTest(arguments=arguments[0]):
                messages = self.run_(2, *arguments, stdout=full)[1]
                self.assertEqual("incubator: cannot write the result: No space left on device\n", messages)

    def piped(self, arguments, reader):
        """Runs COMMAND | READER; how the command ends and what it says."""
        with subprocess.Popen(
            [self.command.path, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
        ) as writer:
            with subprocess.Popen(reader, stdin=writer.stdout, stdout=subprocess.DEVNULL) as taking:
                writer.stdout.close()
                taking.wait(60)
            messages = writer.stderr.read().decode()
            return writer.wait(60), messages

    def test_a_closed_pipe(self):
        """| head -c 10: no message and no signal, though the reader goes early."""
        many = self.policy(lambda p: p.update({f"colour{i}": 1 for i in range(900)}))
        large = [("classify", *WUHAN, "--format", format_) for format_ in FORMATS]
        for arguments in (
            *large,
            ("describe", "wuhan-2021"),
            ("describe", "cn-national-2018"),
            ("check", many),
            ("check", many, "--format", "json"),
        ):
            with self.subTest(arguments=arguments[0]):
                code, messages = self.piped(arguments, ["head", "-c", "10"])
                self.assertEqual("", messages)
                self.assertIn(code, (0, 1, 2))

    def test_a_reader_that_is_not_there(self):
        """A pipe nobody reads from: small reports too."""
        for arguments in (*reports(self), ("--help",)):
            with self.subTest(arguments=arguments[0]):
                reading, writing = os.pipe()
                os.close(reading)
                done = self.command.run(*arguments, stdout=writing)
                os.close(writing)
                self.assertEqual(b"", done.stderr)
                self.assertIn(done.returncode, (0, 2))

    def test_no_standard_output(self):
        """Standard output that is closed: 2, and nothing breaks."""
        for arguments in (("classify", *self.data()), ("check", SMALL), ("describe", SMALL)):
            messages = self.run_(2, *arguments, stdout=None, preexec_fn=lambda: os.close(1))[1]
            self.assertRegex(messages, r"^incubator: cannot write the result: .*\n$")


if __name__ == "__main__":
    unittest.main()
