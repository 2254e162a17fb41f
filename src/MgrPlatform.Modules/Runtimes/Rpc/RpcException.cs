using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Runtimes.Rpc;

/// <summary>The connection to a runner ended, or the runner broke the protocol; every call that was under way ends with it.</summary>
public sealed class RpcException(string reason) : Exception(reason)
{
    /// <summary>A refused or failed call, as the other side put it.</summary>
    internal static ModuleCallException FromError(int code, string message, int? errno, string? traceback) =>
        new(errno ?? (code == RpcConnection.MethodNotFound ? -38 : -22), message, traceback);
}
