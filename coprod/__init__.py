"""Composition: settings, addresses, the worker, embedded servers, the demo, pages that read across wings."""
