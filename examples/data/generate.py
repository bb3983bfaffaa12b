#!/usr/bin/env python3
"""Writes the synthetic registry: 364 carriers with their enterprises and founders, and the tables about money (money.py).

Nothing in it is real, no points and no grades of anybody, but the number of carriers of each managing unit, which is the
"present" column of the annex of 2021. Same seed, same bytes.

    python3 examples/data/generate.py [FOLDER]
"""
import csv
import datetime
import pathlib
import random
import sys

import money

HERE = pathlib.Path(__file__).resolve().parent
AS_OF = datetime.date(2022, 6, 30)
INDUSTRIES = ["ict", "biomedicine", "equipment", "ic", "materials", "energy", "automotive", "culture", "agriculture", "other"]
FOUNDERS = ["district_cluster", "leading_enterprise", "university", "research_institution", "investor", "introduced", "other"]
KIND_NAMES = {"incubator": "孵化器", "maker_space": "众创空间", "star_creation": "星创天地"}
CARRIER_COLUMNS = ["id", "name", "kind", "level", "district", "status", "opened", "area", "area_incubatees", "desks",
                   "usable_share", "fund", "staff", "staff_professional", "mentors", "platform", "technical_services",
                   "orientation_declared", "graduated", "statistics_years", "statistics", "resident_teams", "new_firms",
                   "financed_a_year", "cases", "events", "operator_origin", "points_service", "points_professional",
                   "points_finance", "points_results", "grade_national_before", "grade_provincial_before", "grade_city_before",
                   "industry_declared"]
POINTS = ["points_service", "points_professional", "points_finance", "points_results"]
# What stands exactly at a line of the assessment, or beside it: kind, level, and the cells of the first such carrier.
EDGES = [
    ("众创空间", "municipal", {"points": [80, 80, 80, 80]}),
    ("众创空间", "municipal", {"points": [80, 80, 80, 79.99]}),
    ("众创空间", "municipal", {"points": [60, 60, 60, 60]}),
    ("众创空间", "municipal", {"points": [60, 60, 60, 59.99], "grade_city_before": "合格"}),
    ("众创空间", "municipal", {"points": [50, 50, 50, 50], "grade_city_before": "不合格"}),
    ("孵化器", "municipal", {"points": [100, 100, 100, 100]}),
    ("孵化器", "municipal", {"points": [0, 0, 0, 0], "grade_city_before": ""}),
    ("孵化器", "national", {"points": ["", "", "", ""], "grade_national_before": "优秀"}),
    ("孵化器", "national", {"points": [90, 90, 90, 90], "grade_national_before": "不合格"}),
    ("孵化器", "national", {"points": [90, 90, 90, 90], "grade_national_before": "优秀", "grade_provincial_before": "不合格"}),
    ("众创空间", "provincial", {"points": [90, 90, 90, 90], "grade_provincial_before": "不合格"}),
]
ENTERPRISE_COLUMNS = ["id", "name", "carrier", "industry", "founded", "entered", "incubating", "has_ip", "filed_ip", "financed",
                      "expert_points"]


def days_before(rng, least, most):
    return AS_OF - datetime.timedelta(days=rng.randrange(least, most))


def yes(rng, share):
    return "是" if rng.random() < share else "否"


def carrier(rng, number, district):
    kind = rng.choices(["incubator", "maker_space", "star_creation"], [40, 50, 10])[0]
    if number == 42:
        kind = "incubator"
    level = rng.choices(["national", "provincial", "municipal", "district"], [22, 20, 38, 20])[0]
    incubator = kind == "incubator"
    area = rng.randrange(3000, 30000, 100) if incubator else rng.randrange(300, 4000, 50)
    staff = rng.randrange(6, 30) if incubator else rng.randrange(3, 12)
    return {
        "id": f"WH-{number:04d}", "name": f"合成{district}{KIND_NAMES[kind]}{number}号", "kind": KIND_NAMES[kind],
        "level": level, "district": district, "status": "运营", "opened": days_before(rng, 200, 4500).isoformat(),
        "area": area, "area_incubatees": int(area * rng.uniform(0.6, 0.9)), "desks": rng.randrange(20, 300, 5),
        "usable_share": f"{rng.randrange(60, 96)}%", "fund": f"{rng.randrange(0, 1500, 50)}万元", "staff": staff,
        "staff_professional": int(staff * rng.uniform(0.6, 1)), "mentors": rng.randrange(2, 14),
        "platform": yes(rng, 0.7), "technical_services": yes(rng, 0.75),
        "orientation_declared": "" if incubator else rng.choices(["专业型", "综合型"], [40, 60])[0],
        "graduated": rng.randrange(0, 45) if incubator else "", "statistics_years": rng.randrange(0, 6), "statistics": yes(rng, 0.9),
        "resident_teams": rng.randrange(8, 45), "new_firms": rng.randrange(2, 20), "financed_a_year": rng.randrange(0, 10),
        "cases": rng.randrange(0, 8), "events": rng.randrange(2, 30),
        "operator_origin": rng.choices(["本市", "外地"], [85, 15])[0],
    }


def leave_holes(rng, row):
    """A real register has holes: here about one in thirty, so that something is undetermined."""
    if row["id"] != "WH-0042" and rng.random() < 1 / 30:
        row["platform" if row["kind"] == "孵化器" else "orientation_declared"] = ""


def clamp(number):
    return round(min(100, max(0, number)), 1)


def assess(rng, row):
    """What the assessors gave, and what the carrier was graded the year before; one part in fifty is a hole."""
    whole = rng.gauss(73, 9)
    better = 5 if row["orientation_declared"] == "专业型" else 0
    for part in POINTS:
        points = clamp(rng.gauss(whole + (better if part == "points_professional" else 0), 7))
        row[part] = "" if rng.random() < 1 / 50 else points
    national, provincial, city = (rng.choices(*choice)[0] for choice in (
        (["优秀", "良好", "合格", "不合格", ""], [18, 40, 32, 5, 5]),
        (["优秀", "合格", "不合格", ""], [20, 68, 7, 5]),
        (["优秀", "合格", "不合格", ""], [18, 68, 10, 4])))
    star = row["kind"] == "星创天地"
    row["grade_national_before"] = national if row["level"] == "national" and row["kind"] == "孵化器" else ""
    row["grade_provincial_before"] = provincial if row["level"] == "provincial" and not star else ""
    row["grade_city_before"] = city if row["level"] == "municipal" and not star else ""
    field = rng.choice(INDUSTRIES[:8])
    row["industry_declared"] = field if row["orientation_declared"] == "专业型" and rng.random() < 0.95 else ""


def put_edges(carriers):
    """Some cells are what the lines of the assessment are about, whatever the dice say."""
    taken = {"WH-0042"}
    for kind, level, cells in EDGES:
        alike = [row for row in carriers if (row["kind"], row["level"], row["statistics"]) == (kind, level, "是")]
        row = next(row for row in alike if row["id"] not in taken)
        taken.add(row["id"])
        row.update(zip(POINTS, cells["points"]))
        row.update((name, value) for name, value in cells.items() if name != "points")


def enterprises(rng, row, first):
    count = rng.randrange(18, 66)
    main = rng.choice(INDUSTRIES[:8])
    share = rng.uniform(0.35, 0.97)
    if row["id"] == "WH-0042":
        count, main = 40, "biomedicine"
    for n in range(count):
        industry = main if rng.random() < share else rng.choice(INDUSTRIES)
        if row["id"] == "WH-0042":
            industry = main if n < 28 else "ict"
        entered = days_before(rng, 30, 1300)
        founded = entered - datetime.timedelta(days=rng.randrange(0, 700))
        yield {"id": f"E{first + n:05d}", "name": f"合成企业{first + n}", "carrier": row["id"], "industry": industry,
               "founded": founded.isoformat(), "entered": entered.isoformat(), "incubating": "是",
               "has_ip": yes(rng, 0.4), "filed_ip": yes(rng, 0.55), "financed": yes(rng, 0.15)}


def write(folder, name, columns, rows):
    with open(folder / name, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "synthetic"
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20210825)
    carriers, firms, founders = [], [], []
    with open(HERE / "annex.csv", encoding="utf-8", newline="") as file:
        annex = list(csv.reader(file))[1:]
    for district, present, *_ in annex:
        for _ in range(int(present)):
            row = carrier(rng, len(carriers) + 1, district)
            leave_holes(rng, row)
            carriers.append(row)
            if row["kind"] == "孵化器":
                if row["id"] == "WH-0042":
                    row.update(platform="是", technical_services="是")
                firms.extend(enterprises(rng, row, len(firms) + 1))
            kinds = rng.sample(FOUNDERS, 2 if rng.random() < 0.2 else 1)
            for kind in kinds:
                founders.append({"id": f"F{len(founders) + 1:04d}", "carrier": row["id"], "founder": kind})
    points = random.Random(20220309)  # its own dice: the other columns stay as they were
    for row in carriers:
        assess(points, row)
    put_edges(carriers)
    carriers[41].update(zip(POINTS, [78.5, 81, 66, 74.5]))
    about_money = money.tables(carriers, firms)
    write(folder, "carriers.csv", CARRIER_COLUMNS, carriers)
    write(folder, "enterprises.csv", ENTERPRISE_COLUMNS, firms)
    write(folder, "founders.csv", ["id", "carrier", "founder"], founders)
    for name, rows in about_money.items():
        write(folder, f"{name}.csv", money.COLUMNS[name], rows)


if __name__ == "__main__":
    main()
