"""SQLite: one query over a table in memory, into another one."""
import sqlite3

import numpy

from peers.sql import sql


class SqliteSide:
    def __init__(self, columns, policy, exact):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(f"create table carriers ({', '.join(name + ' integer' for name in columns)})")
        rows = zip(*(column.tolist() for column in columns.values()))
        self.connection.executemany(f"insert into carriers values ({', '.join('?' * len(columns))})", rows)
        self.query = sql(policy, exact, "/", "min")

    def run(self):
        self.connection.execute("drop table if exists result")
        self.connection.execute("create table result as " + self.query)

    def columns_of(self, _):
        return numpy.array(self.connection.execute("select score, grade, fit from result order by rowid").fetchall()).T
