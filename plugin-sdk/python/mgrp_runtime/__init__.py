"""The inside of the Python runner. Plugins do not import this; they import `mgr_module`."""

VERSION = "0.1.0"
PROTOCOL = 1
