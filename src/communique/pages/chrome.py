"""What the names that sites give their boxes say: which are not the article's, and why."""

from __future__ import annotations

import re

from lxml import etree

SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
BY_TAG = {
    "nav": "navigation",
    "footer": "copyright",
    "aside": "related",
    "form": "newsletter",
    "button": "share",
    "menu": "navigation",
    "dialog": "cookie",
}
BY_TOKEN = {
    "share": "share sharing sharebar sharedaddy social socials addthis addtoany sharethis toolbar tools actions shareable bookmark",
    "advert": "ad ads advert adverts advertisement advertising adslot adunit dfp gpt sponsor sponsored promoted banner taboola outbrain",
    "related": "related recommend recommended recommendation recommendations mostread mostpopular trending popular teaser teasers promo promos"
    " sidebar rail carousel upnext readnext readmore seealso alsoread tags taglist topics keywords widget widgets onward latest",
    "newsletter": "newsletter newsletters subscribe subscription signup paywall piano donate donation support-us membership optin",
    "comments": "comments comment disqus livefyre coral commenting respond reactions discussion",
    "navigation": "nav navbar navigation menu breadcrumb breadcrumbs pagination pager masthead topbar skip skiplink sitenav ticker submenu",
    "cookie": "cookie cookies consent gdpr onetrust cmp didomi cookiebar overlay modal popup",
    "copyright": "footer copyright colophon legal disclaimer",
    "author": "bio authorbio authorbox biography",
}
REASON_OF = {token: reason for reason, tokens in BY_TOKEN.items() for token in tokens.split()}
PAIRS = {
    frozenset({"most", "read"}): "related",
    frozenset({"most", "popular"}): "related",
    frozenset({"read", "more"}): "related",
    frozenset({"read", "next"}): "related",
    frozenset({"up", "next"}): "related",
    frozenset({"more", "stories"}): "related",
    frozenset({"more", "news"}): "related",
    frozenset({"author", "box"}): "author",
    frozenset({"author", "card"}): "author",
    frozenset({"about", "author"}): "author",
    frozenset({"sign", "up"}): "newsletter",
    frozenset({"site", "header"}): "navigation",
    frozenset({"page", "header"}): "navigation",
    frozenset({"print", "email"}): "share",
}
NEVER = frozenset(
    {
        "html",
        "body",
        "main",
        "article",
        "p",
        "h1",
        "h2",
        "h3",
        "span",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "time",
        "figcaption",
        "figure",
    }
)
"""Tags that are too much or too little to be a box of furniture by their class alone."""
ARTICLE_WORDS = frozenset({"article", "story", "content", "body", "entry", "post"})
CAPTION_TOKENS = frozenset({"caption", "figcaption", "imagecaption", "photocaption", "cutline"})
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def tokens_of(element: etree._Element) -> frozenset[str]:
    """The words in an element's class, id, role and the like, in lower case."""
    names = (element.get(name) or "" for name in ("class", "id", "role", "data-testid", "data-component", "itemprop"))
    return frozenset(t.lower() for name in names for t in SPLIT.split(name[:400]) if t)


def container_reason(tag: str, tokens: frozenset[str], *, in_article: bool) -> str | None:
    """Why all text in such a box is furniture, or null."""
    if tag in BY_TAG:
        return "author" if tag == "footer" and in_article else BY_TAG[tag]
    if tag == "header" and not in_article:
        return "navigation"
    if tag in NEVER or not tokens:
        return None
    for pair, reason in PAIRS.items():
        if pair <= tokens:
            return reason
    if (
        {"articlebody"} & tokens
        or {"article", "body"} <= tokens
        or {"story", "body"} <= tokens
        or {"entry", "content"} <= tokens
    ):
        return None
    return next((REASON_OF[token] for token in sorted(tokens) if token in REASON_OF), None)


def caption_box(tag: str, tokens: frozenset[str]) -> bool:
    """True for an element that holds a picture's caption."""
    return tag == "figcaption" or (
        bool(CAPTION_TOKENS & tokens) and tag not in {"table", "body", "article", "figure", "main"}
    )


def is_hidden(element: etree._Element) -> bool:
    """True for an element a reader does not see."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and HIDDEN_STYLE.search(style) is not None
