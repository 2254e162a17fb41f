using System.Text.Json;

namespace MgrPlatform.Modules.Runtimes.Rpc;

/// <summary>Answers what the other side of a connection asks: the module's services in the daemon, a script in tests.</summary>
public interface IRpcHandler
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="PluginSdk.ModuleCallException">The call is refused or failed; its errno and sentence are the answer.</exception>
    ValueTask<RpcAnswer> CallAsync(string method, JsonElement parameters, CancellationToken cancellationToken);

    /// <summary>Takes a notification. Must not block.</summary>
    void Notify(string method, JsonElement parameters);
}
