"""DuckDB: one query over a table in memory with one thread, fetched as numpy arrays."""
import duckdb
import pandas

from peers.sql import sql


class DuckdbSide:
    def __init__(self, columns, policy, exact):
        self.connection = duckdb.connect()
        self.connection.execute("pragma threads = 1")
        frame = pandas.DataFrame(columns, copy=False)
        self.connection.register("frame", frame)
        self.connection.execute("create table carriers as select * from frame")
        self.connection.unregister("frame")
        self.query = sql(policy, exact, "//", "least").replace(" materialized", "")

    def run(self):
        result = self.connection.execute(self.query).fetchnumpy()
        return result["score"], result["grade"], result["fit"]
