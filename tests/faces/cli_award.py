"""Explanations and descriptions of awards, on the policy awarded.json, and on random joint caps that are worked out again here.

python3 cli_award.py INCUBATOR
"""

import json
import random
import unittest
from fractions import Fraction

from case import HERE, Case
from command import write_json

AWARDED = HERE / "awarded.json"
FIRMS = "id,staff,x\nf,10,1000\ng,60,100\nh,20,\n"
SERVICES = """id,user,paid,paid_on,before,big
1,f,1000,2024-01-01,0,
2,f,1000,2024-02-01,50,
3,g,2000,2024-02-02,0,
4,h,500,2024-03-01,0,true
5,h,50,2024-03-02,0,
6,f,,2024-03-03,0,
7,f,900,2024-04-01,20,
"""
CUT = """service award: 0 yuan  [第7号 #2, verbatim]
    - parameters as of: date paid → 2024-03-01
    - paid to: firms h
    - amount: paid × the rate (0.3) → 150 yuan
    - adjustment 1, paid before: less before → 0 yuan: 150 yuan stays  [第7号 #4, verbatim]
    - adjustment 2: at most 100, only when big → yes: 150 yuan → 100 yuan (less by 50 yuan)  [第7号 #5, verbatim]
    - adjustment 3: at most the budget (500) → 500 yuan: 100 yuan → 0 yuan (less by 100 yuan)  [第7号 #6, verbatim]
      for all services together; one after the other, the one at the edge gets the rest
      rows: 4, asking for 900 yuan, the cap is 500 yuan, given 500 yuan
      provisional: decided without 1 that may take part and are undetermined
      by date paid, lowest first → 2024-03-01: rank 3 of 4
      ahead of it: 2, asking for 550 yuan; left when its turn came: 0 yuan
      it gets 0 yuan, short of its sum by 100 yuan; paid whole for certain if the cap were greater by 150 yuan, in part if by 50.01 yuan
    - borne by: the city 0 yuan (weight 1), the district 0 yuan (weight 2)
    with the rate = 0.3; paid = 500 yuan; the budget = 500 yuan  [assumed]
"""
CHINESE = """服务补助：200 元  〔第7号 #2，原文〕
    - 参数取自：付款日期 → 2024-02-01
    - 支付对象：企业 f
    - 金额：实付金额 × 比例（0.3） → 300 元
    - 第1项调整，已付：扣减 before → 50 元：300 元 → 250 元（减少 50 元）  〔第7号 #4，原文〕
    - 第2项调整：不超过 100，仅当 big → 否：250 元，不变  〔第7号 #5，原文〕
    - 第3项调整：不超过 预算（500） → 500 元：250 元 → 200 元（减少 50 元）  〔第7号 #6，原文〕
      全部服务合计；依次拨付，末位补足余额
      共 4 行，合计 900 元，上限 500 元，拨付 500 元
      暂定：另有 1 行可能参与但尚待定，未计入
      按付款日期由低到高 → 2024-02-01：第 2 名，共 4 名
      排在其前的有 1 行，合计 300 元；轮到时剩余 200 元
      得 200 元，比应得少 50 元；上限再增加 50 元，可确保全额
    - 分担：市级 66.67 元（权重 1），区级 133.33 元（权重 2）
"""
NOT_DUE = """service award: 0 yuan  [第7号 #2, verbatim]
    - applies when: fit → no
    - paid to: firms g
    - so nothing is due
  because fit: no  [第7号 #1, verbatim]
    - a small firm: user's staff ≤ 50 → no
      user's staff: 60, 10 above 50
    - enough was paid: paid ≥ 100 → no
      paid: 40 yuan, 60 yuan below 100 yuan
"""
DESCRIBED = """Due when fit.
Parameters are those of date paid.
Paid to: user, a row of firms.
The amount is paid × the rate (0.3), rounded half up to 0.01.
Then, one after the other:
  1. paid before: less before [第7号 #4, verbatim]
  2. at most 100; only when big [第7号 #5, verbatim]
  3. at most the budget (500) for all services together; where that is not enough: one after the other, the one at the edge gets the rest, in the order of date paid, lowest first; equal ones at the edge: undetermined [第7号 #6, verbatim]
Borne by shares that add up to it:
  - the city: weight 1
  - the district: weight 2
"""


class Award(Case):
    """incubator explain and describe, of awards."""

    def tables(self, services=SERVICES, firms=FIRMS):
        """Options that name the policy and the data."""
        user, event = self.write("firms.csv", firms), self.write("services.csv", services)
        return ("--policy", AWARDED, "--registry", f"firms={user}", "--registry", f"services={event}", "--as-of", "2024-06-30")

    def explain(self, subject, rule, *arguments, data=None):
        """The sentences, without the head."""
        data = data or self.tables()
        return self.run_(0, "explain", *data, "--subject", subject, "--rule", rule, *arguments)[0].split("\n", 1)[1]

    def award(self, subject, rule, *arguments, data=None):
        """What is told of the first rule as an award."""
        data = data or self.tables()
        told = self.json("explain", *data, "--subject", subject, "--rule", rule, *arguments)
        return told["rules"][0]["award"]

    def test_sentences(self):
        """Recipient, sum, each adjustment, where the row stands in the joint cap, shares; in both languages."""
        self.assertTrue(self.explain("services:4", "service").startswith(CUT))
        self.assertTrue(self.explain("services:2", "service", "--lang", "zh").startswith(CHINESE))

    def test_not_due(self):
        """All the conditions that fail, each by how much; and what it takes."""
        data = self.tables(SERVICES.replace("3,g,2000", "3,g,40"))
        told = self.explain("services:3", "service", data=data)
        self.assertTrue(told.startswith(NOT_DUE), told)
        self.assertIn("To be eligible:\n  - all of:\n", told)
        for line in ("that is user's staff less by 10\n", "that is paid more by 60 yuan\n"):
            self.assertIn(line, told)
        self.assertEqual({"to": {"table": "firms", "key": "g"}, "eligible": False}, self.award("services:3", "service", data=data))

    def test_undetermined(self):
        """Which parameter or cell is missing, of the award and of its condition."""
        told = self.explain("firms:f", "quiet")
        self.assertIn("quiet: undetermined (not set: open)", told)
        self.assertIn("    - amount: open (not set) + x → not set\n", told)
        self.assertIn("To be determined:\n  - open (not set) must be known\n", told)
        told = self.explain("services:6", "service")
        self.assertIn("    - whether anything is due is not known\n", told)
        self.assertIn("To be eligible:\n  - paid must be known\n", told)
        self.assertIn("尚不确定", self.explain("services:6", "service", "--lang", "zh"))

    def test_json(self):
        """The chain of adjustments, and the place in the joint cap."""
        award = self.award("services:7", "service")
        self.assertEqual({"table": "firms", "key": "f"}, award["to"])
        self.assertEqual(["270", {"to": "0.01", "mode": "half-up"}], [award["computed"], award["round"]])
        less, own, joint = award["adjustments"]
        self.assertEqual(["less", "20", "270", "250", "-20"], [less[key] for key in ("does", "came_to", "before", "after", "change")])
        self.assertEqual([False, False, "250"], [own["applies"], own["when"]["came_to"], own["after"]])
        self.assertNotIn("came_to", own)
        expected = {
            "over": {},
            "fill": "partial",
            "ties": "undetermined",
            "order": [{"text": "date paid", "came_to": "2024-04-01", "first": "lowest"}],
            "takes_part": True,
            "rows": 4,
            "undetermined": 1,
            "demanded": "900",
            "cap": "500",
            "given": "500",
            "rank": 4,
            "equals": 1,
            "ahead": 3,
            "asked_ahead": "650",
            "left": "0",
            "short": "250",
            "more_for_whole": "400",
            "more_for_some": "150.01",
        }
        self.assertEqual(expected, joint["joint"])
        self.assertEqual(["city", "1", "0"], [award["shares"][0][key] for key in ("name", "weight", "amount")])

    def test_pro_rata(self):
        """The share in proportion, and what is made of it."""
        told = self.explain("firms:f", "own")
        self.assertIn("for all firms together; each in proportion to its sum\n", told)
        self.assertIn("      its share in proportion: 454.545455 yuan\n      it gets 455 yuan, short of its sum by 545 yuan;", told)
        joint = self.award("firms:f", "own")["adjustments"][0]["joint"]
        self.assertEqual(["454.545455", "600"], [joint["share"], joint["more_for_whole"]])
        self.assertNotIn("left", joint)

    def test_made_of_others(self):
        """Each component, which one counts, what it bears; rows below; an award that hands out."""
        services = SERVICES.replace("6,f,,2024-03-03,0,\n", "")
        data = self.tables(services)
        told = self.explain("firms:f", "total", data=data)
        lines = (
            "    - the highest of → 500 yuan\n",
            "      - own: 455 yuan; not added, only the highest counts; of what is due it bears 0 yuan\n",
            "      - service award: 500 yuan (rows of “services”: 3); of what is due it bears 300 yuan\n",
            "    - adjustment 1: at most 300: 500 yuan → 300 yuan (less by 200 yuan)\n",
        )
        self.assertIn("".join(lines), told)
        self.assertIn("就高不重复，不计入", self.explain("firms:f", "total", "--lang", "zh", data=data))
        award = self.award("firms:f", "total", data=data)
        self.assertEqual("highest", award["pay"])
        self.assertEqual([None, True], [component.get("highest") for component in award["components"]])
        self.assertEqual([3, 0], [award["components"][1][key] for key in ("rows", "undetermined")])
        told = self.explain("services:1", "handed", data=data)
        self.assertIn("    - hands out what is left of “the whole”: no payment of its own\n", told)
        self.assertIn("for services with the same user together; one after the other, the first that does not fit whole ends it\n", told)
        self.assertEqual("total", self.award("services:1", "handed", data=data)["part_of"])
        ended = self.award("services:2", "handed", data=data)["adjustments"][0]["joint"]
        self.assertEqual({"user": "f"}, ended["over"])
        self.assertIn("4 行", self.explain("firms:f", "total", "--lang", "zh"))
        self.assertIn("To be determined:\n  - service award must be known\n", self.explain("firms:f", "total"))

    def test_ties(self):
        """Equal rows at the edge: who shares the rank, and that it takes lots."""
        data = self.tables(SERVICES.replace("2024-02-01", "2024-01-01"))
        told = self.explain("services:1", "service", data=data)
        self.assertIn("service award: undetermined (tied", told)
        self.assertIn("rank 1 of 4; 2 share it\n", told)
        self.assertIn("      what it gets takes lots; paid whole for certain if the cap were greater by 50 yuan\n", told)
        self.assertIn("须抽签", self.explain("services:1", "service", "--lang", "zh", data=data))

    def test_changes(self):
        """An adjustment that hangs on a condition: to be free of it; one more figure, more money."""
        told = self.explain("services:4", "service")
        self.assertIn("To be free of adjustment 2:\n  - big must be no\n", told)
        changes = self.json("explain", *self.tables(), "--subject", "services:4", "--rule", "service")["changes"]
        self.assertEqual([(True, "without", 2)], [(c["outcome"], c["of"], c["adjustment"]) for c in changes])

        def change(policy):
            policy["rules"]["floor"] = {
                **policy["rules"]["quiet"],
                "amount": {"var": "x"},
                "adjust": [{"at_least": 2000, "when": {">=": [{"var": "staff"}, 15]}, "cite": "law#9"}],
            }

        data = ("--policy", self.policy(change, AWARDED), *self.tables()[2:])
        told = self.explain("firms:f", "floor", data=data)
        self.assertIn("For adjustment 1 to apply:\n  - staff ≥ 15: now 10, must be ≥ 15; that is staff more by 5\n", told)
        self.assertIn("To reach 1001 yuan or more by one figure alone:\n  - staff (now 10): 5 more, to 15 → 2000 yuan\n", told)
        chinese = self.explain("firms:f", "floor", "--lang", "zh", data=data)
        self.assertIn("要适用第1项调整，需要：", chinese)
        self.assertIn("要达到1001 元或更多", chinese)
        reach = self.json("explain", *data, "--subject", "firms:f", "--rule", "floor", "--reach", "2000")["reach"]
        self.assertEqual(["open", "2000", True], [reach[key] for key in ("state", "goal", "or_better")])
        self.assertEqual(["15", "2000"], [reach["figures"][0][key] for key in ("to", "outcome")])
        told = self.json("explain", *data, "--subject", "firms:f", "--rule", "floor", "--reach", "900")["reach"]
        self.assertEqual("reached", told["state"])
        self.assertIn("no outcome", self.first_line("explain", *data, "--subject", "firms:f", "--rule", "floor", "--reach", "much"))

    def test_assumptions(self):
        """Those of a parameter, and of an adjustment that applies."""

        def change(policy):
            policy["rules"]["service"]["adjust"][1].update(assumed="a ceiling for the big")

        data = ("--policy", self.policy(change, AWARDED), *self.tables()[2:])
        told = {key: self.json("explain", *data, "--subject", f"services:{key}", "--rule", "service")["assumptions"] for key in "24"}
        self.assertEqual(["no budget is published"], told["2"])
        self.assertEqual(["a ceiling for the big", "no budget is published"], sorted(told["4"]))

    def test_described(self):
        """An award as sentences."""
        self.assertIn(DESCRIBED, self.run_(0, "describe", AWARDED, "--lang", "en")[0])
        english, chinese = (self.run_(0, "describe", AWARDED, "--lang", language)[0] for language in ("en", "zh"))
        self.assertIn("It hands out what is left of “the whole”: no payment of its own.\n", english)
        self.assertIn("The highest of the awards below, not added up, rounded down to 1:\n  - own\n  - service award, of all its rows of services\n", english)
        self.assertIn("以下各项就高不重复，舍去尾数，精确到 1：\n", chinese)
        self.assertIn("  3. 不超过 预算（500），全部服务合计；不足时：依次拨付，末位补足余额，排序：付款日期由低到高；末位并列：待定〔第7号 #6，原文〕\n", chinese)


# ---- Joint caps, worked out here ----


def draw(seed):
    """A random joint cap: its policy and its rows."""
    rng = random.Random(f"joint {seed}")
    joint = {
        "cap": {"var": "params.cap"},
        "over": rng.choice([[], ["g"]]),
        "fill": rng.choice(["partial", "stop", "pro-rata"]),
        "ties": rng.choice(["undetermined", "in-order"]),
    }
    if rng.random() < 0.8:
        joint["order"] = [{"value": {"var": "n"}, "first": rng.choice(["highest", "lowest"])}]
    if rng.random() < 0.4:
        joint["when"] = {"var": "ok"}
    step = rng.choice(["0.01", "1", "100"])
    award = {"kind": "award", "on": "t", "assumed": "so", "amount": {"var": "m"}, "round": {"to": float(step), "mode": "down"}}
    award["adjust"] = [{"cap": 900}, joint, {"less": 1}][rng.randrange(2) :]
    fields = {"id": {"type": "text"}, "g": {"type": "text"}, "m": {"type": "decimal"}, "n": {"type": "integer"}, "ok": {"type": "boolean"}}
    policy = {
        "format": "incubator-policy/1",
        "id": "joint",
        "parameters": {"cap": {"type": "decimal", "values": [], "assumed": "so"}},
        "tables": {"t": {"key": "id", "fields": fields}},
        "rules": {"a": award},
    }
    rows = []
    for number in range(rng.randrange(1, 8)):
        row = {"id": f"r{number}", "g": rng.choice("xxy"), "m": rng.choice([0, 100, 250, 300, 333.33, 900, 1200])}
        row.update(n=rng.randrange(3), ok=rng.random() < 0.8)
        for key in ("g", "m", "n", "ok"):
            if rng.random() < 0.06:
                row[key] = None
        rows.append(row)
    return policy, rows, Fraction(rng.choice([0, 1, 99, 300, 550, 700.5, 2000]))


class Facts:
    """What an explanation should tell of the joint cap of a policy of `draw`, by a second reading."""

    def __init__(self, policy, rows, cap):
        award = policy["rules"]["a"]
        self.step = Fraction(str(award["round"]["to"]))
        self.number = next(i for i, adjustment in enumerate(award["adjust"]) if "fill" in adjustment)
        self.joint = award["adjust"][self.number]
        self.own_cap = self.number > 0
        self.cap = cap // self.step * self.step
        self.rows = rows

    def sum_of(self, row):
        """What it has before the joint cap."""
        money = Fraction(str(row["m"])) // self.step * self.step
        return min(money, Fraction(900) // self.step * self.step) if self.own_cap else money

    def is_known(self, row):
        """Whether it takes part, None where that is not known."""
        if row["m"] is None or ("when" in self.joint and row["ok"] is None):
            return None
        if "when" in self.joint and not row["ok"]:
            return False
        return None if "order" in self.joint and row["n"] is None else True

    def group(self, row):
        """Those that take part with a row, in order, and how many may."""
        same = [r for r in self.rows if not self.joint["over"] or (row["g"] is not None and r["g"] in (row["g"], None))]
        sure = [r for r in same if self.is_known(r) and (not self.joint["over"] or r["g"] is not None)]
        highest = self.joint.get("order", [{"first": "lowest"}])[0]["first"] == "highest"
        sure.sort(key=lambda r: (-r["n"] if highest else r["n"]) if "order" in self.joint else 0)
        return sure, sum(self.is_known(r) is not False for r in same) - len(sure)

    def of(self, row):
        """The facts of a row that takes part."""
        sure, perhaps = self.group(row)
        demanded = sum(map(self.sum_of, sure))
        equals = [r for r in sure if "order" not in self.joint or r["n"] == row["n"]]
        told = {"rows": len(sure), "undetermined": perhaps, "demanded": demanded, "cap": self.cap, "rank": sure.index(equals[0]) + 1, "equals": len(equals)}
        own = self.sum_of(row)
        if self.joint["fill"] == "pro-rata":
            if own and demanded > self.cap:
                told["more_for_whole"] = demanded - self.cap
            return told
        turn = [row] if self.joint["ties"] == "in-order" else equals
        told["ahead"] = sure.index(turn[0])
        told["asked_ahead"] = sum(map(self.sum_of, sure[: told["ahead"]]))
        told["left"] = max(0, self.cap - told["asked_ahead"])
        whole = told["asked_ahead"] + sum(map(self.sum_of, turn))
        if own and whole > self.cap:
            told["more_for_whole"] = whole - self.cap
        return told


class Joint(Case):
    """The facts of random joint caps."""

    def explain(self, cap, key):
        """The joint cap as told, what the row had and was left, and the whole."""
        told = self.json("explain", *self.options, "--set", f"cap={float(cap)}", "--subject", f"t:{key}", "--rule", "a")
        adjustment = told["rules"][0]["award"]["adjustments"][self.facts.number]
        return adjustment.get("joint"), adjustment["before"], adjustment["after"], told

    def test_random(self):
        """As worked out here; and a cap that is as much greater as is told does it, one step less does not."""
        for seed in range(40):
            policy, rows, cap = draw(seed)
            with self.subTest(seed):
                self.facts = Facts(policy, rows, cap)
                path, given = write_json(self.folder / "p.json", policy), write_json(self.folder / "d.json", {"t": rows})
                self.options = ("--policy", path, "--registry", given, "--as-of", "2024-06-30")
                for row in rows:
                    self.check(cap, row)

    def check(self, cap, row):
        """One row, in JSON and in words."""
        joint, before, after, told = self.explain(cap, row["id"])
        for language in ("en", "zh"):
            self.run_(0, "explain", *self.options, "--set", f"cap={float(cap)}", "--subject", f"t:{row['id']}", "--rule", "a", "--lang", language)
        if joint is None or not joint["takes_part"]:
            known = self.facts.is_known(row) and (not self.facts.joint["over"] or row["g"] is not None)
            self.assertFalse(known, json.dumps(told["rules"][0]))
            return
        expected = self.facts.of(row)
        self.assertEqual(expected, {key: Fraction(joint[key]) for key in expected})
        self.assertLessEqual(Fraction(joint["given"]), min(Fraction(joint["cap"]), Fraction(joint["demanded"])))
        self.assertEqual(isinstance(after, str) and Fraction(after) < Fraction(before), "short" in joint)
        if "more_for_whole" not in expected:
            self.assertEqual(before, after)
        if "more_for_whole" in expected:
            self.assertEqual(before, self.left(joint, "more_for_whole", 0, row))
        if "more_for_whole" in expected and joint["fill"] != "pro-rata":
            self.assertNotEqual(before, self.left(joint, "more_for_whole", 1, row))
        some = self.left(joint, "more_for_some", 0, row) if "more_for_some" in joint else None
        if isinstance(some, str):
            self.assertGreaterEqual(Fraction(some), self.facts.step)
        elif some is not None:  # a step, and perhaps one more by lot
            self.assertEqual(("pro-rata", "tie"), (joint["fill"], some["gap"]))
        if "more_for_some" in joint and joint["fill"] != "pro-rata":
            self.assertIn(self.left(joint, "more_for_some", 1, row), ("0", {"gap": "tie"}))

    def left(self, joint, key, less, row):
        """What the row is left where the cap is so much greater, but for some steps."""
        return self.explain(Fraction(joint["cap"]) + Fraction(joint[key]) - less * self.facts.step, row["id"])[2]


# ---- Awards of any shape ----


class Shapes:
    """A random policy of awards on two tables, and its rows."""

    NUMBERS = ("m", "n", "k")

    def __init__(self, seed):
        self.rng = random.Random(f"shapes {seed}")
        fields = {"id": {"type": "text"}, "d": {"type": "date"}, "ok": {"type": "boolean"}, "g": {"type": "text"}}
        fields.update({name: {"type": "decimal"} for name in self.NUMBERS})
        values = [{"from": "2020-01-01", "value": self.rng.choice([0, 50, 400])}, {"from": "2023-01-01", "value": 120}]
        self.rules = {}
        for table in ("t", "u"):
            for number in range(self.rng.randrange(1, 4)):
                self.rules[f"{table}{number}"] = self.award(table)
        self.policy = {
            "format": "incubator-policy/1",
            "id": "shapes",
            "parameters": {"set": {"type": "decimal", "values": values, "assumed": "so"}, "open": {"type": "decimal", "values": [], "assumed": "so"}},
            "tables": {
                "u": {"key": "id", "fields": fields},
                "t": {"key": "id", "fields": fields, "links": {"u": {"to": "u"}}},
            },
            "rules": self.rules,
        }
        self.given = {"u": [self.row("u", i) for i in range(2)], "t": [self.row("t", i) for i in range(5)]}

    def row(self, table, number):
        """A row with holes."""
        row = {name: self.rng.choice([0, 1, 99.995, 100, 333.3, 700, None]) for name in self.NUMBERS}
        row.update(id=f"{table}{number}", ok=self.rng.choice([True, True, False, None]), g=self.rng.choice("xy"))
        row["d"] = self.rng.choice(["2022-02-02", "2024-01-01", None])
        if table == "t":
            row["u"] = self.rng.choice(["u0", "u1", "u1", None])
        return row

    def number(self):
        """A column, a parameter, a literal or a formula of them."""
        one = {"var": self.rng.choice([*self.NUMBERS, "m", "params.set", "params.open"] if self.rng.random() < 0.9 else ["params.open"])}
        return self.rng.choice([one, one, 150, {"*": [one, 0.3]}, {"/": [one, {"var": "n"}]}])

    def award(self, table):
        """One award; perhaps of those before it."""
        rng = self.rng
        award = {"kind": "award", "on": table, "assumed": "so", "round": {"to": rng.choice([0.01, 1, 100]), "mode": rng.choice(["down", "half-up"])}}
        others = [name for name, rule in self.rules.items() if rule["on"] == table or (rule["on"] == "t" and table == "u")]
        if others and rng.random() < 0.5:
            award.update(awards=rng.sample(others, rng.randrange(1, len(others) + 1)), pay=rng.choice(["highest", "all"]))
        else:
            award["amount"] = self.number()
        if rng.random() < 0.3:
            award["when"] = rng.choice([{"var": "ok"}, {">": [{"var": "k"}, 50]}])
        if rng.random() < 0.2:
            award["at"] = "d"
        award["adjust"] = [self.adjustment() for _ in range(rng.randrange(4))]
        if rng.random() < 0.4:
            award["split"] = {name: {"weight": rng.choice([1, 2, {"var": "n"}])} for name in ("city", "rest")}
        if table == "t" and rng.random() < 0.5:
            award["to"] = "u"
        return award

    def adjustment(self):
        """One that takes off, bounds, or shares."""
        rng = self.rng
        adjustment = {rng.choice(["less", "cap", "at_least"]): self.number()}
        if rng.random() < 0.3:
            adjustment["when"] = rng.choice([{"var": "ok"}, {"<": [{"var": "n"}, 200]}])
        if "cap" in adjustment and rng.random() < 0.7:
            adjustment["cap"] = rng.choice([{"var": "params.set"}, 500, {"var": "n"}])
            adjustment.update(over=rng.choice([[], ["g"]]), fill=rng.choice(["partial", "stop", "pro-rata"]), order=[{"value": {"var": "k"}, "first": "highest"}])
            adjustment["ties"] = rng.choice(["undetermined", "in-order"])
        return adjustment


class Any(Case):
    """Every award of every row of random policies."""

    def test_random(self):
        """Each adjustment goes on from the one before, the last one is the outcome; shares and components add up to it."""
        for seed in range(15):
            shapes = Shapes(seed)
            path, given = write_json(self.folder / "p.json", shapes.policy), write_json(self.folder / "d.json", shapes.given)
            data = ("explain", "--policy", path, "--registry", given, "--as-of", "2024-06-30")
            for name, rule in shapes.rules.items():
                for row in shapes.given[rule["on"]]:
                    asked = (*data, "--subject", f"{rule['on']}:{row['id']}", "--rule", name)
                    with self.subTest((seed, name, row["id"])):
                        self.check(self.json(*asked)["rules"][0], rule)
                        self.run_(0, *asked, "--lang", "zh" if seed % 2 else "en")

    def check(self, told, rule):
        """One award as told."""
        award, outcome = told["award"], told["outcome"]
        if not award["eligible"]:
            self.assertTrue(outcome.get("value") == "0" or "gap" in outcome)
            return
        due = outcome["value"] if "value" in outcome else {"gap": outcome["gap"]}
        chain = [award["computed"], *(adjustment["after"] for adjustment in award["adjustments"])]
        self.assertEqual(chain[:-1], [adjustment["before"] for adjustment in award["adjustments"]])
        self.assertEqual(due, chain[-1])
        for adjustment in award["adjustments"]:
            if "change" in adjustment:
                self.assertEqual(Fraction(adjustment["change"]), Fraction(adjustment["after"]) - Fraction(adjustment["before"]))
            if not adjustment["applies"] and isinstance(adjustment["after"], str):
                self.assertEqual(adjustment["before"], adjustment["after"])
        for parts in ([share["amount"] for share in award["shares"]], [c["bears"] for c in award.get("components", [])]):
            if parts and all(isinstance(part, str) for part in parts):
                self.assertEqual(Fraction(due), sum(map(Fraction, parts)))
        if rule.get("pay") == "highest" and isinstance(award["computed"], str):
            chosen = [c for c in award["components"] if "highest" in c]
            self.assertEqual(max(Fraction(c["amount"]) for c in award["components"]), Fraction(chosen[0]["amount"]))


if __name__ == "__main__":
    unittest.main()
