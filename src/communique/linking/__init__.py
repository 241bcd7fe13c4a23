"""Linking: from reports to events, proposals and processes."""
