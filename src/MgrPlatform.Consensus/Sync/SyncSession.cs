namespace MgrPlatform.Consensus.Sync;

/// <summary>One member that copies our store.</summary>
internal sealed class SyncSession(string address, bool isFull, ulong position)
{
    public string Address { get; } = address;

    public bool IsFull { get; } = isFull;

    /// <summary>The last version of Paxos that it has.</summary>
    public ulong Position { get; set; } = position;

    /// <summary>Before its first chunk.</summary>
    public ulong Start { get; } = position;

    /// <summary>Which of the prefixes it is in; all of them: the keys are done.</summary>
    public int PrefixIndex { get; set; }

    public string LastKey { get; set; } = "";

    public TimeSpan Expires { get; set; }
}
