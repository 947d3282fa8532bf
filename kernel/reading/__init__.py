"""How rows are read so that a page costs the same at any size."""
