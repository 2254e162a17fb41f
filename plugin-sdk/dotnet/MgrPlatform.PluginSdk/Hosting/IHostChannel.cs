using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>
/// The way from a module to its host. One implementation speaks the runner protocol over a socket, one calls the host
/// in the same process, one is the in-memory host of module tests. Module authors do not use it: see <c>MgrModule</c>.
/// </summary>
public interface IHostChannel
{
    /// <summary>Sends a request of the runner protocol (section 4) and returns its result.</summary>
    /// <param name="method">The method: <c>set_store</c>.</param>
    /// <param name="parameters">Its params; the callee owns the node from now on.</param>
    /// <param name="cancellationToken">Ends the wait; the host may still carry the call out.</param>
    /// <exception cref="ModuleCallException">The host refused or failed, with the errno of its answer.</exception>
    ValueTask<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellationToken);

    /// <summary>Sends a notification of the runner protocol (<c>log</c>, <c>serve_ended</c>); never waits.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Its params; the callee owns the node from now on.</param>
    void Notify(string method, JsonObject parameters);
}
