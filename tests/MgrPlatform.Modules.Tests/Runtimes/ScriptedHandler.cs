using System.Collections.Concurrent;
using System.Text.Json;
using MgrPlatform.Modules.Commands;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Tests.Runtimes;

/// <summary>Answers a few words: echo, refuse, shape (wants a number), break, and hold, which waits for the test.</summary>
internal sealed class ScriptedHandler : IRpcHandler
{
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<(string Method, JsonElement Parameters)> Notified { get; } = new();

    public async ValueTask<RpcAnswer> CallAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        switch (method)
        {
            case "echo":
                var text = parameters.GetProperty("text").GetString();
                return new RpcAnswer(writer => writer.WriteString("text", text));
            case "shape":
                var number = parameters.GetProperty("number").GetInt32();
                return new RpcAnswer(writer => writer.WriteNumber("number", number));
            case "refuse":
                throw new ModuleCallException(-Errno.AccessDenied, "not you", "line 1");
            case "break":
                throw new IOException("no space left");
            case "hold":
                await Release.Task.WaitAsync(cancellationToken);
                return default;
            default:
                throw new ModuleCallException(-Errno.NotImplemented, $"the host does not know {method}");
        }
    }

    public void Notify(string method, JsonElement parameters)
    {
        if (method == "log")
        {
            _ = parameters.GetProperty("lines");
        }

        Notified.Enqueue((method, parameters));
    }
}
