"""A dyad's course from the record: events and reports apart, directed or not."""

from __future__ import annotations

import pytest

from communique.linking.courses import By
from communique.record.courses import CourseQuery, course_of
from communique.record.schema import RecordError
from tests.acts import DNK, NOR, Act, coded_story, fishery, keep


def totals(found, kind):
    return [p.tally and p.tally.acts for p in found.points[kind]]


def test_loud_coverage_is_many_reports_and_one_event(record):
    act = Act("Norway met Denmark in Oslo on Sunday for talks.", "met", "CONSULT", (NOR,), (DNK,), "2031-03-02")
    other = Act("On Sunday Norway met Denmark in Oslo for long talks.", "met", "CONSULT", (NOR,), (DNK,), "2031-03-02")
    keep(
        record,
        coded_story("a", "Talks in Oslo", "2031-03-02", [act]),
        coded_story("b", "Oslo talks", "2031-03-03", [other]),
    )
    found = course_of(record, CourseQuery("Norway", "DNK", By.WEEK))
    assert totals(found, "events") == [1, 0]
    assert totals(found, "reports") == [2, 0]


def test_direction_counts_what_one_does_and_what_both_do(record):
    keep(record, *fishery())
    directed = course_of(record, CourseQuery("DNK", "NOR", By.MONTH, directed=True))
    both = course_of(record, CourseQuery("DNK", "NOR", By.MONTH))
    assert totals(directed, "reports") == [2]  # condemned, and met together
    assert totals(both, "reports") == [4]
    assert both.apart["reports"].negated == 1
    assert both.apart["reports"].after == 1


def test_days_without_any_story_are_gaps(record):
    keep(record, *fishery())
    found = course_of(record, CourseQuery("NOR", "DNK", By.DAY, since="2031-03-01", until="2031-03-10"))
    assert totals(found, "reports") == [None, 2, None, None, None, None, None, 1, 1, None]


@pytest.mark.parametrize(
    "query",
    [
        CourseQuery("NOR", "Norway"),
        CourseQuery("NOR", "DNK", since="soon"),
        CourseQuery("NOR", "DNK", until="2031-02"),
        CourseQuery("NOR", "DNK", since="2031-04-01", until="2031-03-01"),
    ],
)
def test_bad_questions_are_refused(record, query):
    keep(record, *fishery())
    with pytest.raises(ValueError, match=r".+"):
        course_of(record, query)


def test_nothing_between_two_is_said(record):
    with pytest.raises(RecordError, match="no story"):
        course_of(record, CourseQuery("NOR", "DNK"))
    keep(record, *fishery())
    with pytest.raises(RecordError, match="nothing in the record"):
        course_of(record, CourseQuery("NOR", "CHL"))
