"""DuckDB on the work "subsidise": tables in memory with one thread, joins by row numbers, window functions, results into tables in memory.

Money is a DECIMAL, exact: products, sums and round() of decimals are; the shares of a budget and of those who pay are divided in whole fen, since a
quotient of two decimals is a DOUBLE. Or money is whole fen all the way, which is what one writes for speed.
"""
import duckdb

from subsidy import DATES, FEN, FLAGS, MONEY, day

YEAR = f"between {day('2023-01-01')} and {day('2024-01-01') - 1}"  # dates are days in these tables: as fast as a DATE


class DuckdbSide:
    """Money as decimals of two places."""
    money, fen, hundredths = "decimal(12, 2)", 100, "{}::decimal(3, 2)"

    def __init__(self, columns, parameters):
        self.parameters = {name: value // FEN for name, value in parameters.items()}  # fen
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1")
        for table, fields in columns.items():
            self.connection.register("given", {name: values // FEN if name in MONEY else values for name, values in fields.items()})
            self.connection.execute(f"create table {table} as select {', '.join(map(self.column, fields))} from given order by id")
            self.connection.unregister("given")

    def column(self, name):
        if name in MONEY:
            return f"{self.of_fen(name)} as {name}"
        kind = "boolean" if name in FLAGS else "integer" if name in (*DATES, "id", "user", "owner") else "utinyint"
        return f'"{name}"::{kind} as "{name}"'

    def of_fen(self, text):
        return f"(({text})::decimal(18, 2) * 0.01)::{self.money}"

    def to_fen(self, text):
        return f"(({text}) * 100)::bigint"

    def rate(self, percent):
        return f"{percent / 100:.2f}"

    def part(self, sum_, rate):
        """A rate of a sum, half-up to the fen. None is below 0, so that half away from 0 is half-up."""
        return f"round({sum_} * {rate}, 2)::{self.money}"

    def limit(self, name):
        """A parameter in the unit that money has here."""
        return f"{self.parameters[name] / 100:.2f}::{self.money}"

    def within_budget(self, table, sum_, budget):
        """Columns id, due (fen): in proportion by largest remainder, equal remainders in the order of the table; all of it where the budget is enough."""
        whole = self.parameters[budget]
        total = "(select sum(fen)::bigint from claims)"
        return (f"claims as materialized (select id, {self.to_fen(sum_)} as fen from {table}), "
                f"floors as materialized (select id, fen, fen * {whole} // {total} as share, fen * {whole} % {total} as rest from claims), "
                "ranked as (select id, fen, share, row_number() over (order by rest desc, id) as place from floors) "
                f"select id, case when {total} <= {whole} then fen when place <= {whole} - (select sum(share) from floors) then share + 1 "
                "else share end as due from ranked")

    def queries(self):
        rate, limit = self.rate, self.limit
        yield ("create or replace temp table before as select user, sum(sum) as paid_before from payments "
               f"where paid_on >= {day('2023-01-01')} group by user")
        # The record's own sum, cut where those before it have used up what the user may get.
        user_rate = (f"case when e.hightech and e.size = 0 then {rate(30)} when e.hightech then {rate(20)} "
                     f"when e.size = 0 then {rate(15)} else {rate(10)} end")
        amounts = (f"select s.id, s.user, s.paid_on, {self.part('s.paid', user_rate)} as amount, "
                   f"greatest({limit('user_cap')} - coalesce(b.paid_before, 0), 0) as cap "
                   "from services s join enterprises e on s.user = e.id left join before b on b.user = s.user "
                   f"where s.paid_on {YEAR} and s.networked and s.purpose <= 1 and s.paid >= {self.two_hundred()} and e.size <> 3 and e.honest "
                   "and e.registered_on <= s.paid_on")
        run = ("select id, amount, cap, sum(amount) over (partition by user order by paid_on, id "
               "rows between unbounded preceding and current row) as until from amounts")
        capped = "select id, greatest(least(amount, cap - (until - amount)), 0) as amount from run"
        yield (f"create or replace temp table dues as with amounts as ({amounts}), run as ({run}), capped as ({capped}), "
               f"{self.within_budget('capped', 'amount', 'user_budget')}")
        # City and district 3 : 2, what is left to the greater remainder.
        yield ("create or replace temp table user_awards as with shares as (select id, due, 3 * due // 5 as city, 3 * due % 5 as rest, "
               "2 * due // 5 as district, 2 * due % 5 as other from dues) "
               "select s.id, coalesce(due, 0) as due, city + case when rest > 0 and rest >= other then 1 else 0 end as city, "
               "district + case when other > rest then 1 else 0 end as district from services s left join shares using (id)")
        yield (f"create or replace temp table fees as select owner, sum(paid) as fees from services where networked and paid_on {YEAR} group by owner")
        owner_rate = f"case when o.kind = 0 then {rate(5)} else {rate(3)} end"
        yield (f"create or replace temp table owner_awards as with capped as (select o.id, least({self.part('coalesce(f.fees, 0)', owner_rate)}, "
               f"{limit('owner_cap')}) as amount from owners o left join fees f on f.owner = o.id), "
               f"{self.within_budget('capped', 'amount', 'owner_budget')}")
        for who, dues, own, link in (("user", "services", "enterprises", "user"), ("owner", "owners", "owners", "id")):
            yield (f"create or replace temp table {who}_dues as select own.district, sum(a.due)::bigint as due from {who}_awards a "
                   f"join {dues} r on r.id = a.id join {own} own on own.id = r.{link} group by own.district")
            yield f"create or replace temp table {who}_totals as select sum(due)::bigint as due from {who}_dues"

    def two_hundred(self):
        return "200"

    def run(self):
        for query in self.queries():
            self.connection.execute(query)

    def results(self):
        """By rule, in millionths; −1 where a record has no shares."""
        def column(query):
            return [-1 if value is None else int(value) * FEN for value, in self.connection.execute(query).fetchall()]
        user = {f"user_award{part}": column(f"select {name} from user_awards order by id")
                for part, name in (("", "due"), (":city", "city"), (":district", "district"))}
        return {**user, "owner_award": column("select due from owner_awards order by id"),
                **{f"{who}_due": column(f"select coalesce(due, 0) from districts d left join {who}_dues u on u.district = d.id order by d.id")
                   for who in ("user", "owner")},
                **{f"{who}_total": column(f"select due from {who}_totals") for who in ("user", "owner")}}


class FenSide(DuckdbSide):
    """Money as whole fen."""
    money = "bigint"

    def of_fen(self, text):
        return f"({text})::{self.money}"

    to_fen = of_fen

    def rate(self, percent):
        return str(percent)

    def part(self, sum_, rate):
        return f"((({sum_}) * ({rate}) + 50) // 100)::bigint"

    def limit(self, name):
        return str(self.parameters[name])

    def two_hundred(self):
        return "20000"


SIDES = {"duckdb": DuckdbSide, "duckdb-fen": FenSide}
