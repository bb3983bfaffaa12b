"""What type a column has: a string literal is a date where the rule's other results are."""

NUMBERS = ("integer", "decimal")


class Types:
    """The types of the rules of a policy, as far as strings need them."""

    def __init__(self, policy):
        self.policy = policy
        self.known = {}

    def of_rule(self, name):
        """"date", "text" or "category", "number", "boolean"; None where only literals tell."""
        if name not in self.known:
            found = (self.of_version(version) for version in self.policy["rules"][name])
            self.known[name] = next((type_ for type_ in found if type_), None)
        return self.known[name]

    def of_version(self, spec):
        """The type of one version's result."""
        if "elapsed" in spec or "scale" in spec:
            return "number"
        if spec["kind"] == "derive":
            return self.of_expressions(spec["on"], [spec["value"]])
        if spec["kind"] == "choose":
            results = [case["is"] for case in spec["cases"]] + [spec.get("else", {}).get("is")]
            return self.of_expressions(spec["on"], results)
        if spec["kind"] == "measure" and spec["take"] in ("min", "max", "commonest"):
            return self.of_expressions(spec["rows"], [spec["of"]])
        return "boolean" if spec["kind"] in ("require", "target", "select") else "number"

    def of_expressions(self, table, expressions):
        """The type of the first that is no string literal."""
        found = (self.of_expression(table, expression) for expression in expressions)
        return next((type_ for type_ in found if type_), None)

    def of_expression(self, table, expression):
        """The type of an expression over a table; None of a string literal."""
        if not isinstance(expression, dict):
            return None if isinstance(expression, str) or expression is None else "number"
        ((operator, operands),) = expression.items()
        if operator == "var":
            return self.of_path(table, operands)
        if operator == "if":
            return self.of_expressions(table, [*operands[1::2], operands[-1]])
        return "number" if operator in ("+", "-", "*", "/", "min", "max") else "boolean"

    def of_path(self, table, path):
        """The type of what {"var": path} names."""
        if path == "as_of":
            return "date"
        if path.startswith("params."):
            return self.policy["parameters"][path.removeprefix("params.")]["type"]
        *links, column = path.split(".")
        for link in links:
            table = self.policy["tables"][table]["links"][link]["to"]
        name = column.split(":")[0]
        if name in self.policy["rules"]:
            return self.of_rule(name) if column in (name, name + ":low", name + ":high") else "number"
        return self.policy["tables"][table]["fields"].get(name, {"type": "text"})["type"]
