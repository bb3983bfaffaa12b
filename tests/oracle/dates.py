"""Dates and whole, completed time between them."""

from calendar import monthrange
from datetime import date


def day(value):
    """A date from a date or an ISO string (yyyy-mm-dd)."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def add_months(start, count):
    """The same day of the month `count` months later, clamped to the last day of that month."""
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def months_between(start, end):
    """The largest m with add_months(start, m) <= end; negative when end is before start."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def elapsed(start, end, unit):
    """Whole completed days, months or years from start to end."""
    if unit == "days":
        return (end - start).days
    months = months_between(start, end)
    if unit == "months":
        return months
    if unit == "years":
        return months // 12 if months >= 0 else -(-months // 12)
    raise ValueError(f"elapsed in {unit!r} is not known")
