using System.Collections.Concurrent;
using System.Globalization;
using MgrPlatform.Cli.Daemons;
using MgrPlatform.Client.Configuration;
using MgrPlatform.DevCluster.Daemons;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev.Cluster;

/// <summary>
/// The recorded OSDs and metadata servers of a dev cluster with monitors: made once, started and stopped as often as one likes. Disposing stops
/// them all.
/// </summary>
internal sealed class DevStorage(DevDirectory directory, DevDaemons daemons, Action<string> say) : IAsyncDisposable
{
    private const int Listed = 6;

    private static readonly string[] MdsNames = ["m", "n"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly PlacementGroups _groups = new(new RecordedStorage(), TimeProvider.System);
    private readonly ConcurrentDictionary<string, IRecordedDaemon> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LoggerFactory> _loggers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);
    private int _count;

    /// <summary>Every daemon, whether or not it runs now.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>All daemons in a few words: many OSDs are a range.</summary>
    public string Summary => _count <= Listed
        ? string.Join(", ", Names)
        : string.Create(CultureInfo.InvariantCulture, $"osd.0 to osd.{_count - 1}, {string.Join(", ", Names.Skip(_count))}");

    /// <summary>Makes what is missing of so many OSDs: numbers, places in the CRUSH map, keys.</summary>
    /// <exception cref="CommandLineException">The monitors refuse something.</exception>
    public async Task MakeAsync(int count, CancellationToken cancellationToken)
    {
        _count = count;
        // A key is made last of all: who has one has the rest, whatever interrupted us.
        int[] missing = [.. Enumerable.Range(0, count).Where(osd => !directory.HasDaemonKey($"osd.{osd}"))];
        foreach (var osd in missing)
        {
            // In turn, for the monitors give the lowest number that is free; asked for the same uuid again they give the same.
            await daemons.AskAsync($$"""{"prefix":"osd new","uuid":"{{directory.OsdUuid(osd)}}"}""", cancellationToken);
        }

        await Task.WhenAll(missing.Select(osd => daemons.AskAsync(
            $$"""
            {"prefix":"osd crush create-or-move","id":{{osd}},"weight":0.00099,"args":["root=default","host={{RecordedMetadata.HostOf(osd, count)}}"]}
            """,
            cancellationToken)));
        if (missing.Length > 0)
        {
            var ids = string.Join(',', missing.Select(static osd => $"\"{osd}\""));
            await daemons.AskAsync($$"""{"prefix":"osd crush set-device-class","class":"hdd","ids":[{{ids}}]}""", cancellationToken);
        }

        await Task.WhenAll(missing.Select(osd =>
            daemons.MakeKeyAsync($"osd.{osd}", """["mon","allow profile osd","mgr","allow profile osd","osd","allow *"]""", cancellationToken)));

        foreach (var mds in count > 0 ? MdsNames : [])
        {
            await daemons.MakeKeyAsync($"mds.{mds}", """["mon","profile mds","osd","allow *","mds","allow","mgr","profile mds"]""", cancellationToken);
        }

        Names = [.. Enumerable.Range(0, count).Select(static osd => $"osd.{osd}"), .. count > 0 ? MdsNames.Select(static mds => $"mds.{mds}") : []];
    }

    /// <summary>Starts all of them; they are up when it returns.</summary>
    public async Task StartAllAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Names.Select(name => OpenAsync(name, cancellationToken)));
        await Task.WhenAll(_running.Values.Select(daemon => daemon.WhenUpAsync(cancellationToken))).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Starts one that does not run; what to tell about it.</summary>
    public async Task<string> StartAsync(string name, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!Names.Contains(name))
            {
                return $"there is no {name} here; there are {Summary}";
            }

            if (_running.TryGetValue(name, out var known) && !known.Completion.IsCompleted)
            {
                return $"{name} runs already";
            }

            await (known?.DisposeAsync() ?? ValueTask.CompletedTask);
            await OpenAsync(name, cancellationToken);
            return $"{name} starts";
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Stops one as SIGTERM would; what to tell about it.</summary>
    public async Task<string> StopAsync(string name, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!_running.TryRemove(name, out var daemon))
            {
                return Names.Contains(name) ? $"{name} does not run" : $"there is no {name} here; there are {Summary}";
            }

            await daemon.DisposeAsync();
            return $"{name} is stopped";
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_running.Values.Select(static daemon => daemon.DisposeAsync().AsTask())).WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            say($"not all recorded daemons have ended within {StopPatience.TotalSeconds:0} s; what is left ends with this process");
        }
    }

    private async Task OpenAsync(string name, CancellationToken cancellationToken)
    {
        var loggers = _loggers.GetOrAdd(name, key => daemons.OpenLog(key, static file => new DaemonLogProvider(file, TimeProvider.System)));
        var (type, id) = name.StartsWith("osd.", StringComparison.Ordinal) ? (EntityType.Osd, name[4..]) : (EntityType.Mds, name[4..]);
        var options = new RecordedDaemonOptions { Configuration = directory.Load(new EntityName(type, id)) };
        IRecordedDaemon daemon;
        if (type == EntityType.Osd)
        {
            var osd = int.Parse(id, CultureInfo.InvariantCulture);
            daemon = await RecordedOsd.StartAsync(
                directory.OsdUuid(osd),
                _groups,
                options with { Metadata = RecordedMetadata.OfOsd(osd, RecordedMetadata.HostOf(osd, _count), directory.Daemon(name)) },
                loggers,
                cancellationToken);
        }
        else
        {
            var index = Array.IndexOf(MdsNames, id);
            daemon = await RecordedMds.StartAsync(
                options with { Metadata = RecordedMetadata.OfMds(index, RecordedMetadata.HostOf(index, _count)) }, loggers, cancellationToken);
        }

        _running[name] = daemon;
        _ = TellEndAsync(name, daemon);
    }

    /// <summary>One that ended though nobody here stopped it: the cluster did, or it broke.</summary>
    private async Task TellEndAsync(string name, IRecordedDaemon daemon)
    {
        string reason;
        try
        {
            reason = await daemon.Completion;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            reason = error.Message; // A daemon that breaks is news here, and no reason for the rest to end.
        }

        if (_running.TryGetValue(name, out var known) && known == daemon && reason != "stopped")
        {
            say($"{name} has ended: {reason}; 'start {name}' starts it again");
        }
    }
}
