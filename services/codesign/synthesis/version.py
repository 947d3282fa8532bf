"""The engine's version: it changes whenever the same inputs may give another output."""

ENGINE_VERSION = "1.0.0"
