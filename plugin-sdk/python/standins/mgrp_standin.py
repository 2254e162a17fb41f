"""Names of a package that is not installed: they can be imported and named, and say what is missing when used."""

import sys


def stand_in(package):
    """A module-level `__getattr__` whose names raise on use. Names like `ObjectNotFound` are exceptions, to be caught."""
    made = {}

    def complain(*args, **kwargs):
        raise RuntimeError("this needs the Python package '%s', which is not installed for %s (Debian: python3-%s)"
                           % (package, sys.executable, package))

    def lookup(name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in made:
            error = name.startswith(("Error", "ObjectNotFound", "ObjectExists", "Permission", "NoData")) or name.endswith(
                ("Error", "NotFound", "Exists", "Exception"))
            body = {"__module__": package}
            if not error:
                body["__init__"] = complain
            made[name] = type(name, (Exception,) if error else (), body)
        return made[name]

    return lookup
