"""The command decorators of mgr_module: `@CLICommand`, `@CLIReadCommand`, and the registries of 20.2."""

from __future__ import annotations

import errno
import functools
from typing import Any, Callable, ClassVar, Dict, List, NamedTuple, Optional, Tuple, Type, TypeVar, Union

from . import argtypes

HandlerFuncType = Callable[..., Tuple[int, str, str]]
_F = TypeVar("_F", bound=Callable[..., Any])
_Registry = TypeVar("_Registry", bound="CLICommandBase")

ERROR_MSG_EMPTY_INPUT_FILE = "Empty input file"
ERROR_MSG_NO_INPUT_FILE = "Input file not specified"


class HandleCommandResult(NamedTuple):
    """A command's answer: `retval` 0 or a negative errno, the data in `stdout`, words for the operator in `stderr`."""

    retval: int = 0
    stdout: str = ""
    stderr: str = ""


class CLICommandBase:
    """Declares the method below it as a command, its arguments read from the signature and its help from the docstring.

    Each registry class has commands of its own; `make_registry_subtype` makes a new one.
    """

    COMMANDS: ClassVar[Dict[str, "CLICommandBase"]] = {}
    KNOWN_ARGS = ("_", "self", "mgr", "inbuf", "return")

    def __init__(self, prefix: str, perm: str = "rw", poll: bool = False):
        self.prefix = prefix
        self.perm = perm
        self.poll = poll
        self.func: Optional[Callable[..., Any]] = None
        self.desc = ""
        self.args = ""
        self.arg_spec: Dict[str, Any] = {}
        self._optional: Dict[str, bool] = {}

    @classmethod
    def Read(cls: Type[_Registry], prefix: str, poll: bool = False) -> _Registry:
        """A command that only reads."""
        return cls(prefix, "r", poll)

    @classmethod
    def Write(cls: Type[_Registry], prefix: str, poll: bool = False) -> _Registry:
        """A command that changes something."""
        return cls(prefix, "w", poll)

    @classmethod
    def make_registry_subtype(cls, name: str) -> "Type[CLICommandBase]":
        """A registry for one module. Name it in the class: `class Module(MgrModule): CLICommand = MyCLICommand`."""
        return type(name, (cls,), {"COMMANDS": {}})

    def __call__(self, func: _F) -> _F:
        described = []
        self._needs_inbuf = False
        for name, hint, optional, declared in argtypes.parameters(func):
            if name in self.KNOWN_ARGS:
                # behind another decorator, that one decides what a missing file means
                self._needs_inbuf |= name == "inbuf" and not optional and not hasattr(func, "__wrapped__")
                continue
            if hint is None:
                raise TypeError("command '%s': the argument '%s' of %s has no type hint; write for example '%s: str'"
                                % (self.prefix, name, func.__qualname__, name))
            self.arg_spec[name] = hint
            self._optional[name] = optional
            if declared:
                described.append(argtypes.to_argdesc(hint, {"name": name}, optional))
        self.desc = " ".join((func.__doc__ or "").split())
        self.args = " ".join(described)
        self.func = func
        self._takes_inbuf = argtypes.accepts(func, "inbuf")
        self.COMMANDS[self.prefix] = self
        return func

    def call(self, mgr: Any, cmd_dict: Dict[str, Any], inbuf: Optional[str] = None) -> Any:
        """Run the command with the arguments that the caller gave."""
        try:
            kwargs = self._arguments(cmd_dict)
        except ValueError as e:
            return HandleCommandResult(-errno.EINVAL, "", str(e))
        if inbuf:
            if not self._takes_inbuf:
                return HandleCommandResult(-errno.EINVAL, "", "'%s' takes no input file (-i)" % self.prefix)
            kwargs["inbuf"] = inbuf
        elif self._needs_inbuf:
            return HandleCommandResult(-errno.EINVAL, "", "'%s' needs an input file: -i FILE" % self.prefix)
        assert self.func is not None
        return self.func(mgr, **kwargs)

    def _arguments(self, cmd_dict: Dict[str, Any]) -> Dict[str, Any]:
        kwargs: Dict[str, Any] = {}
        by_name = False  # from the first name=value on, as in Ceph, values are taken by the name they carry
        for name, hint in self.arg_spec.items():
            value = cmd_dict.get(name)
            if value is None:
                continue
            target = name
            if isinstance(value, str) and "=" in value:
                key, text = value.split("=", 1)
                key = key.replace("-", "_")
                if by_name or key in self.arg_spec:
                    by_name = True
                    target, value = key, text
            kind = self.arg_spec.get(target)
            if kind is None:
                raise ValueError("'%s' has no argument '%s'" % (self.prefix, target))
            try:
                kwargs[target] = argtypes.cast_to(kind, value)
            except (TypeError, ValueError) as e:
                raise ValueError("%s: %s" % (target, e)) from None
        for name, optional in self._optional.items():
            if name not in kwargs and not optional:
                if argtypes.without_none(self.arg_spec[name])[1]:
                    kwargs[name] = None
                else:
                    raise ValueError("'%s' needs the argument '%s'" % (self.prefix, name))
        return kwargs

    def dump_cmd(self) -> Dict[str, Union[str, bool]]:
        return {"cmd": ("%s %s" % (self.prefix, self.args)).rstrip(), "desc": self.desc, "perm": self.perm, "poll": self.poll}

    @classmethod
    def dump_cmd_list(cls) -> List[Dict[str, Union[str, bool]]]:
        return [command.dump_cmd() for command in cls.COMMANDS.values()]


class CLICommand(CLICommandBase):
    """The registry that modules of 16.2 and 18.2 share. `@CLICommand("prefix", perm="rw")`."""

    COMMANDS: ClassVar[Dict[str, CLICommandBase]] = {}


def CLIReadCommand(prefix: str, poll: bool = False) -> CLICommand:
    """A command that only reads: `@CLIReadCommand("hello say")`."""
    return CLICommand(prefix, "r", poll)


def CLIWriteCommand(prefix: str, poll: bool = False) -> CLICommand:
    """A command that changes something: `@CLIWriteCommand("hello forget")`."""
    return CLICommand(prefix, "w", poll)


def CLICheckNonemptyFileInput(desc: str = "input") -> Callable[[_F], _F]:
    """Answer EINVAL, without calling the function, when the caller gave no file (`-i`) or an empty one."""

    def decorate(func: _F) -> _F:
        @functools.wraps(func)
        def check(*args: Any, **kwargs: Any) -> Any:
            text = kwargs.get("inbuf")
            if text is None:
                return HandleCommandResult(-errno.EINVAL, "", "%s: give the file with the %s as -i FILE"
                                           % (ERROR_MSG_NO_INPUT_FILE, desc))
            if isinstance(text, str):
                text = text.rstrip("\r\n")
            if not text or not text.strip():
                return HandleCommandResult(-errno.EINVAL, "", "%s: it should hold the %s" % (ERROR_MSG_EMPTY_INPUT_FILE, desc))
            kwargs["inbuf"] = text
            return func(*args, **kwargs)
        return check  # type: ignore[return-value]
    return decorate


class Command(Dict[str, Any]):
    """An entry for a COMMANDS list that carries its handler; `register` puts it into the registry of `CLICommand`."""

    def __init__(self, prefix: str, handler: HandlerFuncType, perm: str = "rw", poll: bool = False):
        super().__init__(perm=perm, poll=poll)
        self.prefix = prefix
        self.handler = handler

    def register(self, instance: Any = None) -> HandlerFuncType:
        handler = self.handler

        @functools.wraps(handler)
        def run(mgr: Any, *args: Any, **kwargs: Any) -> HandleCommandResult:
            return HandleCommandResult(*handler(instance or mgr, *args, **kwargs))

        return CLICommand(self.prefix, self["perm"], self["poll"])(run)
