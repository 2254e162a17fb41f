using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Tests.Harness;

/// <summary>A client of a monitor: sends, and keeps what it is sent.</summary>
internal sealed class TestClient(TestCluster cluster, string monitor, long connection)
{
    private readonly SortedDictionary<ulong, Message> _answers = [];
    private ulong _lastTransaction;

    public bool IsOpen { get; set; } = true;

    public string Monitor => monitor;

    /// <summary>Everything that came, in order.</summary>
    public List<Message> Received { get; } = [];

    public void Receive(Message message, ulong transactionId)
    {
        Received.Add(message);
        if (transactionId != 0)
        {
            Assert.True(_answers.TryAdd(transactionId, message), $"the request {transactionId} was answered twice");
        }
    }

    public ulong Send(Message message)
    {
        Send(message, ++_lastTransaction);
        return _lastTransaction;
    }

    /// <summary>Under a number that was used before, as a client does that comes back without an answer.</summary>
    public void Send(Message message, ulong transaction) =>
        cluster.Give(monitor, new MonitorInput.ClientMessage(connection, message, transaction));

    public void Close()
    {
        cluster.Monitors[monitor].Clients.Remove(connection);
        cluster.Give(monitor, new MonitorInput.ClientClosed(connection));
        cluster.Settle();
    }

    public void Subscribe(string what, ulong start = 0, bool isOnce = false)
    {
        Send(new MMonSubscribe(
            new Dictionary<string, Subscription> { [what] = new(start, isOnce ? SubscriptionFlags.Once : SubscriptionFlags.None) },
            "host"));
        cluster.Settle();
    }

    /// <summary>Starts a command; its answer comes when it comes.</summary>
    public ulong Ask(object command, byte[]? input = null) => Send(
        new MMonCommand(0, TestCluster.Fsid, [JsonSerializer.Serialize(command)]) { Data = input ?? [] });

    public ulong Ask(string prefix) => Ask(new Dictionary<string, object> { ["prefix"] = prefix });

    public MMonCommandAck? Answer(ulong transaction) => _answers.TryGetValue(transaction, out var answer) ? (MMonCommandAck)answer : null;

    /// <summary>A command, and its answer.</summary>
    public (int Code, string Status, string Output) Run(object command, byte[]? input = null)
    {
        var transaction = Ask(command, input);
        cluster.Until(() => Answer(transaction) is not null);
        var answer = Answer(transaction)!;
        return (answer.Result, answer.Status, Encoding.UTF8.GetString(answer.Data.Span));
    }

    /// <summary>The words of a command whose arguments are named in pairs: <c>"config-key set", "key", "a", "val", "b"</c>.</summary>
    public (int Code, string Status, string Output) Run(string prefix, params string[] arguments)
    {
        var command = new Dictionary<string, object> { ["prefix"] = prefix };
        for (var i = 0; i < arguments.Length; i += 2)
        {
            command[arguments[i]] = arguments[i + 1];
        }

        return Run((object)command);
    }

    public IReadOnlyList<T> All<T>()
        where T : Message =>
        [.. Received.OfType<T>()];
}
