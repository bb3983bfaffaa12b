"""Explanations of scores, selections and grades, on the policy graded.json.

python3 cli_explain.py INCUBATOR
"""

import decimal
import unittest

from case import Case
from command import GRADED

REWEIGHTED = """score: 22.5  [第9号 #2, verbatim]
    - service: weighted mean → 22.5; weight 0.6; points 13.5  [第9号 #2.1, verbatim]
      - incubatees: firms → 10 → 20 (linear between; higher is better); weight 2; points 40
      - patents: patents → not given → 0 (not given, so by rule); points 0
      - complaints: complaints / firms → 0.1 → 50 (place by rank among all carriers, from 0 to 100; lower is better; 100 where all are equal; 5 compared: least 0, greatest 0.2); points 50  [第9号 #2.1, assumed]
    - results: revenue → not given; weight 0.4  [第9号 #2.2, verbatim]
    - total: sum of weight × value (reweighted: 0.6 of the weight 1 is there and stands for all) → 22.5, rounded half up to 0.01 → 22.5
    - points lost: service/incubatees 40, service/patents 25, service/complaints 12.5
    with kind of carrier = incubator; complaints = 1; audited = yes; weight of results = 0.4
Evidence: assumed
Assumed: for each firm
"""
CHINESE = """综合得分：25.5  〔第9号 #2，原文〕
    - 服务：各项的加权平均 → 42.5；权重 0.6；计分 25.5  〔第9号 #2.1，原文〕
      - 在孵企业：企业数 → 30 → 60（区间内线性插值；越高越好）；权重 2；计分 120
      - 专利：专利数 → 1 → 0（在最小值与最大值之间的位置，与类型相同的载体比较，折算为 0 至 100；越高越好；全部相同时为 50；共比较 2 个：最小 1，最大 2）；计分 0
      - 投诉：投诉 / 企业数 → 0.1 → 50（按名次的位置，与全部载体比较，折算为 0 至 100；越低越好；全部相同时为 100；共比较 5 个：最小 0，最大 0.2）；计分 50  〔第9号 #2.1，假定〕
    - 成果：仅适用于 已审计 → 否  〔第9号 #2.2，原文〕
    - 合计：各项按权重加总 → 25.5，四舍五入，精确到 0.01 → 25.5
    - 失分：服务/专利 15，服务/在孵企业 12，服务/投诉 7.5
"""


class Explain(Case):
    """incubator explain, of rules that assess."""

    def explain(self, key, rule, *arguments, data=GRADED):
        """The sentences about one carrier."""
        return self.run_(0, "explain", *data, "--subject", f"carriers:{key}", "--rule", rule, *arguments)[0]

    def rule(self, key, rule, *arguments, data=GRADED):
        """The first rule of the explanation as JSON."""
        told = self.json("explain", *data, "--subject", f"carriers:{key}", "--rule", rule, *arguments)
        return told["rules"][0]

    def changed(self, change):
        """The graded policy, changed, with its data."""
        return ("--policy", self.policy(change, GRADED[1]), *GRADED[2:])

    def test_items(self):
        """Each item with raw value, scale, weight, points and clause; what stands, what is missing, what does not apply."""
        head, rest = self.explain("c3", "score").split("\n", 1)
        self.assertEqual("carriers:c3 as of 2022-06-30, by a policy of grades", head)
        self.assertEqual(REWEIGHTED, rest)
        self.assertIn(CHINESE, self.explain("c4", "score", "--lang", "zh"))

    def test_too_little_to_reweight(self):
        """How much of the weight is there, and how much is needed."""
        told = self.explain("c5", "score")
        self.assertIn("(not reweighted: only 1 of the weight 4 is there, 0.3 of it is needed) → not given", told)
        self.assertIn("(not reweighted: only 0.4 of the weight 1 is there, 0.5 of it is needed) → not given", told)
        self.assertEqual(
            {"present": "0.4", "weights": "1", "share": "0.5"}, self.rule("c5", "score")["score"]["short"]
        )

    def test_json(self):
        """Nested as the policy nests; points add up to the total."""
        score = self.rule("c6", "score")["score"]
        self.assertEqual(["sum", "47.05"], [score["aggregate"], score["came_to"]])
        self.assertEqual({"to": "0.01", "mode": "half-up"}, score["round"])
        service, results = score["items"]
        self.assertEqual(["service", "mean", "51.75"], [service[key] for key in ("name", "aggregate", "value")])
        points = [decimal.Decimal(item["points"]) for item in (service, results)]
        self.assertEqual(decimal.Decimal("47.05"), sum(points))
        firms, patents, complaints = service["items"]
        self.assertEqual(
            ["service/firms", "33", "66", "2", "132"],
            [firms[key] for key in ("name", "came_to", "value", "weight", "points")],
        )
        self.assertEqual([{"gap": "missing"}, "0", True], [patents[k] for k in ("came_to", "value", "absent_stands")])
        self.assertEqual({"kind": "maker"}, patents["scale"]["within"])
        self.assertEqual(["rank", "lower"], [complaints["scale"][key] for key in ("cohort", "better")])
        self.assertEqual("for each firm", complaints["basis"]["assumed"])
        self.assertEqual("higher", results["scale"]["better"])
        self.assertEqual("2.2", results["basis"]["cites"][0]["clause"])

    def test_what_does_not_apply(self):
        """Neither points nor a raw value; the same below a group that does not."""
        results = self.rule("c4", "score")["score"]["items"][1]
        self.assertEqual([False, {"gap": "inapplicable"}], [results[key] for key in ("applies", "points")])
        self.assertNotIn("came_to", results)

        def change(policy):
            policy["rules"]["score"]["items"]["service"]["when"] = {"var": "audited"}
            policy["rules"]["score"]["absent"] = 7

        data = self.changed(change)
        told = self.explain("c4", "score", data=data)
        self.assertIn("- service: only when audited → no  [第9号 #2.1, verbatim]\n    - results", told)
        service = self.rule("c4", "score", data=data)["score"]["items"][0]
        self.assertEqual([False] * 4, [item["applies"] for item in (service, *service["items"])])
        self.assertFalse(any("came_to" in item for item in (service, *service["items"])))
        told = self.explain("c5", "score", data=data)
        self.assertIn("→ not given → 7 (not given, so by rule)\n", told)

    def test_selection(self):
        """The order, the places, the rank of how many."""
        told = self.explain("c2", "top")
        for line in (
            "    - highest first: score → 43\n    - then highest first: firms → 25\n",
            "(1, share of the excellent (0.5) × carriers of the kind) → 1.5\n    rank 2 of 3, places: 1\n",
            "For yes:\n  - the first (rank): now 2, must be ≤ 1\n",
        ):
            self.assertIn(line, told)
        rule = self.rule("c2", "top")
        self.assertEqual(
            {"rank": "2", "of": "3", "places": "1", "equals": 1, "ties": "undetermined"}, rule["selection"]
        )
        self.assertEqual(
            [("order", 1, "highest"), ("order", 2, "highest")],
            [(step["role"], step["number"], step["first"]) for step in rule["steps"][1:3]],
        )
        self.assertIn("For yes:\n  - fined must be no\n", self.explain("c4", "top"))

    def test_ties(self):
        """Who shares a rank at the edge, and how many places are left."""
        row = "maker,1,30,1,0,50,true,false"
        text = "id,kind,area,firms,patents,complaints,revenue,audited,fined\n"
        path = self.write("ties.csv", f"{text}t1,{row}\nt2,{row}\nt3,incubator{row[5:]}\n")
        data = (*GRADED[:2], "--registry", f"carriers={path}", *GRADED[4:])
        told = self.explain("t1", "top", data=data)
        self.assertIn("the first: undetermined (tied: the first)", told)
        self.assertIn("rank 1 of 2, places: 1; 2 share this rank, and of the places are left: 1; it takes lots\n", told)
        chinese = self.explain("t1", "top", "--lang", "zh", data=data)
        self.assertIn("第 1 名，共 2 名，名额 1；2 个并列，剩余名额：1，须抽签确定\n", chinese)
        self.assertEqual(2, self.rule("t1", "top", data=data)["selection"]["equals"])

    def test_scale_of_a_derive(self):
        """How the value of a derive was put on its scale, with the parameters and the group that it read."""

        def change(policy):
            scale = {"cohort": "best", "within": ["kind"], "constant": 1}
            common = {"kind": "derive", "on": "carriers", "value": {"var": "revenue"}, "cite": "law#7"}
            points = {"points": [[0, 100], [500, {"var": "params.w_results"}]]}
            policy["rules"].update(best={**common, "scale": scale}, line={**common, "scale": points})

        data = self.changed(change)
        told = self.explain("c2", "best", data=data)
        self.assertIn(
            "    - is: revenue → 150\n    - on its scale (share of the best among carriers with the same kind of carrier, "
            "from 0 to 1; higher is better; 1 where all are equal; 2 compared: least 150, greatest 250)\n"
            "    with kind of carrier = incubator\n",
            told,
        )
        self.assertEqual({"kind": "incubator"}, self.rule("c2", "best", data=data)["scale"]["within"])
        told = self.explain("c2", "line", data=data)
        self.assertIn("    - on its scale (linear between)\n    with weight of results = 0.4\n", told)

    def test_cohort(self):
        """How many were compared, their ends, mean and deviation; nothing of them where the row was not in it."""

        def change(policy):
            common = {"kind": "derive", "on": "carriers", "value": {"var": "firms"}, "cite": "law#7"}
            scale = {"cohort": "z-score", "within": ["kind"], "constant": 0}
            policy["rules"]["z"] = {**common, "scale": scale}

        data = self.changed(change)
        told = self.explain("c2", "z", data=data)
        self.assertIn("; 3 compared: least 10, greatest 50, mean 28.333333, standard deviation 16.499158)\n", told)
        told = self.explain("c2", "z", "--lang", "zh", data=data)
        self.assertIn("；共比较 3 个：最小 10，最大 50，均值 28.333333，标准差 16.499158）\n", told)
        facts = {"compared": 3, "least": "10", "greatest": "50", "mean": "28.333333", "deviation": "16.499158"}
        scale = self.rule("c2", "z", data=data)["scale"]
        self.assertEqual(facts, {key: scale[key] for key in facts})
        complaints = self.rule("c1", "score")["score"]["items"][0]["items"][2]
        self.assertEqual([5, "0", "0.2"], [complaints["scale"][key] for key in ("compared", "least", "greatest")])
        self.assertNotIn("mean", complaints["scale"])

    def test_weights_found(self):
        """Each weight, by what it was found and in how many rows; that there are none."""

        def change(policy):
            items = {name: {"value": {"var": name}} for name in ("firms", "complaints")}
            common = {"kind": "score", "on": "carriers", "aggregate": "mean", "cite": "law#7", "reweight": {"share": 0}}
            policy["rules"]["found"] = {**common, "weights": "critic", "items": items}
            few = {**items, "revenue": {"value": {"var": "revenue"}, "when": {"==": [{"var": "firms"}, 50]}}}
            group = {"aggregate": "sum", "weights": "entropy", "items": few}
            policy["rules"]["few"] = {**common, "items": {"g": group}}

        data = self.changed(change)
        told = self.explain("c5", "found", data=data)
        self.assertIn("    - firms: firms → not given; weight 0.878291\n", told)
        self.assertIn("    - complaints: complaints → 0; weight 0.121709; points 0\n", told)
        self.assertIn(
            "    - total: weighted mean (weights found in the data by CRITIC; rows: 5) "
            "(reweighted: 0.121709 of the weight 1 is there and stands for all) → 0\n",
            told,
        )
        told = self.explain("c5", "found", "--lang", "zh", data=data)
        self.assertIn("    - 合计：各项的加权平均（权重按 CRITIC 法由数据得出，共 5 行）（已重新分配权重", told)
        score = self.rule("c1", "found", data=data)["score"]
        self.assertEqual({"by": "critic", "rows": 5}, score["weights_found"])
        self.assertEqual(["0.878291", "0.121709"], [item["weight"] for item in score["items"]])
        told = self.explain("c1", "few", data=data)
        self.assertIn("    - g: sum of weight × value (weights found in the data by entropy; rows: 1, too few) → error", told)
        self.assertIn("      - firms: firms → 50; weight error\n", told)
        group = self.rule("c1", "few", data=data)["score"]["items"][0]
        self.assertEqual({"by": "entropy", "rows": 1}, group["weights_found"])
        self.assertEqual({"gap": "error"}, group["items"][0]["weight"])

    def test_grade(self):
        """A choose over both: what they came to, and what they must be."""
        told = self.explain("c3", "grade")
        self.assertIn("    - case 2: score ≥ 60 → no\n", told)
        self.assertIn("  because score: 22.5  [第9号 #2, verbatim]\n    - service: weighted mean", told)
        self.assertIn("  because the first: no  [第9号 #5, verbatim]\n    - highest first", told)
        self.assertIn("    - score ≥ 85: now 22.5, must be ≥ 85; that is score more by 62.5\n", told)
        self.assertIn("    - the first (rank): now 3, must be ≤ 1\n", told)


if __name__ == "__main__":
    unittest.main()
