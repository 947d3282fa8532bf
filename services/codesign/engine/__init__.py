"""Synthesis: who thinks alike, what people share, what they wrote about, and who was heard.

A pure package: it knows no database and no web framework. The same inputs give the same output, whatever
their order. `opinion` works on votes, `themes` on texts; `drafts` makes findings of both. Import what you need from its
module (`from services.codesign.engine.opinion.mapping import map_opinions`): nothing here loads a numeric library
before it is asked for.
"""
