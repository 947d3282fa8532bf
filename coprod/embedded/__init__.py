"""PostgreSQL and Valkey from wheels, so that Coprod runs on a machine that has neither.

Only the server programs of the wheels are used. They are started with passwords, in a private directory, and
never as root.
"""

from coprod.embedded.servers import EmbeddedServers

__all__ = ["EmbeddedServers"]
