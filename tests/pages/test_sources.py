"""Inputs of every kind, good and bad: each gives pages or one clear line that says why not, and nothing raises."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile

import pytest

from communique.model import Page
from communique.pages.sources import SourceOptions, Unread, page_of_text, read_pages
from communique.pages.stories import read_stories
from tests.pages.material import STORIES

TEXT = f"{STORIES[0].headline}\n\n" + "\n".join(STORIES[0].paragraphs)
HTML = (
    f"<html><body><article><h1>{STORIES[0].headline}</h1>"
    + "".join(f"<p>{p}</p>" for p in STORIES[0].paragraphs)
    + "</article></body></html>"
)
SMALL = SourceOptions(max_page_bytes=200_000)


def read(*inputs, options=SMALL):
    return list(read_pages([str(i) for i in inputs], options))


def one(*inputs, options=SMALL):
    items = read(*inputs, options=options)
    assert len(items) == 1, items
    return items[0]


def reason(*inputs, options=SMALL):
    item = one(*inputs, options=options)
    assert isinstance(item, Unread)
    assert item.detail
    assert "\n" not in item.detail
    return item.reason


def written(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


class TestFilesAndFolders:
    def test_a_text_file_is_a_page_named_after_it(self, tmp_path):
        page = one(written(tmp_path / "talks in brevik.txt", TEXT))
        assert (page.id, page.media, page.text) == ("talks-in-brevik", "text/plain", TEXT)
        assert len(page.sha256) == 64

    def test_html_is_known_by_its_beginning(self, tmp_path):
        assert one(written(tmp_path / "page", HTML)).media == "text/html"

    def test_a_folder_is_read_in_order_without_hidden_files(self, tmp_path):
        for name in ("b.txt", "a.txt", ".hidden.txt", "deep/c.txt", ".git/d.txt"):
            written(tmp_path / name, TEXT)
        assert [p.id for p in read(tmp_path)] == ["a", "b", "c"]

    def test_files_of_one_name_get_ids_of_their_own(self, tmp_path):
        written(tmp_path / "one/page.txt", TEXT)
        written(tmp_path / "two/page.txt", TEXT)
        ids = [p.id for p in read(tmp_path)]
        assert len(set(ids)) == 2
        assert all(i.startswith("page") and "#" not in i for i in ids)

    def test_a_pattern(self, tmp_path):
        written(tmp_path / "a.txt", TEXT)
        written(tmp_path / "b.html", HTML)
        assert [p.id for p in read(tmp_path / "*.txt")] == ["a"]
        assert reason(tmp_path / "*.pdf") == "missing"

    def test_stdin(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        assert one("-").text == TEXT

    def test_stdin_of_json_lines(self, monkeypatch):
        lines = "\n".join(json.dumps({"id": f"s{n}", "published": None, "text": TEXT}) for n in range(3))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        assert [(p.id, p.is_story) for p in read("-")] == [("s0", True), ("s1", True), ("s2", True)]

    def test_a_text_in_memory(self):
        assert page_of_text(HTML).media == "text/html"
        assert page_of_text(TEXT).media == "text/plain"

    def test_what_cannot_be_read_is_told_and_the_rest_read(self, tmp_path):
        good = written(tmp_path / "good.txt", TEXT)
        items = read(tmp_path / "none.txt", good, "a\x00b")
        assert [type(i).__name__ for i in items] == ["Unread", "Page", "Unread"]

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"", "empty"),
            (b" \n\t ", "empty"),
            (b"%PDF-1.7 whatever", "binary"),
            (b"\x89PNG\r\n\x1a\n", "binary"),
            (bytes(range(256)) * 20, "binary"),
            (b"word \x00 " * 500, "binary"),
            (b"a" * 300_000, "too_large"),
            (gzip.compress(TEXT.encode())[:40] + b"\xff" * 300, "corrupt"),
            (b"PK\x03\x04broken", "corrupt"),
            (gzip.compress(TEXT.encode())[:-30], "truncated"),
        ],
    )
    def test_bad_bytes(self, tmp_path, data, expected):
        assert reason(written(tmp_path / "bad", data)) == expected

    def test_an_empty_folder_and_a_dead_link(self, tmp_path):
        (tmp_path / "folder").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        assert reason(tmp_path / "folder") == "empty"
        assert reason(tmp_path / "link") == "missing"

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_one_may_not_read(self, tmp_path):
        path = written(tmp_path / "secret.txt", TEXT)
        path.chmod(0)
        assert reason(path) == "unreadable"


class TestEncodings:
    WORDS = "Der Präsident sagte, Gespräche über Zölle würden „nächste Woche“ beginnen. " * 5

    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_plain_text(self, tmp_path, codec):
        assert one(written(tmp_path / "a.txt", self.WORDS.encode(codec))).text.strip() == self.WORDS.strip()

    def test_declared_in_the_page(self, tmp_path):
        markup = f'<html><head><meta charset="windows-1251"></head><body><p>{"Переговоры начались в пятницу. " * 9}</p></body></html>'
        assert "Переговоры" in one(written(tmp_path / "a.html", markup.encode("cp1251"))).text

    def test_a_wrong_declaration_does_not_hurt_utf8(self, tmp_path):
        markup = f'<html><head><meta charset="iso-8859-1"></head><body><p>{self.WORDS}</p></body></html>'
        assert self.WORDS in one(written(tmp_path / "a.html", markup)).text

    def test_mojibake_is_mended(self, tmp_path):
        broken = self.WORDS.encode().decode("cp1252", "ignore")
        assert "Präsident" in one(written(tmp_path / "a.txt", broken)).text

    def test_a_story_by_contract_is_left_as_it_is(self, tmp_path):
        broken = "Der PrÃ¤sident sagte, GesprÃ¤che wÃ¼rden beginnen."
        assert (
            one(written(tmp_path / "a.jsonl", json.dumps({"id": "x", "published": None, "text": broken}))).text
            == broken
        )

    def test_right_to_left_marks_and_stray_controls_stay_in_place(self, tmp_path):
        text = f"\u200f{STORIES[0].headline}\u200e\n\n" + "\n".join(STORIES[0].paragraphs)
        page = one(written(tmp_path / "a.txt", text))
        assert page.text == text
        assert len(read_stories(page).stories) == 1


class TestJsonLines:
    def test_a_page_and_a_story_a_line(self, tmp_path):
        lines = [
            {"id": "a", "published": "2023-03-09", "text": TEXT},
            {"id": "b", "content": HTML, "media": "text/html"},
        ]
        first, second = read(written(tmp_path / "x.jsonl", "\n".join(map(json.dumps, lines))))
        assert (first.id, first.is_story, first.text, first.metadata["published"]) == ("a", True, TEXT, "2023-03-09")
        assert (second.id, second.is_story, second.media) == ("b", False, "text/html")

    def test_field_names_of_news_please(self, tmp_path):
        record = {
            "title": STORIES[0].headline, "maintext": STORIES[0].paragraphs[0], "date_publish": "2023-03-09 10:00:00",
            "source_domain": "lantern.example", "url": "https://lantern.example/a/talks",
        }  # fmt: skip
        page = one(written(tmp_path / "x.jsonl", json.dumps(record)))
        story = read_stories(page).stories[0]
        assert story.headline
        assert story.headline.text == STORIES[0].headline
        assert (story.published or "")[:10] == "2023-03-09"
        assert (story.outlet, page.id) == ("lantern.example", "lantern.example/a/talks")

    def test_bad_lines_among_good_ones(self, tmp_path):
        good = json.dumps({"id": "ok", "published": None, "text": TEXT})
        lines = ["{broken", good, "[1, 2]", '{"id": "none"}', "", '"words"', good]
        items = read(written(tmp_path / "x.jsonl", "\n".join(lines)))
        assert [i.id if isinstance(i, Page) else i.reason for i in items] == [
            "malformed_json", "ok", "malformed_json", "no_text", "malformed_json", "ok",
        ]  # fmt: skip
        assert isinstance(items[0], Unread)
        assert items[0].name.endswith("x.jsonl:1")

    def test_bytes_that_are_no_utf8(self, tmp_path):
        assert reason(written(tmp_path / "x.jsonl", b'{"text": "\xff\xfe"}')) == "not_utf8"

    def test_a_line_as_long_as_a_book_is_passed_over(self, tmp_path):
        good = json.dumps({"id": "ok", "published": None, "text": TEXT})
        path = tmp_path / "x.jsonl"
        with path.open("wb") as file:
            file.write(b'{"text": "')
            for _ in range(200):
                file.write(b"a" * 10_000)
            file.write(b'"}\n' + good.encode())
        items = read(path)
        assert [i.reason if isinstance(i, Unread) else i.id for i in items] == ["too_large", "ok"]

    def test_a_json_array(self, tmp_path):
        records = [{"id": n, "published": None, "text": TEXT} for n in (1, 2)]
        assert [p.id for p in read(written(tmp_path / "x.json", json.dumps(records)))] == ["1", "2"]

    def test_deeply_nested_json(self, tmp_path):
        assert reason(written(tmp_path / "x.json", "[" * 100_000)) == "malformed_json"


class TestArchives:
    def test_gzip_of_a_page_and_of_json_lines(self, tmp_path):
        assert one(written(tmp_path / "a.txt.gz", gzip.compress(TEXT.encode()))).id == "a"
        lines = "\n".join(json.dumps({"id": f"s{n}", "published": None, "text": TEXT}) for n in range(3))
        assert [p.id for p in read(written(tmp_path / "b.jsonl.gz", gzip.compress(lines.encode())))] == [
            "s0",
            "s1",
            "s2",
        ]

    def test_what_came_before_the_break_is_read(self, tmp_path):
        lines = "\n".join(
            json.dumps({"id": f"s{n}", "published": None, "text": os.urandom(2000).hex()}) for n in range(100)
        )
        items = read(written(tmp_path / "b.jsonl.gz", gzip.compress(lines.encode())[:-40_000]))
        assert isinstance(items[-1], Unread)
        assert items[-1].reason == "truncated"
        assert sum(isinstance(i, Page) for i in items) > 50

    def zipped(self, tmp_path, **files):
        with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name.replace("__", "/"), data)
        return tmp_path / "z.zip"

    def test_the_files_of_a_zip(self, tmp_path):
        items = read(self.zipped(tmp_path, a=TEXT, b__c=HTML, bad=b"\x89PNG\r\n\x1a\n"))
        assert [i.id if isinstance(i, Page) else i.reason for i in items] == ["z-a", "z-c", "binary"]

    def test_a_zip_bomb_is_put_out(self, tmp_path):
        path = self.zipped(tmp_path, bomb=b"0" * 60_000_000, good=TEXT)
        items = read(path, options=SourceOptions(max_page_bytes=100_000_000))
        assert [i.reason if isinstance(i, Unread) else i.id for i in items] == ["expansion", "z-good"]

    def test_a_gzip_bomb_is_put_out(self, tmp_path):
        bomb = gzip.compress(b"0" * 60_000_000)
        assert (
            reason(written(tmp_path / "b.gz", bomb), options=SourceOptions(max_page_bytes=100_000_000)) == "expansion"
        )

    def test_archives_within_archives_end_somewhere(self, tmp_path):
        data = TEXT.encode()
        for _ in range(5):
            data = gzip.compress(data)
        assert reason(written(tmp_path / "a.gz", data)) == "nested"

    def test_a_zip_with_a_password_or_a_broken_file(self, tmp_path):
        path = self.zipped(tmp_path, a=TEXT * 20, b=TEXT)
        data = bytearray(path.read_bytes())
        data[60:90] = b"\x00" * 30
        path.write_bytes(bytes(data))
        items = read(path)
        assert [i.reason if isinstance(i, Unread) else i.id for i in items] == ["corrupt", "z-b"]
