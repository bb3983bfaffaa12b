"""The tables about money of the synthetic registry: they are read, and what is wrong in them on purpose is refused with its reason.

python3 synthetic_money.py INCUBATOR
"""

import csv
import sys
import unittest
from collections import defaultdict

from case import Case
from command import DATA

sys.path.insert(0, str(DATA))
import money  # noqa: E402

ILLUSTRATION = ("--policy", "wuhan-2021-illustration", "--registry", DATA / "synthetic", "--as-of", "2022-06-30")


def rows_of(table):
    """The rows of a table."""
    with open(DATA / f"synthetic/{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def twice(table, columns):
    """The numbers of the rows that agree on the columns, those of each group together."""
    groups = defaultdict(list)
    for row in rows_of(table):
        groups[tuple(row[column] for column in columns)].append(row["id"])
    return [group for group in groups.values() if len(group) > 1]


class Money(Case):
    """What the overlay wuhan-2021-illustration makes of them."""

    def explained(self, subject, rule):
        """What `explain` says of a rule for a subject."""
        return self.json("explain", *ILLUSTRATION, "--subject", subject, "--rule", rule)["rules"][0]

    def failed(self, subject, rule):
        """The conditions that do not hold."""
        return {step["name"] for step in self.explained(subject, rule)["steps"] if step["role"] == "condition" and step["came_to"] is False}

    def test_they_are_read(self):
        """Every table, each with all its columns, and nothing is odd about them."""
        _, messages = self.run_(0, "classify", *ILLUSTRATION, "--by", "kind")
        self.assertEqual("", messages)

    def test_one_in_order(self):
        """The first service: 20 % of 12345.67 yuan are 2469.134, to the fen."""
        self.assertEqual("12345.67", rows_of("services")[0]["paid"])
        self.assertEqual(set(), self.failed("services:S00001", "testing_eligible"))
        self.assertEqual("2469.13", self.explained("services:S00001", "testing_subsidy")["outcome"]["value"])

    def refused(self, number, condition):
        """A service is refused for that, and gets nothing."""
        self.assertIn(condition, self.failed(f"services:{number}", "testing_eligible"))
        self.assertEqual("0", self.explained(f"services:{number}", "testing_subsidy")["outcome"]["value"])

    def test_services_entered_twice(self):
        """Both entries wait until it is cleared up."""
        groups = twice("services", ("user", "instrument", "paid", "paid_on"))
        self.assertEqual(money.FAULTS["services"]["twice"], len(groups))
        for number in groups[0]:
            self.refused(number, "single")

    def test_services_of_the_future(self):
        """Days after the decision."""
        future = [row["id"] for row in rows_of("services") if row["paid_on"] > "2022-06-30"]
        self.assertEqual(money.FAULTS["services"]["future"], len(future))
        self.refused(future[0], "past")

    def test_services_that_are_not_for_it(self):
        """An instrument that is not networked, a purpose that is not research, and a service that was paid for."""
        networked = {row["id"]: row["networked"] for row in rows_of("instruments")}
        services = rows_of("services")
        paid = {row["service"] for row in rows_of("payments")}
        self.refused(next(row["id"] for row in services if networked[row["instrument"]] == "否"), "network")
        self.refused(next(row["id"] for row in services if row["purpose"] == "生产检验"), "research")
        self.refused(next(row["id"] for row in services if row["id"] in paid), "unpaid")

    def test_investments(self):
        """A firm with an entry twice is refused; one of the future is no angel money yet."""
        firms = {row["id"]: row for row in rows_of("investments")}
        groups = twice("investments", ("enterprise", "round", "investor_type", "amount", "invested_on"))
        self.assertEqual(money.FAULTS["investments"]["twice"], len(groups))
        angels = [firms[group[0]] for group in groups if firms[group[0]]["round"] == "天使轮"]
        self.assertTrue(angels)
        for row in angels:
            self.assertIn("single", self.failed(f"enterprises:{row['enterprise']}", "angel_eligible"))
        future = [row for row in firms.values() if row["invested_on"] > "2022-06-30"]
        self.assertEqual(money.FAULTS["investments"]["future"], len(future))
        self.assertIn("past", self.failed(f"investments:{future[0]['id']}", "angel_counts"))


CHINESE = {
    "enterprises": "企业编号,企业名称,所属产业,成立日期,入驻日期,是否在孵,评审得分\nE1,甲公司,生物医药,2020年1月1日,2020/6/1,是,90\n",
    "instruments": "仪器编号,仪器名称,仪器管理单位,是否入网,仪器原值（万元）\nI1,质谱仪,O1,是,120\n",
    "owners": "管理单位编号,管理单位名称\nO1,某大学\n",
    "services": "服务编号,仪器编号,服务单位,用户企业,实际服务金额（万元）,支付日期,服务用途\nS1,I1,O1,E1,1.234567,2022年3月1日,研发\n",
    "investments": "投资编号,被投企业,融资轮次,投资方类型,投资金额（万元）,到账日期\nV1,E1,天使轮,创投,300,2022-02-01\n",
    "payments": "拨付编号,补助项目,获补企业,服务编号,拨付金额,拨付日期,年度\nZ1,检验检测补贴,E1,,100,2022-01-31,2022\n",
}


class Chinese(Case):
    """Tables as an office keeps them: Chinese headers, units in brackets, GB 18030."""

    def test_they_are_read(self):
        """20 % of 12345.67 yuan, and 10 % of 3 million, as from tables in the policy's own names."""
        (self.folder / "office").mkdir()
        for table, text in CHINESE.items():
            self.write(f"office/{table}.csv", text.encode("gb18030"))
        run = ("--policy", "wuhan-2021-illustration", "--registry", self.folder / "office", "--as-of", "2022-06-30")
        for subject, rule, value in (("services:S1", "testing_subsidy", "2469.13"), ("enterprises:E1", "angel_subsidy", "300000")):
            told = self.json("explain", *run, "--subject", subject, "--rule", rule)
            self.assertEqual(value, told["rules"][0]["outcome"]["value"])


if __name__ == "__main__":
    unittest.main()
