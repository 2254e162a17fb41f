using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Consensus.Probing;

/// <summary>Asks the others what they know, and counts who could form a quorum with us.</summary>
internal sealed class Prober(MachineContext context)
{
    private const int MaxHints = 64;
    private const int MaxBackoffDoublings = 3;
    private readonly SortedSet<int> _outsideQuorum = [];
    private readonly List<string> _hints = [];
    private readonly Dictionary<string, bool> _everJoined = [];
    private int _failures;
    private TimeSpan _notBefore;

    /// <summary>Some member that we heard has been in a quorum: this is no new cluster.</summary>
    public bool KnowsOfQuorum => _everJoined.Values.Any(static joined => joined);

    public bool IsKnownNew(string address) => _everJoined.TryGetValue(address, out var joined) && !joined;

    public void AddHint(string address)
    {
        if (_hints.Count < MaxHints
            && address != context.Identity.Address
            && context.Map.RankOf(address) == QuorumMap.NoRank
            && !_hints.Contains(address))
        {
            _hints.Add(address);
        }
    }

    public void NoteJoined(string address, bool hasEverJoined)
    {
        if (_everJoined.Count < MaxHints * 2 || _everJoined.ContainsKey(address))
        {
            _everJoined[address] = hasEverJoined;
        }
    }

    public void Start(ProbeMessage probe, bool countsItself)
    {
        _outsideQuorum.Clear();
        if (context.Rank != QuorumMap.NoRank && countsItself)
        {
            _outsideQuorum.Add(context.Rank);
        }

        _hints.RemoveAll(hint => context.Map.RankOf(hint) != QuorumMap.NoRank);
        context.SetTimer(QuorumTimer.Probe, context.Options.ProbeTimeout);
        foreach (var member in context.Map.Members.Where(member => member.Address != context.Identity.Address))
        {
            context.SendTo(member.Address, probe);
        }

        foreach (var hint in _hints)
        {
            context.SendTo(hint, probe);
        }
    }

    /// <summary>A member without a quorum answered. True when it makes a majority, and we are part of it.</summary>
    public bool AddOutside(int rank)
    {
        _outsideQuorum.Add(rank);
        return _outsideQuorum.Count >= context.Map.Majority && _outsideQuorum.Contains(context.Rank);
    }

    /// <summary>A member of the map that does not name us knows that map. True when a majority does.</summary>
    public bool AddSuccessor(int rank)
    {
        _outsideQuorum.Add(rank);
        return _outsideQuorum.Count >= context.Map.Majority;
    }

    /// <summary>
    /// Whether a standing quorum should be troubled with an election for our sake. One that did not take us in, though it was asked, hears
    /// of us less and less often: perhaps its leader cannot hear us, and each attempt costs it a pause.
    /// </summary>
    public bool MayDisturb() => context.Now >= _notBefore;

    public void Disturbed()
    {
        _notBefore = context.Now + (context.Options.ElectionTimeout * 0.5 * (1 << Math.Min(_failures, MaxBackoffDoublings)));
        _failures++;
    }

    public void InQuorum()
    {
        _failures = 0;
        _notBefore = TimeSpan.Zero;
    }
}
