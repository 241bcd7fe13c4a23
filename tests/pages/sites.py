"""HTML as the common systems of news sites make it, around own stories: each template gives a page of one story."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.pages.material import OTHER_HEADLINES, Told

NAV = '<header class="site-header"><div class="logo">The Site</div><nav><a href=/>Home</a><a href=/w>World</a></nav></header>'
FOOT = "<footer><p>© 2023 The Site. All rights reserved. No part of this page may be reproduced.</p></footer></body></html>"
LINKS = "<ul>" + "".join(f'<li><a href="/x">{escape(other)}</a></li>' for other in OTHER_HEADLINES[:5]) + "</ul>"
CARDS = "".join(
    f'<div class="card"><a href="/x"><h3>{escape(other)}</h3></a><p>What the council decided last week about this matter.</p></div>'
    for other in OTHER_HEADLINES[:4]
)
COMMENTS = (
    '<div id="comments" class="comments-area"><h3>2 comments</h3><ol><li><p>I really think that this government should have'
    " acted much sooner than that.</p></li><li><p>Nobody in my village believes a word of what ministers say.</p></li></ol></div>"
)


def head(told: Told) -> str:
    title = escape(told.headline)
    return (
        f'<html><head><title>{title} | The Site</title><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{told.iso}T10:00:00Z"></head><body class="has-sidebar single">'
    )


def each(told: Told, make: Callable[[int, str], str]) -> str:
    return "".join(make(number, escape(paragraph)) for number, paragraph in enumerate(told.paragraphs))


def blog(told: Told) -> str:
    body = each(told, lambda i, p: f"<p>{p}</p>" + ('<div class="ad-slot">Advertisement</div>' if i == 2 else ""))
    return (
        f'{head(told)}{NAV}<div id="primary" class="content-area"><article class="post"><header class="entry-header">'
        f'<h1 class="entry-title">{told.headline}</h1><div class="entry-meta"><span class="byline">by <a href=#>Jane Harper</a></span>'
        f'</div></header><div class="entry-content"><div class="wp-caption"><img src=a><p class="wp-caption-text">{told.shown}. Photo: AFP'
        f'</p></div>{body}<div class="sharedaddy"><h3>Share this:</h3><ul><li><a>Twitter</a></li></ul></div>'
        f'<div class="jp-relatedposts"><h3>Related</h3>{LINKS}</div></div><div class="author-box"><p>Jane Harper is a reporter who has'
        f' covered the north for ten years.</p></div></article>{COMMENTS}</div><aside class="widget-area">{CARDS}</aside>{FOOT}'
    )


def builder(told: Told) -> str:
    body = each(
        told,
        lambda i, p: f'<div class="page-widget page-widget-text"><div class="widget-inside"><p>{p}</p></div></div>',
    )
    return f'{head(told)}{NAV}<div class="page-widget-wrap"><h1>{told.headline}</h1>{body}</div><div class="related">{LINKS}</div>{FOOT}'


def paragraphs_in_divs(told: Told) -> str:
    body = each(told, lambda i, p: f'<div data-testid="paragraph-{i}" class="text__text__1FZLe">{p}</div>')
    return (
        f'{head(told)}{NAV}<main><article><h1 data-testid="Heading">{told.headline}</h1><div class="article-body__content__17Yit">'
        f'<div data-testid="Summary"><h2>Summary</h2><ul><li>Crossing to open soon</li><li>More talks to follow in spring</li></ul></div>'
        f'{body}<div data-testid="toolbar">Share Save</div><div>Reporting by Jane Harper; Editing by Tom Okafor</div></div></article>'
        f'<div data-testid="Recommended">{CARDS}</div></main>{FOOT}'
    )


def components(told: Told) -> str:
    body = each(
        told,
        lambda i, p: (
            f'<div data-component="text-block"><div class="ssrcss-Rich"><p class="css-1q0x">{p}</p></div></div>'
        ),
    )
    return (
        f'{head(told)}{NAV}<main><article class="css-pv1rh6"><div data-component="headline-block"><h1>{told.headline}</h1></div>'
        f'<figure><img><figcaption><span>Image caption, </span>{told.shown}</figcaption></figure>{body}<div data-component="links-block">'
        f'<p>More on this story</p>{LINKS}</div><section data-component="tag-list"><h2>Related Topics</h2><ul><li><a>Norland</a></li>'
        f"</ul></section></article></main>{FOOT}"
    )


def soup(told: Told) -> str:
    links = "".join(f"<a href=/>{escape(other)}</a><br>" for other in OTHER_HEADLINES)
    body = each(told, lambda i, p: f"{p}<br><br>")
    return (
        f"{head(told)}<div class=a1><div class=a2><a href=/>Home</a> <a>Sport</a></div><div class=b1><div class=b2><b>{told.headline}"
        f"</b></div>{body}</div><div class=c1><b>More news</b><br>{links}</div></div></body></html>"
    )


def schema(told: Told) -> str:
    body = each(told, lambda i, p: f"<p>{p}</p>")
    return (
        f'{head(told)}{NAV}<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{told.headline}</h1>'
        f'<div class="article__tools-social">Share</div><div itemprop="articleBody" class="article-content js-tools-wrapper promo-none">'
        f'{body}</div><div class="outbrain">{CARDS}</div></div>{COMMENTS}{FOOT}'
    )


def table(told: Told) -> str:
    body = each(told, lambda i, p: f"<p>{p}</p>")
    return (
        f"{head(told)}<table><tr><td width=150><a href=/>Home</a><br><a href=/n>News</a></td><td><font size=5>{told.headline}</font>"
        f"{body}</td><td>{LINKS}</td></tr></table></body></html>"
    )


def teasers(told: Told) -> str:
    body = each(told, lambda i, p: f'<section class="block"><p>{p}</p></section>')
    more = "".join(
        f"<article><h3><a href=/1>{escape(o)}</a></h3><p>A short teaser about this in the north.</p></article>"
        for o in OTHER_HEADLINES[:3]
    )
    return f'{head(told)}{NAV}<article><h1>{told.headline}</h1>{body}</article><section class="more">{more}</section>{FOOT}'


SITES = (blog, builder, paragraphs_in_divs, components, soup, schema, table, teasers)
