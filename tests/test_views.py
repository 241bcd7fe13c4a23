"""What an event's reports add up to is said in plain lines."""

from __future__ import annotations

from communique.views import account_lines


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
