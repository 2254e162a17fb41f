using System.Globalization;
using System.Text;
using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Clients;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Simulation.Members;

/// <summary>
/// A member with the smallest service that needs a quorum: keys and values as in config-key, and the monmap. Writes go through the leader,
/// reads are answered wherever they may be; a request that is repeated is recognised by its number.
/// </summary>
public sealed class KeyValueMember : ISimulatedMember
{
    public const string KeyPrefix = "mon_config_key";
    public const string ClientPrefix = "kv_client";

    private readonly MemberSetup _setup;
    private readonly QuorumMachine _machine;
    private readonly List<QuorumEffect> _effects = [];
    private readonly Queue<QuorumInput> _inputs = [];
    private readonly Dictionary<long, WriteUnderWay> _underWay = [];
    private readonly Dictionary<(int Client, long Id), long> _tickets = [];
    private readonly SortedDictionary<(int Client, long Id), ClientRequest> _own = []; // From our clients, to be answered.
    private readonly List<ClientRequest> _reads = [];

    // Came to a leader that does not know yet what was done before it.
    private readonly List<(ClientRequest Request, string Origin)> _early = [];
    private long _nextTicket;
    private bool _isMapUnderWay;
    private bool _isStepping;
    private TimeSpan _now;

    public KeyValueMember(MemberSetup setup)
    {
        _setup = setup;
        setup.Bug.Prepare(setup.Store, setup.Codec);
        _machine = new QuorumMachine(setup.Identity, setup.Bug.Options(setup.Options), setup.Store, setup.Codec);
        View = new KeyValueView(_machine, () => _own.Count + _reads.Count, setup);
    }

    private sealed record WriteUnderWay(ClientRequest? Request, List<string> Origins);

    public MemberView View { get; }

    public void Start(TimeSpan now) => Feed(new QuorumInput.Started([]), now);

    public void Receive(string from, object message, TimeSpan now)
    {
        switch (message)
        {
            case JoinMessage join:
                Feed(new QuorumInput.Received(from, join), now);
                OnJoin(join);
                break;
            case QuorumMessage quorum:
                Feed(new QuorumInput.Received(from, quorum), now);
                break;
            case Forward forward:
                _now = now;
                if (_machine.Role == QuorumRole.Leader)
                {
                    Propose(forward.Request, from);
                }

                break;
            case Route route:
                AnswerOwn(route.Reply);
                break;
            default:
                break;
        }

        Drain();
    }

    public void ConnectionReset(string peer, TimeSpan now) => Feed(new QuorumInput.ConnectionReset(peer), now);

    public void TimerFired(int timer, TimeSpan now) => Feed(new QuorumInput.TimerFired((QuorumTimer)timer), now);

    public void Stored(long number, TimeSpan now) => Feed(new QuorumInput.Stored(number), now);

    public void StoreFailed(string reason, TimeSpan now) => Feed(new QuorumInput.StoreFailed(reason), now);

    public void Stop(TimeSpan now) => Feed(new QuorumInput.StopRequested(), now);

    public void Request(ClientRequest request, TimeSpan now)
    {
        _now = now;
        if (request.Kind == OperationKind.Get)
        {
            _reads.RemoveAll(read => read.Client == request.Client);
            _reads.Add(request);
            AnswerReads();
        }
        else
        {
            _own[(request.Client, request.Id)] = request;
            Dispatch(request);
        }

        Drain();
    }

    public void Remove(string name, TimeSpan now)
    {
        _now = now;
        if (_machine.IsRecovered && _machine.LastCommitted > 0)
        {
            ProposeMap(_machine.Map.Members.Where(member => member.Name != name));
        }

        Drain();
    }

    private void Feed(QuorumInput input, TimeSpan now)
    {
        _now = now;
        _setup.Bug.Input(_machine, input, now, _inputs.Enqueue);
        Drain();
    }

    private void Drain()
    {
        if (_isStepping)
        {
            return;
        }

        _isStepping = true;
        while (!_setup.Host.IsDead && _inputs.TryDequeue(out var input))
        {
            _effects.Clear();
            _machine.Step(input, _now, _effects);
            _setup.Bug.Effects(_machine, _effects, _inputs.Enqueue);
            foreach (var effect in _effects)
            {
                Execute(effect);
                if (_setup.Host.IsDead)
                {
                    break;
                }
            }
        }

        _isStepping = false;
    }

    private void Execute(QuorumEffect effect)
    {
        switch (effect)
        {
            case QuorumEffect.Send send:
                _setup.Host.Send(send.Address, send.Message);
                break;
            case QuorumEffect.Write write:
                _setup.Host.Write(write.Number, write.Transaction, write.Durable);
                break;
            case QuorumEffect.SetTimer timer:
                _setup.Host.SetTimer((int)timer.Timer, timer.Due);
                break;
            case QuorumEffect.CancelTimer timer:
                _setup.Host.CancelTimer((int)timer.Timer);
                break;
            case QuorumEffect.Committed committed:
                _setup.Host.Committed(committed.Version);
                if (committed.Value.Operations.Any(static operation => operation.Prefix == StoreKeys.MonMap))
                {
                    ReadMap();
                }

                break;
            case QuorumEffect.Reloaded reloaded:
                _setup.Host.Reloaded(reloaded.Version);
                ReadMap();
                break;
            case QuorumEffect.Cleared:
                _setup.Host.Cleared();
                break;
            case QuorumEffect.ProposalFinished finished:
                OnFinished(finished);
                break;
            case QuorumEffect.RoleChanged:
                OnRoleChanged();
                break;
            case QuorumEffect.ReadinessChanged:
                OnReadinessChanged();
                break;
            case QuorumEffect.Passed passed:
                _setup.Host.Passed(passed.Failpoint);
                break;
            case QuorumEffect.Exit exit:
                _setup.Host.Exited(exit.Reason);
                break;
            default:
                break; // Connections and adopted maps are no business of this service.
        }
    }

    private void ReadMap()
    {
        if (_setup.Store.Get(StoreKeys.MonMap, StoreKeys.LastCommitted) is { } number
            && _setup.Codec.TryDecodeNumber(number, out var epoch)
            && _setup.Store.Get(StoreKeys.MonMap, epoch.ToString(CultureInfo.InvariantCulture)) is { } bytes
            && _setup.Codec.TryDecodeMap(bytes, out var map))
        {
            _inputs.Enqueue(new QuorumInput.MapChanged(map));
        }
    }

    private void OnRoleChanged()
    {
        _setup.Host.RoleChanged();
        _early.Clear();
        if (!_machine.IsInQuorum)
        {
            return;
        }

        foreach (var request in _own.Values.ToList())
        {
            Dispatch(request);
        }
    }

    private void OnReadinessChanged()
    {
        if (_machine.Role == QuorumRole.Leader && _machine.LastCommitted == 0 && _machine.IsWriteable(_now))
        {
            ProposeMap(_machine.Map.Members); // A new cluster: the monmap goes first.
        }

        if (_machine.IsRecovered && _early.Count > 0)
        {
            List<(ClientRequest Request, string Origin)> early = [.. _early];
            _early.Clear();
            foreach (var (request, origin) in early)
            {
                Propose(request, origin);
            }
        }

        AnswerReads();
    }

    private void AnswerReads()
    {
        if (_reads.Count == 0 || !View.IsReadable(_now))
        {
            return;
        }

        foreach (var read in _reads)
        {
            var value = _setup.Store.Get(KeyPrefix, read.Key);
            _setup.Host.Reply(new ClientReply(read.Client, read.Id, read.Attempt, value is null ? null : Encoding.UTF8.GetString(value)));
        }

        _reads.Clear();
    }

    private void Dispatch(ClientRequest request)
    {
        if (_machine.Role == QuorumRole.Leader)
        {
            Propose(request, _setup.Identity.Address);
        }
        else if (_machine.Role == QuorumRole.Peon)
        {
            _setup.Host.Send(_machine.Map.Members[_machine.Leader].Address, new Forward(request));
        }
    }

    private void Propose(ClientRequest request, string origin)
    {
        if (!_machine.IsRecovered)
        {
            _early.Add((request, origin));
            return;
        }

        if (_setup.Store.Get(ClientPrefix, ClientKey(request.Client)) is { } bytes
            && _setup.Codec.TryDecodeNumber(bytes, out var done)
            && done >= (ulong)request.Id)
        {
            Answer(request, origin); // Committed before, perhaps by another leader; only the answer was lost.
            return;
        }

        if (_tickets.Keys.Any(known => known.Client == request.Client && known.Id > request.Id))
        {
            return; // Its client has given it up, and does something else already.
        }

        if (_tickets.TryGetValue((request.Client, request.Id), out var known))
        {
            _underWay[known].Origins.Add(origin);
            _underWay[known] = _underWay[known] with { Request = request };
            return;
        }

        var ticket = ++_nextTicket;
        _underWay[ticket] = new WriteUnderWay(request, [origin]);
        _tickets[(request.Client, request.Id)] = ticket;
        var value = new StoreTransactionBuilder();
        if (request.Kind == OperationKind.Set)
        {
            value.Put(KeyPrefix, request.Key, Encoding.UTF8.GetBytes(request.Value));
        }
        else
        {
            value.Erase(KeyPrefix, request.Key);
        }

        value.Put(ClientPrefix, ClientKey(request.Client), _setup.Codec.EncodeNumber((ulong)request.Id));
        _inputs.Enqueue(new QuorumInput.Proposed(ticket, value.Build()));
    }

    private void OnFinished(QuorumEffect.ProposalFinished finished)
    {
        if (!_underWay.Remove(finished.Ticket, out var write))
        {
            return;
        }

        if (write.Request is not { } request)
        {
            _isMapUnderWay = false;
            return;
        }

        _tickets.Remove((request.Client, request.Id));
        if (finished.Outcome == ProposalOutcome.Committed)
        {
            _setup.Host.Acknowledged(finished.Version);
            foreach (var origin in write.Origins.Distinct())
            {
                Answer(request, origin);
            }
        }

        // Otherwise our own clients' requests are still held, and dispatched again with the next quorum; what was forwarded its peon sends
        // again.
    }

    private void Answer(ClientRequest request, string origin)
    {
        var reply = new ClientReply(request.Client, request.Id, request.Attempt, null);
        if (origin != _setup.Identity.Address)
        {
            _setup.Host.Send(origin, new Route(reply));
        }
        else
        {
            AnswerOwn(reply);
        }
    }

    /// <summary>Once, and to the last attempt that came here.</summary>
    private void AnswerOwn(ClientReply reply)
    {
        if (_own.Remove((reply.Client, reply.Id), out var request))
        {
            _setup.Host.Reply(reply with { Attempt = request.Attempt });
        }
    }

    private void OnJoin(JoinMessage join)
    {
        if (_machine.IsRecovered && _machine.LastCommitted > 0 && _machine.Map.RankOf(join.Address) == QuorumMap.NoRank)
        {
            ProposeMap(_machine.Map.Members
                .Append(new QuorumMember(join.Name, join.Address))
                .OrderBy(static member => member.Address, StringComparer.Ordinal));
        }
    }

    private void ProposeMap(IEnumerable<QuorumMember> members)
    {
        var map = VirtualCodec.Map(_machine.Map.Epoch + 1, members);
        if (_isMapUnderWay || map.Members.Count == 0)
        {
            return;
        }

        _isMapUnderWay = true;
        var ticket = ++_nextTicket;
        _underWay[ticket] = new WriteUnderWay(null, []);
        _inputs.Enqueue(new QuorumInput.Proposed(
            ticket,
            new StoreTransactionBuilder()
                .Put(StoreKeys.MonMap, map.Epoch.ToString(CultureInfo.InvariantCulture), map.Encoded)
                .Put(StoreKeys.MonMap, StoreKeys.LastCommitted, _setup.Codec.EncodeNumber(map.Epoch))
                .Build()));
    }

    private static string ClientKey(int client) => client.ToString(CultureInfo.InvariantCulture);
}
