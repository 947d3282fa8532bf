"""Files that come in: what they hold, whatever they are called and however their columns stand."""
