"""Finds a plugin's code, imports it, and finds the module class in it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys

from .errors import ProtocolFailure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Any, Dict, List, Optional, Tuple


class _SourceLoader(importlib.machinery.SourceFileLoader):
    """Compiles the plugin's own files every time: a cached .pyc is trusted by the second, an edit may be quicker."""

    def path_stats(self, path: str) -> "Any":
        raise OSError("plugin files are not cached")

    def set_data(self, path: str, data: bytes, *, _mode: int = 0o666) -> None:
        pass


_LOADERS: "List[Tuple[Any, List[str]]]" = [
    (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
    (_SourceLoader, importlib.machinery.SOURCE_SUFFIXES),
]


class Plugin:
    """A plugin folder: where its code is and under which name it is imported.

    A folder with `__init__.py` is a package, found beside its siblings as in ceph-mgr. Any other becomes one of the
    module's name, so that both `import table` and `from .table import …` find the file beside module.py.
    """

    def __init__(self, name: str, path: str, entry: "Optional[str]" = None):
        self.name = name
        self.path = os.path.abspath(path)
        init = os.path.join(self.path, "__init__.py")
        self.is_package = os.path.exists(init) and entry in (None, "__init__.py", "module.py")
        if self.is_package:
            self._main: "Optional[str]" = None
            return
        self._main = entry or "module.py"
        if not os.path.exists(os.path.join(self.path, self._main)):
            raise ProtocolFailure("there is no %s in %s; a Python plugin has a module.py (or `entry` in plugin.json)"
                                  % (self._main, self.path), errno=-2)

    def put_on_path(self, sdk: str) -> None:
        """The plugin's parent folder (for packages) and the plugin come first, our own modules last."""
        front = [os.path.dirname(self.path), self.path] if self.is_package else [self.path]
        back = [sdk, os.path.join(sdk, "standins")]
        sys.path[:] = front + [p for p in sys.path if p not in front and p not in back] + back
        sys.path_hooks.insert(0, self._finder)
        for folder in front:
            sys.path_importer_cache.pop(folder, None)

    def _finder(self, path: str) -> "Any":
        if path != self.path and not path.startswith(self.path + os.sep):
            raise ImportError("not of this plugin")
        return importlib.machinery.FileFinder(path, *_LOADERS)

    def load(self) -> "Tuple[ModuleType, Optional[ModuleType]]":
        """Import the plugin: its package, and the submodule that has its code."""
        if self.is_package:
            package = self._import(self.name, os.path.join(self.path, "__init__.py"), package=True)
            return package, sys.modules.get(self.name + ".module")
        assert self._main is not None
        name = self.name
        if name in sys.modules or importlib.util.find_spec(name) is not None:
            name = "plugin_" + name  # the standard library or an installed package has that name
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [self.path]
        package = importlib.util.module_from_spec(spec)
        sys.modules[name] = package
        stem = os.path.splitext(os.path.basename(self._main))[0]
        main = self._import("%s.%s" % (name, stem), os.path.join(self.path, self._main), package=False)
        setattr(package, stem, main)
        return main, main

    @staticmethod
    def _import(name: str, file: str, package: bool) -> "ModuleType":
        spec = importlib.util.spec_from_file_location(
            name, file, loader=_SourceLoader(name, file),
            submodule_search_locations=[os.path.dirname(file)] if package else None)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    # -- the class

    def find_class(self, loaded: "Tuple[ModuleType, Optional[ModuleType]]", wanted: "Optional[str]") -> "Any":
        modules = [module for module in loaded if module is not None]
        if wanted:
            for module in modules:
                if isinstance(getattr(module, wanted, None), type):
                    return getattr(module, wanted)
            raise ProtocolFailure("there is no class %s in %s" % (wanted, self.path), errno=-22)
        for module in modules:
            found = getattr(module, "Module", None)
            if isinstance(found, type):
                return found
        from ceph_module import BaseMgrModule
        for module in modules:
            for found in vars(module).values():
                if isinstance(found, type) and issubclass(found, BaseMgrModule) and self._own(found):
                    return found
        raise ProtocolFailure("no module class in %s; write: class Module(MgrModule): …" % self.path, errno=-22)

    def _own(self, cls: type) -> bool:
        file = getattr(sys.modules.get(cls.__module__), "__file__", None)
        return bool(file) and os.path.abspath(file).startswith(self.path + os.sep)

    # -- what went wrong

    def load_failure(self, e: BaseException) -> ProtocolFailure:
        """A failed import or constructor as an error that names the file and line to look at."""
        data: "Dict[str, Any]" = {"errno": -22, "traceback": trimmed_traceback(e)}
        where = self._where(e)
        if where is not None:
            data["file"], data["line"] = where
        message = "%s: %s" % (type(e).__name__, e)
        if isinstance(e, ModuleNotFoundError) and e.name:
            data["errno"] = -2
            package = e.name.partition(".")[0]
            if importlib.util.find_spec(package) is None:
                debian = _DEBIAN.get(package, "python3-" + package.lower())
                message = ("the Python package '%s' is not installed for %s; Debian has it as %s"
                           % (package, sys.executable, debian))
        elif isinstance(e, SyntaxError):
            message = "%s: %s" % (type(e).__name__, e.msg)
        return ProtocolFailure(message, **data)

    def _where(self, e: BaseException) -> "Optional[Tuple[str, int]]":
        if isinstance(e, SyntaxError) and e.filename and os.path.abspath(e.filename).startswith(self.path + os.sep):
            return e.filename, e.lineno or 0
        found = None
        trace: "Optional[TracebackType]" = e.__traceback__
        while trace is not None:
            file = os.path.abspath(trace.tb_frame.f_code.co_filename)
            if file.startswith(self.path + os.sep):
                found = file, trace.tb_lineno
            trace = trace.tb_next
        return found


# where Debian's package is not python3-<name>
_DEBIAN = {"ceph": "python3-ceph-common", "ceph_argparse": "python3-ceph-argparse", "OpenSSL": "python3-openssl",
           "cherrypy": "python3-cherrypy3", "jwt": "python3-jwt", "google": "python3-protobuf"}

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def trimmed_traceback(e: BaseException) -> str:
    """The traceback without the runner's and the import machinery's frames above the module's first one."""
    import traceback
    trace = e.__traceback__
    while trace is not None and (trace.tb_frame.f_code.co_filename.startswith(_HERE)
                                 or trace.tb_frame.f_code.co_filename.startswith("<frozen importlib")):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(e), e, trace))
