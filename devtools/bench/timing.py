"""Two ways to the same thing, timed alternately: the machine is noisy, ratios are not."""

import statistics
import time
from dataclasses import dataclass


@dataclass
class Sample:
    """One run: seconds on the clock, seconds of processor time where known, SQL queries."""

    seconds: float
    queries: int
    cpu: float = None


def timed(work):
    """Return how many seconds ``work`` takes, and what it returns."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def alternate(ours, reference, pairs, warm_up=1):
    """Run both alternately, each first as often as second.

    :param ours: callable that takes the number of the pair and returns a ``Sample``
    :return: a part of a row of the table; the ratio is the median of the pairs' ratios
    """
    for number in range(warm_up):
        ours(number)
        reference(number)
    samples = []
    for number in range(pairs):
        both = [ours, reference] if number % 2 else [reference, ours]
        results = {work: work(number) for work in both}
        samples.append((results[ours], results[reference]))
    return compared(*zip(*samples, strict=True))


def compared(ours, reference):
    """Return the part of a row that says how the runs of two ways compare, pair by pair."""
    samples = list(zip(ours, reference, strict=True))
    row = {
        'ours': statistics.median(a.seconds for a, _b in samples),
        'reference': statistics.median(b.seconds for _a, b in samples),
        'ratio': statistics.median(a.seconds / b.seconds for a, b in samples),
        'queries': statistics.median_low(a.queries for a, _b in samples),
        'reference_queries': statistics.median_low(b.queries for _a, b in samples),
        'runs': len(samples),
    }
    if samples[0][0].cpu is not None:
        row['wall_ratio'] = row['ratio']
        row['ours_cpu'] = statistics.median(a.cpu for a, _b in samples)
        row['reference_cpu'] = statistics.median(b.cpu for _a, b in samples)
        ratios = sorted(a.cpu / b.cpu for a, b in samples)
        row['ratio'] = statistics.median(ratios)
        row['ratio_range'] = [ratios[0], ratios[-1]]
        # what disturbs a run only adds to it
        row['best_ratio'] = min(a.cpu for a, _b in samples) / min(b.cpu for _a, b in samples)
    return row
