"""The engine's version: it changes whenever the same inputs may give another output."""

ENGINE_VERSION = "2.0.1"
