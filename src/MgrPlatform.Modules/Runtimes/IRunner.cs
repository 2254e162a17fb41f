using System.Text.Json;

namespace MgrPlatform.Modules.Runtimes;

/// <summary>One run of a module's code: a child process, or a load context inside the host. Speaks the runner protocol's section 3.</summary>
public interface IRunner : IAsyncDisposable
{
    /// <summary>The child's process id, or null when the module runs inside the host.</summary>
    int? ProcessId { get; }

    /// <summary>Completes with the reason when the run has ended, whoever ended it.</summary>
    Task<string> Ended { get; }

    /// <summary>Sends a request of the protocol. The answer ends with a ModuleCallException when the module refused or failed,
    /// with an <see cref="Rpc.RpcException"/> when the run ended first.</summary>
    RunnerCall Begin(string method, Action<Utf8JsonWriter> writeParameters);

    /// <summary>Sends a notification of the protocol; never waits.</summary>
    void Notify(string method, Action<Utf8JsonWriter> writeParameters);

    /// <summary>Asks the run to write its threads' stacks to the module's log; does nothing where that is not possible.</summary>
    void DumpStacks();

    /// <summary>Ends the run at once, with everything that it started. <see cref="Ended"/> completes with <paramref name="reason"/>.</summary>
    void Kill(string reason);
}
