using System.Text.Json;
using MgrPlatform.Modules.Runtimes;
using MgrPlatform.Modules.Runtimes.Rpc;

namespace MgrPlatform.Modules.Tests.Lifecycle;

/// <summary>A run that answers when, and what, the test says.</summary>
internal sealed class FakeRunner : IRunner
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Call> _calls = [];

    public int? ProcessId => null;

    public Task<string> Ended => _ended.Task;

    /// <summary>Answers calls as they come; without it they wait for the test.</summary>
    public Action<Call>? Script { get; init; }

    public int StacksDumped { get; private set; }

    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public RunnerCall Begin(string method, Action<Utf8JsonWriter> writeParameters)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeParameters(writer);
            writer.WriteEndObject();
        }

        var call = new Call(method, JsonElement.Parse(buffer.ToArray()));
        lock (_lock)
        {
            _calls.Add(call);
        }

        if (_ended.Task.IsCompletedSuccessfully)
        {
            call.Fail(new RpcException(_ended.Task.Result));
        }

        Script?.Invoke(call);
        return new RunnerCall(call.Task, () => call.IsCancelled = true);
    }

    public void Notify(string method, Action<Utf8JsonWriter> writeParameters)
    {
    }

    public void DumpStacks() => StacksDumped++;

    public void Kill(string reason)
    {
        if (_ended.TrySetResult(reason))
        {
            foreach (var call in Calls)
            {
                call.Fail(new RpcException(reason));
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal sealed class Call(string method, JsonElement parameters)
    {
        // Synchronous: when Answer returns, what waited has gone on.
        private readonly TaskCompletionSource<JsonElement> _answer = new();

        public string Method { get; } = method;

        public JsonElement Parameters { get; } = parameters;

        public bool IsCancelled { get; set; }

        public Task<JsonElement> Task => _answer.Task;

        public void Answer(string json) => _answer.TrySetResult(JsonElement.Parse(json));

        public void Fail(Exception error) => _answer.TrySetException(error);
    }
}
