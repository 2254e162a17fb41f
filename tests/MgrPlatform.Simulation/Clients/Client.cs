using MgrPlatform.Simulation.Members;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation.Clients;

/// <summary>
/// Does one operation after the other; asks again elsewhere, under the same number, when no answer comes; seldom gives one up.
/// </summary>
public sealed class Client(int number, Cluster cluster, Randomness random)
{
    private static readonly string[] Keys = ["alpha", "beta", "gamma", "delta"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private HistoryEntry? _current;
    private ClientRequest? _request;
    private long _operations;

    public bool IsIdle => _current is null;

    public bool IsStopped { get; set; }

    public long Completed { get; private set; }

    /// <summary>While something is being proved it does not give up.</summary>
    public bool IsPatient { get; set; }

    public void Start() => cluster.Events.After(random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)), Next);

    public void OnReply(ClientReply reply)
    {
        if (_current is not { } entry
            || _request is not { } request
            || reply.Id != request.Id
            || (request.Kind == OperationKind.Get && reply.Attempt != request.Attempt))
        {
            return;
        }

        entry.Returned = cluster.Events.Now.Ticks;
        entry.Result = reply.Value;
        Completed++;
        _current = null;
        cluster.Events.Trace(9, number, reply.Id);
        cluster.Events.After(random.Skewed(TimeSpan.FromMilliseconds(5), cluster.ThinkTime), Next);
    }

    private void Next()
    {
        if (IsStopped || _current is not null)
        {
            return;
        }

        var kind = random.Below(10) switch
        {
            < 5 => OperationKind.Get,
            < 9 => OperationKind.Set,
            _ => OperationKind.Delete,
        };
        var id = ++_operations;
        var value = $"{number}.{id}";
        _request = new ClientRequest(number, id, 0, kind, random.Pick(Keys), value);
        _current = new HistoryEntry
        {
            Client = number,
            Kind = kind,
            Key = _request.Key,
            Value = kind == OperationKind.Set ? value : null,
            Invoked = cluster.Events.Now.Ticks,
        };
        cluster.History.Add(_current);
        Attempt();
    }

    private void Attempt()
    {
        var request = _request! with { Attempt = _request.Attempt + 1 };
        _request = request;
        cluster.SendFromClient(random.Pick([.. cluster.Members.Where(static member => !member.IsRemoved)]), request, Refused);
        cluster.Events.After(Patience, () => GiveUpOn(request));
    }

    /// <summary>Nobody listens there.</summary>
    private void Refused(ClientRequest request) =>
        cluster.Events.After(random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(300)), () => GiveUpOn(request));

    private void GiveUpOn(ClientRequest request)
    {
        if (_current is null || !ReferenceEquals(_request, request))
        {
            return;
        }

        if (!IsPatient && random.Chance(0.01))
        {
            _current = null; // Its outcome stays unknown.
            cluster.Events.After(TimeSpan.FromMilliseconds(10), Next);
            return;
        }

        Attempt();
    }
}
