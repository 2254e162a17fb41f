using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Checkers;
using MgrPlatform.Simulation.Clients;
using MgrPlatform.Simulation.Disk;
using MgrPlatform.Simulation.Members;
using MgrPlatform.Simulation.Network;
using MgrPlatform.Simulation.Scheduling;

namespace MgrPlatform.Simulation;

/// <summary>A quorum and its clients in virtual time.</summary>
public sealed class Cluster
{
    private readonly SimulationOptions _options;
    private readonly QuorumOptions _quorumOptions;
    private readonly VirtualCodec _codec = new();
    private readonly List<MemberProcess> _members = [];
    private readonly Dictionary<string, MemberProcess> _byAddress = [];
    private readonly Randomness _random;
    private readonly Guid _fsid = new("6e1c2f3a-0000-4000-8000-000000000001");

    public Cluster(ulong seed, SimulationOptions options)
    {
        _options = options;
        _random = new Randomness(seed);
        Events = new EventQueue(_random.Fork());
        Network = new VirtualNetwork(this, Events, _random.Fork());
        Checker = new InvariantChecker(() => Events.Now);
        _quorumOptions = ChooseOptions();
        ThinkTime = TimeSpan.FromMilliseconds(_random.Pick([500, 2000, 5000]));
        if (_random.Chance(0.3))
        {
            Network.MostDelay = TimeSpan.FromMilliseconds(_random.Pick([20, 60]));
        }

        var size = _random.Pick([3, 3, 3, 3, 3, 3, 5, 5, 1, 2, 4]);
        for (var index = 0; index < size; index++)
        {
            AddProcess();
        }

        SeedMap = VirtualCodec.Map(0, _members.Select(static member => new QuorumMember(member.Name, member.Address)));
        for (var index = 0; index < options.Clients; index++)
        {
            Clients.Add(new Client(index + 1, this, _random.Fork()));
        }
    }

    public EventQueue Events { get; }

    public VirtualNetwork Network { get; }

    public InvariantChecker Checker { get; }

    public QuorumMap SeedMap { get; }

    public IReadOnlyList<MemberProcess> Members => _members;

    public List<Client> Clients { get; } = [];

    public List<HistoryEntry> History { get; } = [];

    public TimeSpan ThinkTime { get; }

    public void Trace(string line) => _options.Trace?.Invoke($"{Events.Now.TotalSeconds,12:F6} {line}");

    public bool IsTraced => _options.Trace is not null;

    public MemberProcess? Find(string address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The newest monmap that any member goes by.</summary>
    public QuorumMap NewestMap =>
        _members.Where(static member => member.IsAlive).Select(static member => member.Member!.View.Map).MaxBy(static map => map.Epoch)
            ?? SeedMap;

    public MemberProcess? Leader =>
        _members
            .Where(static member => member.IsRunning && member.Member!.View.Role == QuorumRole.Leader)
            .MaxBy(static member => member.Member!.View.Epoch);

    public MemberProcess AddProcess()
    {
        var name = ((char)('a' + _members.Count)).ToString();
        var process = new MemberProcess(name, _members.Count, this, _random.Fork());
        _members.Add(process);
        _byAddress[process.Address] = process;
        return process;
    }

    public ISimulatedMember CreateMember(MemberProcess process) => new KeyValueMember(new MemberSetup(
        new QuorumIdentity(_fsid, process.Name, process.Address, MemberTraits.None, []),
        _quorumOptions,
        process.Store,
        _codec,
        process,
        _options.Bug()));

    public void Start()
    {
        foreach (var member in _members)
        {
            member.BeginNew();
            Events.After(_random.Skewed(TimeSpan.Zero, TimeSpan.FromSeconds(2)), member.Start);
        }

        foreach (var client in Clients)
        {
            client.Start();
        }
    }

    public void SendFromClient(MemberProcess member, ClientRequest request, Action<ClientRequest> refused) =>
        Events.After(ClientDelay(), () =>
        {
            if (member.IsAlive)
            {
                member.Deliver(10, request.Id, life => life.Request(request, member.LocalTime));
            }
            else
            {
                refused(request);
            }
        });

    public void ReplyToClient(ClientReply reply) => Events.After(ClientDelay(), () => Clients[reply.Client - 1].OnReply(reply));

    private TimeSpan ClientDelay() => _random.Skewed(TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(3));

    /// <summary>Small numbers, so that trims and syncs happen within minutes.</summary>
    private QuorumOptions ChooseOptions() => new()
    {
        SyncPrefixes = [KeyValueMember.KeyPrefix, KeyValueMember.ClientPrefix, StoreKeys.MonMap],
        PaxosMin = (ulong)_random.Pick([5, 20, 50]),
        PaxosTrimMin = (ulong)_random.Pick([3, 10]),
        PaxosTrimMax = (ulong)_random.Pick([5, 20, 60]),
        PaxosMaxJoinDrift = (ulong)_random.Pick([3, 10]),
        SyncMaxPayloadKeys = _random.Pick([2, 5, 30]),
        SyncMaxPayloadSize = _random.Pick([64, 4096]),
        SyncTimeout = TimeSpan.FromSeconds(3),
        EmitFailpoints = true,
    };
}
