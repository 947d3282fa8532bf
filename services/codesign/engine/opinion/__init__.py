"""Votes: the map, its groups, what they share, and how sure that is."""
