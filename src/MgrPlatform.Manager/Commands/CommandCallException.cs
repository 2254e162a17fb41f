namespace MgrPlatform.Manager.Commands;

/// <summary>A command whose arguments are not what it declares; caught where commands are answered.</summary>
internal sealed class CommandCallException(string message) : Exception(message);
