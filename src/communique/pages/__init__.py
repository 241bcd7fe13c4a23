"""From whatever news looks like when it arrives to stories with every piece in its place.

`communique.pages.sources.read_pages` turns inputs into pages, `communique.pages.stories.read_stories` a page into stories.
"""
