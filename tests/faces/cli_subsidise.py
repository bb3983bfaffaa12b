"""Subsidies end to end: ledgers that reconcile, payment lists, and what is odd in the data.

python3 cli_subsidise.py INCUBATOR
"""

import json
import csv
import decimal
import io
import pathlib
import random
import unittest

import command
from case import Case

HERE = pathlib.Path(__file__).resolve().parent
INSTRUMENTS = command.ROOT / "examples/instruments.json"
SHENZHEN = HERE / "subsidies/shenzhen.json"
AS_OF = ("--as-of", "2024-12-31")
SUMS = ("computed", "less", "capped", "joint", "raised", "due")
STATES = ("due", "nothing", "refused", "undetermined")
DATA = {name: (command.DATA / f"instruments/{name}.csv").read_text(encoding="utf-8") for name in ("firms", "owners", "services")}
DATA["firms"] = DATA["firms"].replace("Second", "=HYPERLINK(1)")  # as whoever fills in a form may call himself
SERVICES = DATA["services"]


def money(text):
    """An amount; nothing is 0, as in a sum."""
    return decimal.Decimal(text or 0)


class Subsidise(Case):
    """incubator subsidise."""

    def tables(self, **tables):
        """Files of tables, as options."""
        options = []
        for name, text in {**DATA, **tables}.items():
            options += ["--registry", f"{name}={self.write(f'{name}.csv', text)}"]
        return options

    def instruments(self, *arguments, status=0, **tables):
        """Standard output and error of a run over the instruments."""
        return self.run_(status, "subsidise", "--policy", INSTRUMENTS, *self.tables(**tables), *AS_OF, *arguments)

    def rows(self, *arguments, **tables):
        """The lines of CSV."""
        text = self.instruments("--format", "csv", *arguments, **tables)[0]
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def document(self, *arguments, **tables):
        """The document, read strictly."""
        return command.read_json(self.instruments("--format", "json", *arguments, **tables)[0])

    def test_days_ahead(self):
        """A day that decides is told where it is yet to come, unless the policy compares it with the day of the decision."""
        field = {"type": "date"}
        award = {"kind": "award", "on": "events", "cite": "d", "round": {"to": 1, "mode": "down"}, "amount": 100}
        policy = {
            "format": "incubator-policy/1", "id": "ahead", "sources": {"d": {}},
            "tables": {"events": {"key": "id", "fields": {"id": {"type": "text"}, "day": field, "until": field}}},
            "rules": {
                "late": {"kind": "derive", "on": "events", "cite": "d", "value": {">=": [{"var": "day"}, "2024-01-01"]}},
                "open": {"kind": "derive", "on": "events", "cite": "d", "value": {">=": [{"var": "until"}, {"var": "as_of"}]}},
                "a": {**award, "when": {"and": [{"var": "late"}, {"var": "open"}]}},
            },
        }
        rows = {"events": [{"id": "1", "day": "2031-01-01", "until": "2040-01-01"}, {"id": "2", "day": "2024-05-01", "until": "2040-01-01"}]}
        given = ("--policy", self.write("ahead.json", json.dumps(policy)), "--registry", self.write("ahead-rows.json", json.dumps(rows)), "--as-of", "2024-12-31")
        told = [line for line in self.run_(0, "subsidise", *given)[1].splitlines() if "date-ahead" in line]
        self.assertEqual(["warning: date-ahead: 1: it is of 2031-01-01, which is behind 2024-12-31, and is paid (at events/a)"], told)

    def test_each_entry(self):
        """What was computed, each cut, what is due, the shares, and why."""
        rows = {(row["programme"], row["event"]): row for row in self.rows()}
        third = rows["user_award", "3"]
        self.assertEqual(["200000", "0", "0", "89964.01"], [third[key] for key in ("computed", "less", "capped", "due")])
        self.assertIn("joint cap -100000 [", third["why"])
        self.assertIn("budget of the year -10035.99 [", third["why"])
        self.assertEqual("h", third["recipient"])
        self.assertEqual(["refused", "age < 1 (1 year)"], [rows["user_award", "5"][key] for key in ("state", "why")])
        self.assertEqual("undetermined", rows["user_award", "6"]["state"])
        self.assertEqual("missing: hnte", rows["user_award", "6"]["why"])
        self.assertEqual("", rows["user_award", "6"]["due"], "what is not known is never 0")
        self.assertEqual("2000000", rows["owner_award", "p"]["due"])
        self.assertIn("no document names a budget", third["assumed"])

    def check_sums(self, rows, totals):
        """Entries keep the identity, shares add up, and every kind of totals is their sum."""
        for row in rows:
            if row["due"]:
                computed, less, capped, joint, raised, due = (money(row[key]) for key in SUMS)
                self.assertEqual(due, computed - less - capped - joint + raised, row)
            shares = [row[key] for key in row if key.startswith("share.") and row[key]]
            if shares:
                self.assertEqual(money(row["due"]), sum(map(money, shares)), row)
        payable = [row for row in rows if not row["within"]]
        for kind in {row["by"] for row in totals}:
            own = [row for row in totals if row["by"] == kind]
            for key in SUMS:
                self.assertEqual(sum(money(row[key]) for row in payable), sum(money(row[key]) for row in own), (kind, key))
            for state in STATES:
                counted = sum(int(row[f"entries_{state}"]) for row in own)
                self.assertEqual(sum(row["state"] == state for row in payable), counted, (kind, state))
        for key, column in (("programme", "programme"), ("recipient", "recipient")):
            for total in (row for row in totals if row["by"] == key):
                mine = [row for row in payable if row[column] == total["key"] and (key == "programme" or row["recipient_table"] == total["table"])]
                self.assertEqual(sum(money(row["due"]) for row in mine), money(total["due"]), total)

    def test_totals_reconcile(self):
        """By programme, by recipient, by district and by a column: always the same sum."""
        for options in ((), ("--by", "district,hnte,services"), ("--programme", "user_award")):
            with self.subTest(options=options):
                self.check_sums(self.rows(*options), self.rows("--totals", *options))
        district = {row["key"]: row["due"] for row in self.rows("--totals", "--by", "districts") if row["by"] == "districts"}
        self.assertEqual({"east": "179.94", "west": "449820.06", "": "2200201.01"}, district)

    def test_random_ledgers_reconcile(self):
        """Also of many events, some without a user, an amount or a date; no cap is exceeded."""
        for seed in range(5):
            chance = random.Random(seed)
            lines = ["id,user,owner,paid,paid_on"]
            for number in range(300):
                paid = chance.choice(["", f"{chance.randrange(10**9) / 100:.2f}"]) if chance.random() < 0.1 else f"{chance.randrange(10**8)}"
                day = chance.choice(["", "2024-02-29", "2025-02-01", "2023-06-30", f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"])
                lines.append(f"{number},{chance.choice('fhu')},{chance.choice('op')},{paid},{day}")
            services = "\n".join(lines) + "\n"
            with self.subTest(seed=seed):
                rows, totals = self.rows(services=services), self.rows("--totals", services=services)
                self.check_sums(rows, totals)
                self.check_sums(self.rows("--set", "budget=9999999", services=services), self.rows("--set", "budget=9999999", "--totals", services=services))
                due = [row for row in rows if row["programme"] == "user_award" and row["state"] == "due"]
                self.assertLessEqual(sum(money(row["due"]) for row in due), 450000)
                payments = self.rows("--payments", services=services)
                self.assertEqual(sum(money(row["due"]) for row in totals if row["by"] == "programme"), sum(money(row["amount"]) for row in payments))
                self.assertEqual(sum(int(row["entries_due"]) for row in totals if row["by"] == "programme"), sum(int(row["events"]) for row in payments))

    def test_json_says_the_same(self):
        """The document has the figures of the CSV; what the caller set is told."""
        document, rows = self.document(), self.rows()
        self.assertEqual("incubator-ledger/1", document["format"])
        self.assertEqual(len(rows), len(document["entries"]))
        for entry, row in zip(document["entries"], rows):
            self.assertEqual([row["programme"], row["event"], row["state"]], [entry["programme"], entry["event"], entry["state"]])
            for key in SUMS:
                self.assertEqual(row[key] or {"gap": "missing"}, entry[key])
            if row["state"] == "due":
                self.assertEqual(row["why"], entry.get("why", ""))
        self.assertEqual(
            [{"programme": "user_award", "adjustment": 2, "title": "budget of the year", "over": "", "unit": "yuan", "cap": "450000",
              "asked": "500200.01", "given": "450000", "undetermined": 0}],
            document["budgets"],
        )
        self.assertEqual(["double-entry"], [finding["code"] for finding in document["findings"]])
        given = self.document("--set", "rate=0.15")
        self.assertEqual(["rate=0.15"], given["policy"]["settings"])
        self.assertIn("rate: set by caller", given["programmes"][0]["assumed"])
        self.assertNotIn("entries", self.document("--totals"))

    def test_payments(self):
        """A line for each programme and recipient, with the columns asked for; texts are no formulas."""
        rows = self.rows("--payments", "--columns", "credit_code,name,district")
        self.assertEqual(
            ["firms", "f", "91350100M000100Y43", "First, Ltd", "east", "user_award", "3", "179.94", "89.97", "89.97", "yuan"],
            list(rows[0].values())[:11],
        )
        self.assertEqual("'=HYPERLINK(1)", rows[1]["name"])
        self.assertEqual(["o", "p"], [row["recipient"] for row in rows if row["programme"] == "owner_award"])
        text = self.instruments("--payments", "--lang", "zh", "--columns", "name", "--format", "csv", "--labels")[0]
        self.assertTrue(text.startswith("收款方类别,收款方,名称,补助项目,笔数,应付金额,share.city,share.district,单位,依据\r\n企业,f,\"First, Ltd\",用户补助,3,179.94"), text)
        table = self.instruments("--payments", "--lang", "zh")[0]
        self.assertIn("合计：4 笔付款，7 笔事项，2650201.01 yuan\n", table)
        self.assertIn("待定、未列入：1 条\n", table)

    def test_a_recipient_that_is_not_known(self):
        """What is due to nobody is in the list and among the findings."""

        def change(policy):
            del policy["rules"]["user_award"]["adjust"][0]  # else it would not be known under which cap it is
            policy["rules"]["user_rate"] = {"kind": "derive", "on": "services", "value": {"var": "params.rate"}, "cite": "qd#user"}

        path = self.policy(change, INSTRUMENTS)
        services = SERVICES + "x,,o,700,2024-07-02\n"
        run = ("subsidise", "--policy", path, *self.tables(services=services), *AS_OF)
        text, told = self.run_(0, *run, "--payments", "--format", "csv")[:2]
        self.assertIn("firms,,user_award,1,9.54,4.77,4.77,yuan,", text)
        self.assertIn("recipient-unknown: x: an amount is due, but no row of \"firms\" is given to pay it to", told)
        self.assertIn("Of these, events whose recipient is not known: 1\n", self.run_(0, *run, "--payments")[0])
        self.run_(1, *run, "--strict")

    def test_tables(self):
        """Totals, budgets, what is undetermined, the greatest amounts; in Chinese too."""
        text = self.instruments("--limit", "2")[0]
        for piece in ("together", "budget of the year", "missing: hnte", "… and 5 more", "Assumed (to the user):"):
            self.assertIn(piece, text)
        chinese = self.instruments("--lang", "zh", "--only", "refused")[0]
        for piece in ("补助项目", "合计", "年度预算", "不符合", "paid_on ≤ "):
            self.assertIn(piece, chinese)
        self.assertNotIn("年度预算 -", chinese)
        self.assertEqual({"refused", "nothing"}, {row["state"] for row in self.rows("--only", "refused,nothing")})

    def test_what_is_wrong_in_the_data(self):
        """Negative amounts, days that are no days, unknown users: told with their place, and nothing is decided."""
        cases = (
            ("10,f,o,-5,2024-05-01", "out-of-range"),
            ("10,f,o,1e99,2024-05-01", "number"),
            ("10,f,o,5,2024-02-30", "date"),
            ("10,nobody,o,5,2024-02-28", "link-unknown"),
            ("9,f,o,5,2024-02-28", "key"),
        )
        for line, word in cases:
            with self.subTest(line=line):
                text, told = self.instruments(status=2, services=SERVICES + line + "\n")[:2]
                self.assertEqual("", text)
                self.assertIn("services.csv:11", told)
                self.assertIn(word, told)

    def test_what_is_odd_in_the_data(self):
        """An event that stands twice, and a day ahead where an award is paid for it."""
        told = self.instruments()[1]
        self.assertIn('double-entry: 9: it says the same as "8", and both are paid (at services/user_award)', told)

        def change(policy):
            policy["rules"]["user_award"]["when"] = {"!": [{"var": "user.hnte"}]}

        path = self.policy(change, INSTRUMENTS)
        told = self.run_(0, "subsidise", "--policy", path, *self.tables(), *AS_OF)[1]
        self.assertIn("date-ahead: 7: it is of 2025-01-01, which is behind 2024-12-31, and is paid", told)
        self.instruments("--strict", status=1)

    def test_sums_of_what_is_not_known(self):
        """A total of nothing but what is undetermined has no sums: they are no 0."""
        totals = {(row["by"], row["key"]): row for row in self.rows("--totals")}
        self.assertEqual(["1"] + 6 * [""], [totals["recipient", "u"][key] for key in ("entries_undetermined", *SUMS)])
        self.assertEqual("0", totals["recipient", "f"]["less"])
        recipients = self.document("--totals")["totals"][1]["totals"]
        self.assertEqual([None], [total["due"] for total in recipients if total["key"] == "u"])

    def test_where_json_is_broken(self):
        """The file and the place in it are told; of a file with an object a line, its line."""
        for name, text, place in (("services.json", '[{"id": "1",}]', "services.json:1:13: "), ("services.ndjson", '{"id": "1"}\n{"id": 2', "services.ndjson:2:9: ")):
            with self.subTest(name=name):
                told = self.run_(2, "subsidise", "--policy", INSTRUMENTS, "--registry", f"services={self.write(name, text)}")[1]
                self.assertIn(place, told)

    def test_a_table_that_is_not_there(self):
        """Its programme has no entries, which is told and not passed over."""
        services = self.write("services.csv", SERVICES)
        told = self.run_(0, "subsidise", "--policy", INSTRUMENTS, "--registry", f"services={services}", *AS_OF)[1]
        self.assertIn('table-missing: no table "owners" was given: who is due "owner_award" is not known (at owners/owner_award)', told)

    def test_rates_that_are_wrong(self):
        """A parameter out of its range, or unknown, is refused before anything is decided."""
        for setting in ("rate=1.5", "rate=-0.1", "rate=x", "rat=0.1", "rate", "user_cap=-1", "budget=-0.01"):
            with self.subTest(setting=setting):
                text, told = self.instruments("--set", setting, status=2)[:2]
                self.assertEqual("", text)
                self.assertTrue(told.strip())

    def test_what_the_document_leaves_open(self):
        """A parameter without a value makes undetermined what needs it, until the caller sets it."""
        carriers = self.write("carriers.csv", "id,name,kind,points,statistics_done,grade_national\n"
                            "a,A,incubator,90,true,A\nb,B,incubator,80,true,B\nc,C,maker_space,10,true,B\n")
        honours = self.write("honours.csv", "id,carrier,won_on\n1,a,2020-01-01\n2,b,2020-01-01\n3,b,2019-01-01\n")
        run = ("subsidise", "--policy", SHENZHEN, "--registry", carriers, "--registry", honours, *AS_OF, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(self.run_(0, *run)[0], newline="")))
        award = {row["event"]: row for row in rows if row["programme"] == "sz_award"}
        self.assertEqual(["undetermined", "unset: params.excellent_places"], [award["a"][key] for key in ("state", "why")])
        self.assertEqual("sz_total", award["a"]["within"])
        rows = list(csv.DictReader(io.StringIO(self.run_(0, *run, "--set", "excellent_places=1")[0], newline="")))
        award = {row["event"]: row for row in rows if row["programme"] == "sz_award"}
        self.assertEqual([["due", "500000"], ["refused", "0"], ["refused", "0"]], [[award[key]["state"], award[key]["due"]] for key in "abc"])
        whole = {row["event"]: row for row in rows if row["programme"] == "sz_total"}
        self.assertEqual(whole["a"]["due"], str(money(whole["a"]["component.sz_award"]) + money(whole["a"]["component.sz_bonus"])))
        self.assertIn("excellent_places: set by caller", whole["a"]["assumed"])

    def test_usage(self):
        """Names and words that are none."""
        cases = (
            (("--by", "nowhere"), 'no programme has a column "nowhere"'),
            (("--by", "district,"), "--by: found an empty name"),
            (("--programme", "fees"), 'no programme "fees"'),
            (("--only", "paid"), '--only: found "paid", expected any of: due, nothing, refused, undetermined'),
            (("--payments", "--only", "due"), "--payments lists what is due"),
            (("--payments", "--totals"), "--payments lists what is due"),
            (("--columns", "name"), "--columns and --labels are for --payments"),
            (("--payments", "--columns", "nowhere"), 'no table of recipients has a column "nowhere"'),
        )
        for options, message in cases:
            with self.subTest(options=options):
                text, told = self.instruments(*options, status=2)[:2]
                self.assertEqual("", text)
                self.assertIn(message, told)
        told = self.run_(2, "subsidise", "--policy", "cn-national-2018", *AS_OF)[1]
        self.assertIn("has no awards in force", told)


if __name__ == "__main__":
    unittest.main()
