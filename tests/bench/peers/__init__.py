"""The peers of the work "assess", each written as its own users would write it well, one file each.

A side is made from the columns by name, the policy, and whether numbers are 64-bit integers, millionths, as this library holds them, or
doubles. Its run() decides all rows and gives score (in hundredths, where it holds integers), grade (0 to 3) and fit; what columns_of() does
to bring them into that form is not timed.
"""
import importlib
import typing


class Peer(typing.NamedTuple):
    """Where a peer's side is, whether it holds integers, whether its results must be this library's, and how many rows it runs."""
    module: str
    name: str
    integers: bool
    exact: bool
    least: int = 0
    most: int | None = None

    def side(self):
        return getattr(importlib.import_module(f"peers.{self.module}"), self.name)


SLOW = 100_000  # rows at most for a peer that decides fewer than half a million rows a second

PEERS = {
    "numpy": Peer("numpy_side", "NumpySide", True, True),
    "numpy-whole": Peer("numpy_side", "WholeSide", True, True, least=1_000_000),  # on fewer it is as good as one block
    "numpy-float": Peer("numpy_side", "NumpySide", False, False),
    "pandas": Peer("pandas_side", "PandasSide", True, True),
    "pandas-float": Peer("pandas_side", "PandasSide", False, False),
    "polars": Peer("polars_side", "PolarsSide", True, True),
    "polars-float": Peer("polars_side", "PolarsSide", False, False),
    "duckdb": Peer("duckdb_side", "DuckdbSide", True, True),
    "duckdb-double": Peer("duckdb_side", "DuckdbSide", False, False),
    "openfisca": Peer("openfisca_side", "OpenfiscaSide", False, False),
    "sqlite": Peer("sqlite_side", "SqliteSide", True, True, most=SLOW),
    "zen": Peer("zen_side", "ZenSide", False, True, most=SLOW),
    "datalogic-rs": Peer("datalogic_side", "DatalogicSide", False, False, most=10_000),
    "json-logic-engine": Peer("json_logic_engine_side", "JsonLogicEngineSide", False, False, most=SLOW),
}
