"""What a language model is asked, and whether its answer may stand. Pure: no database, no web framework."""
