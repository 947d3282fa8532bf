"""Tables in, cells out."""
