"""Assessment end to end: scores with their items, ranks and grades, on the policy graded.json.

python3 cli_assess.py INCUBATOR
"""

import csv
import io
import unittest

from case import Case
from command import GRADED

ITEMS = ("service", "service/firms", "service/patents", "service/complaints", "results")


class Assess(Case):
    """incubator assess."""

    def table(self, *arguments):
        """The CSV of a run, by key."""
        text = self.run_(0, "assess", *GRADED, "--format", "csv", *arguments)[0]
        return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    def test_a_line_a_carrier(self):
        """Total, rank and grade; numbers to the right; a gap with its reason; no items and nothing of classify."""
        lines = self.run_(0, "assess", *GRADED)[0].splitlines()
        self.assertEqual("id  kind of carrier        score  the first    the first (rank)  grade", lines[0])
        self.assertEqual("c1  incubator                100  yes                         1  excellent", lines[1])
        self.assertEqual("c3  incubator               22.5  no                          3  fair", lines[3])
        self.assertEqual("c4  maker space             25.5  no           ? does not apply  fair", lines[4])
        self.assertEqual("c5  maker space      ? not given  ? not given       ? not given  ? not given", lines[5])
        self.assertEqual(7, len(lines))
        chinese = self.run_(0, "assess", *GRADED, "--lang", "zh", "--limit", "2")[0].splitlines()
        self.assertEqual("id  类型    综合得分  前列  前列（名次）  考核等级", chinese[0])
        self.assertEqual(["c1  孵化器       100  是               1  优秀", "……另有 4 行"], [chinese[1], chinese[3]])

    def test_each_item_in_csv(self):
        """A column an item, groups too, as stored; beside the total why and by which clause."""
        rows = self.table()
        header = list(rows["c1"])
        self.assertEqual(["score", "score.why", "score.clause", *(f"score:{item}" for item in ITEMS)], header[2:10])
        self.assertEqual(["top", "top.why", "top.clause", "top:rank", "top:of", "top:places"], header[10:16])
        self.assertEqual(["grade", "grade.why", "grade.clause"], header[16:])
        self.assertEqual(
            ["47.05", "", "第9号 #2", "51.75", "66", "0", "75", "40"], list(rows["c6"].values())[2:10], "rounded once"
        )
        self.assertEqual(["25.5", "", "第9号 #2", "42.5", "60", "0", "50", ""], list(rows["c4"].values())[2:10])

    def test_why(self):
        """What was not given, though there is a total; the rank; the gap; the case's clause."""
        rows = self.table()
        self.assertEqual("not given: results", rows["c3"]["score.why"])
        self.assertEqual("missing: firms", rows["c5"]["score.why"])
        self.assertEqual("rank 2 of 3, places: 1", rows["c2"]["top.why"])
        self.assertEqual("no candidate", rows["c4"]["top.why"])
        self.assertEqual(["第9号 #6.1", "第9号 #6"], [rows[key]["grade.clause"] for key in ("c1", "c2")])
        labels = self.table("--labels", "--lang", "zh")
        self.assertEqual("未提供：成果", labels["c3"]["综合得分.why"])
        self.assertEqual("第 2 名，共 3 名，名额 1", labels["c2"]["前列.why"])
        self.assertEqual(["50", "3"], [labels["c2"]["综合得分（服务/在孵企业）"], labels["c2"]["前列（参评数）"]])

    def test_json(self):
        """Items of a score, parts of a selection, gaps among them."""
        told = self.json("assess", *GRADED)
        self.assertEqual("incubator-assessment/1", told["format"])
        decided = {subject["key"]: subject["decided"] for subject in told["tables"]["carriers"]}
        self.assertEqual({"score", "top", "grade"}, decided["c1"].keys())
        score = decided["c3"]["score"]
        self.assertEqual("22.5", score["value"])
        self.assertEqual(dict(zip(ITEMS, ["22.5", "20", "0", "50", {"gap": "missing"}])), score["items"])
        self.assertEqual(["missing", ["firms"]], [decided["c5"]["score"][key] for key in ("gap", "names")])
        self.assertEqual({"rank": "2", "of": "3", "places": "1"}, decided["c2"]["top"]["parts"])
        self.assertEqual("a", decided["c1"]["grade"]["value"])

    def test_counts(self):
        """By grade, by an item; as classify counts."""
        lines = self.run_(0, "assess", *GRADED, "--by", "kind,grade")[0].splitlines()
        self.assertEqual("kind of carrier  excellent  fair  ? not given  total", lines[0])
        self.assertEqual("all                      1     4            1      6", lines[-1])
        classes = self.json("assess", *GRADED, "--by", "score:results")["classes"]
        self.assertEqual(5, len(classes))
        self.assertIn({"of": {"score:results": "40"}, "count": 2}, classes)

    def test_classify_lists_no_assessment(self):
        """Each of the two lists what answers its own question."""
        told = self.json("classify", *GRADED)["tables"]["carriers"]
        self.assertEqual({"size"}, {rule for subject in told for rule in subject["decided"]})
        message = self.first_line("assess", *self.data())
        self.assertEqual("incubator: the policy has no rules that answer this", message)

    def test_settings(self):
        """What the caller sets is told: below the table, and in the clause; weights that then do not add up are refused."""
        setting = ("--set", "top_share=0.9")
        self.assertIn("Assumed: top_share=0.9", self.run_(0, "assess", *GRADED, *setting)[0].splitlines()[-1])
        self.assertIn("assumed: set by caller", self.table(*setting)["c1"]["top.clause"])
        self.assertIn("weights-total", self.run_(2, "assess", *GRADED, "--set", "w_results=0.5")[1])


if __name__ == "__main__":
    unittest.main()
