"""Composition: settings, addresses, the worker, embedded servers, the demo, pages that read across wings."""

from coprod.celery import app as celery_app

__all__ = ["celery_app"]
