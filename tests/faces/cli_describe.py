"""The description of a policy: scores, selections and scales in words.

python3 cli_describe.py INCUBATOR
"""

import unittest

from case import Case
from command import GRADED

ENGLISH = """The sum of weight × value; missing items leave their weight to the others, if these have 0.5 of it:
  - service: weighted mean; missing items leave their weight to the others, if these have 0.3 of it; weight 0.6 [第9号 #2.1, verbatim]
    - incubatees: firms; weight 2
      - 0 → 0
      - 50 → 100
      Scale: linear between; higher is better.
    - patents: patents; without data: 0
      Scale: place between the least and the greatest among carriers with the same kind of carrier, from 0 to 100; higher is better; 50 where all are equal.
    - complaints: complaints / firms [第9号 #2.1, assumed: for each firm]
      Scale: place by rank among all carriers, from 0 to 100; lower is better; 100 where all are equal.
  - results: revenue; weight weight of results (0.4); applies when audited [第9号 #2.2, verbatim]
    - 0 and above: 40
    - 100 and above: 70
    - 200 and above: 100
    Scale: by steps; higher is better.
"""
CHINESE = """各项按权重加总；缺少的项将权重让给其余项，其余项至少须占权重的 0.5：
  - 服务：各项的加权平均；缺少的项将权重让给其余项，其余项至少须占权重的 0.3；权重 0.6〔第9号 #2.1，原文〕
    - 在孵企业：企业数；权重 2
      - 0 → 0
      - 50 → 100
      折算：区间内线性插值；越高越好。
    - 专利：专利数；无数据时：0
      折算：在最小值与最大值之间的位置，与类型相同的载体比较，折算为 0 至 100；越高越好；全部相同时为 50。
    - 投诉：投诉 / 企业数〔第9号 #2.1，假定：按户均〕
      折算：按名次的位置，与全部载体比较，折算为 0 至 100；越低越好；全部相同时为 100。
"""


class Describe(Case):
    """incubator describe."""

    def describe(self, language, change=None):
        """The document of the graded policy, perhaps changed."""
        policy = self.policy(change, GRADED[1]) if change else GRADED[1]
        return self.run_(0, "describe", policy, "--lang", language)[0]

    def test_scores(self):
        """The tree of items with weights, scales, directions and what stands for missing data."""
        self.assertIn(ENGLISH, self.describe("en"))
        self.assertIn(CHINESE, self.describe("zh"))

    def test_selections(self):
        """Candidates, order, group, places and ties."""
        english, chinese = self.describe("en"), self.describe("zh")
        for line in (
            "Candidates when not (fined).",
            "In the order of score, highest first, then firms, highest first; within the same kind of carrier.",
            "Places: the greatest of (1, share of the excellent (0.5) × carriers of the kind), rounded down; "
            "ties at the edge: undetermined.",
        ):
            self.assertIn(f"{line}\n", english)
        self.assertIn("排序：综合得分由高到低，其次企业数由高到低；分组：类型。\n", chinese)
        self.assertIn("名额：最大值(1、优秀比例（0.5） × 同类数)（向下取整）；末位并列：待定。\n", chinese)

    def test_other_words(self):
        """Scales, means and selections of other kinds."""

        def change(policy):
            items = policy["rules"]["score"]["items"]["service"]
            items.update(aggregate="harmonic")
            items["items"]["patents"]["scale"] = {"cohort": "z-score", "better": "lower", "constant": 0}
            items["items"]["firms"]["scale"] = {"points": [[0, 100], [50, 0]], "outside": "error"}
            policy["rules"]["score"]["items"]["results"]["scale"].update(outside=-1.5)
            del policy["rules"]["top"]["places"]
            policy["tests"] = []

        english = self.describe("en", change)
        for words in (
            "weighted harmonic mean",
            "Scale: standard deviations from the mean among all carriers; lower is better; 0 where all are equal.",
            "Scale: linear between; beyond them an error; lower is better.",
            "Scale: by steps; beyond them -1.5; higher is better.",
            "Places: all.",
        ):
            self.assertIn(words, english)

    def test_weights_found(self):
        """By what the weights of a group are found; the rule is of the stage cohort."""
        items = {name: {"value": {"var": name}} for name in ("firms", "complaints")}
        group = {"aggregate": "sum", "weights": "entropy", "reweight": {"share": 0.5}, "items": items}
        rule = {"kind": "score", "on": "carriers", "cite": "law#8", "aggregate": "mean", "weights": "critic"}
        rule["items"] = {"g": group, "patents": {"value": {"var": "patents"}}}

        def change(policy):
            policy["rules"]["found"] = rule

        english, chinese = self.describe("en", change), self.describe("zh", change)
        self.assertIn("decided over the whole group.\nThe weighted mean; weights found in the data by CRITIC:\n", english)
        self.assertIn("- g: sum of weight × value; weights found in the data by entropy; missing items leave", english)
        self.assertIn("各项的加权平均；权重按 CRITIC 法由数据得出：\n", chinese)
        self.assertIn("- g：各项按权重加总；权重按熵权法由数据得出；缺少的项", chinese)


if __name__ == "__main__":
    unittest.main()
