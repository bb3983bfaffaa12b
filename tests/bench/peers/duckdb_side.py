"""DuckDB: one query over a table in memory with one thread, fetched as numpy arrays."""
import duckdb

from peers.sql import sql


class DuckdbSide:
    def __init__(self, columns, policy, exact):
        self.connection = duckdb.connect()
        self.connection.execute("pragma threads = 1")
        self.connection.register("given", columns)
        self.connection.execute("create table carriers as select * from given")
        self.connection.unregister("given")
        self.query = sql(policy, exact, "//", "least").replace(" materialized", "")

    def run(self):
        result = self.connection.execute(self.query).fetchnumpy()
        return result["score"], result["grade"], result["fit"]
