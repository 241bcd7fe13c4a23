"""A dyad's course: periods without gaps, null where the record has nothing, acts that did not happen counted apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.linking.courses import Act, By, Left, course, periods, tally

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, 900), st.sampled_from(By))
def test_periods_follow_each_other_and_cover_the_span(first: date, days: int, by: By):
    last = first + timedelta(days=days)
    found = list(periods(first.isoformat(), last.isoformat(), by))
    assert found[0].first_day <= first.isoformat() <= found[0].last_day
    assert found[-1].first_day <= last.isoformat() <= found[-1].last_day
    for a, b in pairwise(found):
        assert date.fromisoformat(a.last_day) + timedelta(days=1) == date.fromisoformat(b.first_day)
    assert len({p.label for p in found}) == len(found)


def test_scores_are_of_what_happened_alone():
    found = tally(
        [
            Act("CONSULT", "actual", None),
            Act("ASSAULT", "actual", None),
            Act("AID", "planned", None),
            Act("ASSAULT", "possible", None),
        ]
    )
    assert (found.acts, found.planned, found.possible) == (2, 1, 1)
    assert found.quads == {
        "verbal cooperation": 1,
        "material cooperation": 0,
        "verbal conflict": 0,
        "material conflict": 1,
    }
    assert found.mean == pytest.approx(found.total / 2)


def test_no_act_has_no_mean():
    assert tally([]).mean is None
    assert tally([]).total == 0


def test_a_period_the_record_knows_nothing_of_is_null_and_a_quiet_one_is_zero():
    acts = [Act("CONSULT", "actual", "2031-03-04")]
    points, _ = course(acts, {"2031-03-01": 2}, ("2031-03-01", "2031-03-04"), By.DAY)
    tallies = [p.tally and p.tally.acts for p in points]
    assert tallies == [0, None, None, 1]
    assert [p.stories for p in points] == [2, 0, 0, 0]


def test_what_has_no_place_is_counted_and_never_lost():
    acts = [
        Act("CONSULT", "actual", None),
        Act("CONSULT", "actual", "2031"),
        Act("CONSULT", "actual", "2030-01-01"),
        Act("CONSULT", "actual", "2032-01-01"),
        Act("CONSULT", "negated", "2031-03-04"),
        Act("CONSULT", "actual", "2031-03-03/2031-03-05"),
    ]
    points, left = course(acts, {"2031-03-01": 1}, ("2031-03-01", "2031-03-31"), By.WEEK)
    assert left == Left(undated=1, too_wide=1, before=1, after=1, negated=1)
    assert sum(p.tally.acts for p in points if p.tally) == 1


@given(st.lists(st.builds(Act, st.sampled_from(["CONSULT", "ASSAULT"]), st.sampled_from(["actual", "planned", "possible", "negated"]),
                          st.none() | DAYS.map(date.isoformat))))  # fmt: skip
def test_every_act_is_in_a_period_or_among_what_is_left(acts):
    points, left = course(acts, {}, ("2000-01-01", "2001-12-31"), By.MONTH)
    inside = sum(p.tally.acts + p.tally.planned + p.tally.possible for p in points if p.tally)
    assert inside + left.undated + left.too_wide + left.before + left.after + left.negated == len(acts)
