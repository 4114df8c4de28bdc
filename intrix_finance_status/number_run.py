"""Guess how somebody numbers documents: what comes after the last number."""

import re

# number/premises/device, as Croatian issuers have to write it: 17/1/1, 17-POS1-1
CROATIAN = re.compile(r'\d+([/-])[^\W_]+\1[1-9]\d*')


def following(last, year, *, last_year=None, earlier=''):
    """Yield the numbers that come after ``last``, without end.

    The part that counts is the one that changed between ``earlier`` and ``last``. Where that
    tells nothing it is the first part of Croatian numbers and the last part of others, years
    left aside. In another year the year is replaced, and the counting starts again.

    >>> from itertools import islice
    >>> list(islice(following('17/1/1', 2026), 2))
    ['18/1/1', '19/1/1']
    >>> next(following('R-2026-009', 2026))
    'R-2026-010'
    >>> next(following('R-2026-009', 2027, last_year=2026))
    'R-2027-001'

    :param str last: the last number given
    :param int year: of the date of the new documents
    :param int last_year: of the date of the last document; the same year by default
    :param str earlier: the number given before the last one
    """
    last_year = last_year or year
    # texts and runs of digits take turns, beginning with a text
    parts = re.split(r'(\d+)', last.strip())
    runs = list(range(1, len(parts), 2))
    if not runs:
        parts += ['-1', '']
        parts[1:2] = ['-', '1']
        runs = [2]
    years = _year_runs(parts, runs, last_year)
    counter = _changed_run(parts, runs, years, earlier)
    is_croatian = bool(CROATIAN.fullmatch(last.strip())) and not _is_full_year(parts[1], last_year)
    if counter is None:
        counter = (
            runs[0] if is_croatian else ([run for run in runs if run not in years] or runs)[-1]
        )
    years = [run for run in years if run != counter]
    number = int(parts[counter])
    width = 1 if is_croatian else len(parts[counter])
    if year != last_year and (years or (is_croatian and counter == runs[0])):
        number = 0
        for run in [] if is_croatian else years:
            parts[run] = str(year)[-len(parts[run]) :]
    while True:
        number += 1
        parts[counter] = str(number).zfill(width)
        yield ''.join(parts)


def _is_full_year(run, year):
    return run == str(year)


def _year_runs(parts, runs, year):
    """Return which runs of digits are the year: in full, else in two digits beside others."""
    full = [run for run in runs if _is_full_year(parts[run], year)]
    if full or len(runs) == 1:
        return full
    return [run for run in runs if parts[run] == str(year)[-2:]][:1]


def _changed_run(parts, runs, years, earlier):
    """Return the one run that went up since ``earlier``, if the rest is the same."""
    before = re.split(r'(\d+)', earlier.strip())
    if len(before) != len(parts) or before[::2] != parts[::2]:
        return None
    changed = [run for run in runs if run not in years and before[run] != parts[run]]
    if not changed:
        changed = [run for run in runs if before[run] != parts[run]]
    if len(changed) == 1 and int(parts[changed[0]]) > int(before[changed[0]]):
        return changed[0]
    return None
