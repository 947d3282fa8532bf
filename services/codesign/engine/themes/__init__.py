"""Texts: what people wrote about, in the languages they wrote in."""
