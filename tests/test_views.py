"""What an event's reports add up to is said in plain lines."""

from __future__ import annotations

from communique.model import Span
from communique.record.queries import PartyView, ReportView
from communique.views import account_lines, fullness


def test_numbers_claims_differences_and_sources_are_told():
    account = {
        "numbers": {"duration": [{"value": "3 hours"}, {"value": "more than 4 hours"}]},
        "claims": [{"value": "the Kremlin"}],
        "denials": [],
        "differences": [{"about": "duration", "values": [{"value": "3 hours"}, {"value": "more than 4 hours"}]}],
        "sources": 2,
    }
    assert account_lines(account) == [
        ("duration", "3 hours / more than 4 hours"),
        ("claimed by", "the Kremlin"),
        ("accounts differ in duration", "3 hours / more than 4 hours"),
        ("independent sources", "2"),
    ]


def test_an_empty_account_says_nothing():
    assert account_lines({}) == []


def view(countries, confidence):
    parties = tuple(PartyView("actor", code, 0, 3, code, code, "GOV") for code in countries)
    span = Span("met", 0, 3)
    return ReportView(
        "R",
        "s",
        "E",
        "CONSULT",
        None,
        "actual",
        None,
        None,
        span,
        span,
        None,
        None,
        None,
        None,
        confidence,
        (),
        parties,
    )


def test_the_report_that_names_both_sides_speaks_for_an_event():
    alone, both = view(["USA"], 0.9), view(["USA", "UKR"], 0.6)
    assert max([alone, both], key=fullness) is both
    assert max([both, view(["USA", "UKR", "SAU"], 0.7)], key=fullness).confidence == 0.7
