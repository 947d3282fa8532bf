"""What every stage's pages, API, moves and history stand on. No tables, no addresses: plain bases and functions."""
