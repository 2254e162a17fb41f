using MgrPlatform.Consensus;
using MgrPlatform.Monitor.Answers;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Store;

namespace MgrPlatform.Monitor.Daemon;

/// <summary>
/// Brings pending states to the quorum: all services that have changes go into one transaction, and whoever waits for it is told what
/// became of it. While one is on its way its services take no changes; the requests that come meanwhile go into the next one together.
/// </summary>
internal sealed class ProposalDesk(MonitorContext monitor, AnswerBook answers)
{
    private readonly SortedDictionary<long, Flight> _flights = [];
    private readonly Dictionary<PaxosService, List<Waiter>> _gathering = [];
    private readonly HashSet<RequestIdentity> _awaited = [];
    private long _lastTicket;

    /// <summary>When the next proposal is due; null when nothing is pending.</summary>
    public TimeSpan? Due => monitor.Services.Select(static service => service.ProposeAt).Min();

    /// <summary>Calls <paramref name="finished"/> once, when what is pending at a service is committed (true) or not (false).</summary>
    /// <param name="answer">What is then answered, and is committed with it; null for a request that may be done twice.</param>
    public void WaitFor(PaxosService service, RecordedAnswer? answer, Action<bool> finished)
    {
        if (!_gathering.TryGetValue(service, out var waiters))
        {
            _gathering[service] = waiters = [];
        }

        waiters.Add(new Waiter(answer, finished));
        if (answer is not null)
        {
            _awaited.Add(answer.Request);
        }
    }

    /// <summary>Whether a copy of this request has been done here, and is not committed yet.</summary>
    public bool IsAwaited(RequestIdentity request) => _awaited.Contains(request);

    /// <summary>We lead, and know all that was committed.</summary>
    public void BeginLeading() => answers.BeginLeading();

    /// <summary>The next proposal, if one is due.</summary>
    public QuorumInput.Proposed? Take()
    {
        if (!monitor.IsWriteable || Due is not { } due || due > monitor.Elapsed)
        {
            return null;
        }

        // Those that are not due yet are taken along.
        var services = monitor.Services.Where(static service => service.ProposeAt is not null).ToList();
        var transaction = new MonitorTransaction();
        var flight = new Flight(services, []);
        foreach (var service in services)
        {
            service.Encode(transaction);
            if (_gathering.Remove(service, out var waiters))
            {
                flight.Waiters.AddRange(waiters);
            }
        }

        answers.Encode(transaction, [.. flight.Waiters.Select(static waiter => waiter.Answer).OfType<RecordedAnswer>()]);
        var ticket = ++_lastTicket;
        _flights[ticket] = flight;
        return new QuorumInput.Proposed(ticket, QuorumCodec.FromMonitor(transaction));
    }

    public void Finish(long ticket, ProposalOutcome outcome)
    {
        if (!_flights.Remove(ticket, out var flight))
        {
            return;
        }

        if (monitor.IsWriteable)
        {
            foreach (var service in flight.Services)
            {
                service.BeginLeading();
            }
        }

        Finish(flight.Waiters, outcome == ProposalOutcome.Committed);
    }

    /// <summary>We lead no more: what had gathered is thrown away. What is on its way is answered by the quorum.</summary>
    public void EndLeading()
    {
        foreach (var service in monitor.Services)
        {
            service.EndLeading();
        }

        var waiters = monitor.Services.Where(_gathering.ContainsKey).SelectMany(service => _gathering[service]).ToList();
        _gathering.Clear();
        Finish(waiters, isCommitted: false);
    }

    private void Finish(List<Waiter> waiters, bool isCommitted)
    {
        foreach (var waiter in waiters)
        {
            if (waiter.Answer is { } answer)
            {
                _awaited.Remove(answer.Request);
            }

            waiter.Finished(isCommitted);
        }
    }

    private readonly record struct Waiter(RecordedAnswer? Answer, Action<bool> Finished);

    private sealed record Flight(IReadOnlyList<PaxosService> Services, List<Waiter> Waiters);
}
