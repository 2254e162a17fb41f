using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>What clients asked and were answered, with the times, for the checker; and the errors, of which there must be none.</summary>
internal sealed class ChaosHistory
{
    private const int KeyNotFound = -2;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<HistoryEntry> _entries = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private int _acknowledged;

    public IEnumerable<HistoryEntry> Entries => _entries;

    public IEnumerable<string> Errors => _errors;

    /// <summary>Writes that their clients know to be committed.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public async Task SetAsync(int who, QuorumClient client, string key, string value, CancellationToken cancellationToken)
    {
        var entry = Begin(who, OperationKind.Set, key, value);
        var (code, text) = await client.SetAsync(key, value, cancellationToken);
        if (code == 0)
        {
            entry.Returned = Now();
            Interlocked.Increment(ref _acknowledged);
        }
        else
        {
            _errors.Enqueue(string.Create(CultureInfo.InvariantCulture, $"client {who}, set {key}: {code} {text}"));
        }
    }

    public async Task<string?> GetAsync(int who, QuorumClient client, string key, CancellationToken cancellationToken)
    {
        var entry = Begin(who, OperationKind.Get, key, null);
        var (code, text) = await client.GetAsync(key, cancellationToken);
        if (code is 0 or KeyNotFound)
        {
            entry.Result = code == 0 ? text : null;
            entry.Returned = Now();
            return entry.Result;
        }

        _errors.Enqueue(string.Create(CultureInfo.InvariantCulture, $"client {who}, get {key}: {code} {text}"));
        return null;
    }

    private HistoryEntry Begin(int who, OperationKind kind, string key, string? value)
    {
        var entry = new HistoryEntry { Client = who, Kind = kind, Key = key, Value = value, Invoked = Now() };
        _entries.Enqueue(entry);
        return entry;
    }

    private long Now() => Stopwatch.GetElapsedTime(_start).Ticks;
}
