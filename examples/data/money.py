"""The tables about money of the synthetic registry: platforms, instruments and their services, investments, funds, bank
products and what was paid before. Nothing in them is real. Some entries are wrong on purpose: see FAULTS.
"""
import datetime
import random

AS_OF = datetime.date(2022, 6, 30)
COLUMNS = {
    "owners": ["id", "name"],
    "platforms": ["id", "name", "carrier", "joined", "joined_on"],
    "instruments": ["id", "name", "owner", "platform", "networked", "price"],
    "services": ["id", "instrument", "owner", "user", "paid", "paid_on", "purpose", "networked"],
    "investments": ["id", "enterprise", "round", "investor", "investor_type", "amount", "invested_on"],
    "funds": ["id", "carrier", "name", "manager", "size", "set_up_on"],
    "bank_products": ["id", "carrier", "name", "bank", "credit", "offered_on"],
    "payments": ["id", "programme", "carrier", "enterprise", "service", "investment", "amount", "paid_on", "year"],
}
# What is wrong on purpose: how many entries stand twice, and how many are dated after the day of the decision.
FAULTS = {"services": {"twice": 4, "future": 3}, "investments": {"twice": 2, "future": 2}}
NAMES = ["扫描电子显微镜", "质谱仪", "核磁共振波谱仪", "流式细胞仪", "X射线衍射仪", "高低温试验箱", "电磁兼容测试系统", "探针台"]


def day(rng, first, last):
    """A day of the two, or between them."""
    return first + datetime.timedelta(days=rng.randrange((last - first).days + 1))


def money(fen):
    """Yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def platforms_of(rng, carriers):
    """Carriers that say they have a platform have one, some of them two; half of the platforms joined."""
    for row in carriers:
        for _ in range(rng.choices([1, 2], [92, 8])[0] if row["platform"] == "是" and rng.random() < 0.95 else 0):
            joined = rng.random() < 0.5
            since = day(rng, datetime.date(2019, 1, 1), AS_OF).isoformat() if joined else ""
            yield {"name": f"合成{row['id']}公共技术服务平台", "carrier": row["id"], "joined": "是" if joined else "否", "joined_on": since}


def instruments_of(rng, owners, platforms):
    """Four of five are networked; of a few it is only known from the services on them."""
    for n in range(320):
        platform = rng.choice(platforms) if n % 2 else None
        networked = rng.choices(["是", "否", ""], [80, 17, 3])[0]
        yield {"name": rng.choice(NAMES), "owner": rng.choice(owners)["id"], "platform": platform["id"] if platform else "",
               "networked": networked, "price": f"{rng.randrange(20, 800)}万元"}


def service(rng, instrument, user, paid_on, shares=(70, 26, 4)):
    """What a firm paid for, in fen: most a few thousand yuan, some a lot."""
    yuan = rng.choices([rng.randrange(200, 6000), rng.randrange(6000, 80000), rng.randrange(80000, 900000)], shares)[0]
    return {"instrument": instrument["id"], "owner": instrument["owner"], "user": user, "paid": money(yuan * 100 + rng.randrange(100)),
            "paid_on": paid_on.isoformat(), "purpose": rng.choices(["研究开发", "生产检验", "法定认证", "其他", ""], [74, 16, 5, 4, 1])[0],
            "networked": "" if instrument["networked"] else rng.choice(["是", "否"])}


def services_of(rng, instruments, firms):
    """A year of services. The first one is in order in every respect; four firms test far more than others."""
    good = next(row for row in instruments if row["networked"] == "是")
    own = next(row for row in firms if row["carrier"] == "WH-0042")
    yield {**service(rng, good, own["id"], datetime.date(2022, 3, 15)), "paid": "12345.67", "purpose": "研究开发"}
    users = rng.sample(firms, 600)
    heavy = users[:4]
    for _ in range(2400):
        user = rng.choice(heavy if rng.random() < 0.05 else users)
        shares = (20, 20, 60) if user in heavy else (70, 26, 4)
        yield service(rng, rng.choice(instruments), user["id"], day(rng, datetime.date(2021, 7, 1), AS_OF), shares)


def investments_of(rng, firms):
    """One firm in thirty got money, some of it several times; a round may have two investors."""
    for firm in rng.sample(firms, len(firms) // 30):
        on = day(rng, datetime.date(2019, 1, 1), AS_OF)
        first = rng.choices(["种子轮", "天使轮"], [25, 75])[0]
        for round_ in [first] + (["天使轮" if first == "种子轮" else "A轮"] if rng.random() < 0.3 else []):
            for _ in range(rng.choices([1, 2], [85, 15])[0]):
                yield {"enterprise": firm["id"], "round": round_, "investor": f"合成投资{rng.randrange(1, 60)}号",
                       "investor_type": rng.choices(["创业投资机构", "天使投资基金", "政府引导基金", "企业", "个人"], [40, 25, 10, 10, 15])[0],
                       "amount": f"{rng.randrange(50, 2400, 5)}万元", "invested_on": on.isoformat()}
            on = min(AS_OF, on + datetime.timedelta(days=rng.randrange(120, 700)))


def spoil(rng, rows, date, faults):
    """Puts entries in twice, and some into the future, that seem to be in order otherwise."""
    good = [row for row in rows[1:] if row[date] >= "2022" and row.get("purpose", "研究开发") == "研究开发"]
    chosen = rng.sample(good, faults["twice"] + faults["future"])
    rows.extend(dict(row) for row in chosen[: faults["twice"]])
    for row in chosen[faults["twice"] :]:
        row[date] = (AS_OF + datetime.timedelta(days=rng.randrange(1, 90))).isoformat()


def funds_of(rng, carriers):
    """Funds dedicated to carriers, and what banks offer to their firms."""
    chosen = [row for row in carriers if rng.random() < 0.22]
    funds = [{"carrier": row["id"], "name": f"合成专业基金{row['id']}", "manager": f"合成创投{rng.randrange(1, 30)}号",
              "size": f"{rng.randrange(500, 30000, 100)}万元", "set_up_on": day(rng, datetime.date(2017, 1, 1), AS_OF).isoformat()} for row in chosen]
    products = [{"carrier": row["id"], "name": f"合成科创贷{row['id']}", "bank": f"合成银行{rng.randrange(1, 9)}号",
                 "credit": f"{rng.randrange(300, 20000, 100)}万元", "offered_on": day(rng, datetime.date(2018, 1, 1), AS_OF).isoformat()}
                for row in carriers if rng.random() < 0.25]
    return funds, products


def payments_of(rng, carriers, services, investments):
    """What was paid: for services of the two years, angel rounds of earlier years, and the assessment of the year before."""
    for row in services:
        share = 0.5 if row["paid_on"] < "2022" else 0.06
        if "2021-08-25" <= row["paid_on"] <= "2022-05-31" and row["purpose"] == "研究开发" and rng.random() < share:
            fen = round(float(row["paid"]) * 20)
            yield {"programme": "检验检测补贴", "enterprise": row["user"], "service": row["id"], "amount": money(fen),
                   "paid_on": "2022-06-15", "year": row["paid_on"][:4]}
    for row in investments:
        if row["round"] == "天使轮" and row["invested_on"] < "2022" and rng.random() < 0.3:
            yield {"programme": "天使投资补助", "enterprise": row["enterprise"], "investment": row["id"], "amount": "100000.00",
                   "paid_on": "2021-12-20", "year": 2021}
    assessed = [row for row in carriers if row["level"] in ("national", "provincial", "municipal")]
    for row in rng.sample(assessed, 12):
        yield {"programme": "载体考核补助", "carrier": row["id"], "amount": "500000.00", "paid_on": "2021-12-10", "year": 2021}
    for row in rng.sample(assessed, 2):
        yield {"programme": "载体考核补助", "carrier": row["id"], "amount": "500000.00", "paid_on": "2022-06-20", "year": 2022}


def numbered(letter, digits, rows):
    """The rows with their numbers."""
    return [{"id": f"{letter}{n:0{digits}d}", **row} for n, row in enumerate(rows, 1)]


def judge(rng, firms, investments):
    """The points that experts gave to firms with angel money: no two alike."""
    angels = {row["enterprise"] for row in investments if row["round"] == "天使轮"}
    points = iter(rng.sample(range(4000, 9999), len(angels)))
    for row in firms:
        row["expert_points"] = money(next(points)) if row["id"] in angels else ""


def tables(carriers, firms):
    """All tables by their names; the firms get their points."""
    rng = random.Random(20220630)  # its own dice: the other tables stay as they were
    owners = numbered("O", 3, ({"name": f"合成仪器单位{n}"} for n in range(1, 61)))
    platforms = numbered("P", 4, platforms_of(rng, carriers))
    instruments = numbered("I", 4, instruments_of(rng, owners, platforms))
    services = list(services_of(rng, instruments, firms))
    investments = list(investments_of(rng, firms))
    spoil(rng, services, "paid_on", FAULTS["services"])
    spoil(rng, investments, "invested_on", FAULTS["investments"])
    services, investments = numbered("S", 5, services), numbered("V", 4, investments)
    funds, products = funds_of(rng, carriers)
    judge(rng, firms, investments)
    return {"owners": owners, "platforms": platforms, "instruments": instruments, "services": services, "investments": investments,
            "funds": numbered("D", 3, funds), "bank_products": numbered("B", 3, products),
            "payments": numbered("Z", 4, payments_of(rng, carriers, services, investments))}
