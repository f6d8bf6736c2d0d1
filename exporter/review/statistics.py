"""Is a habit of a quiz more than chance? Exact tails of sums of independent yes-or-no events."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

_EXACT = 400  # events up to which the distribution is computed; beyond, it is a normal one for all that matters here


def tails(chances: Sequence[float], observed: int) -> tuple[float, float]:
    """Return how likely at most, and at least, ``observed`` of several events are, each with a chance of its own.

    The sum of such events has a Poisson binomial distribution, which is built up event by event; for more than 400
    of them it is approximated by a normal distribution with continuity correction.
    """
    if not chances:
        return 1.0, 1.0
    if len(chances) > _EXACT:
        return _normal_tails(chances, observed)
    distribution = [1.0]
    for chance in chances:
        longer = [each * (1 - chance) for each in distribution] + [0.0]
        for index, each in enumerate(distribution):
            longer[index + 1] += each * chance
        distribution = longer
    return sum(distribution[: observed + 1]), sum(distribution[observed:])


def _normal_tails(chances: Sequence[float], observed: int) -> tuple[float, float]:
    mean = sum(chances)
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances)) or 1e-9
    return _below((observed + 0.5 - mean) / deviation), 1 - _below((observed - 0.5 - mean) / deviation)


def _below(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2
