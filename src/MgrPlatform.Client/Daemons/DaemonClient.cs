using System.Globalization;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Daemons;

/// <summary>
/// Asks single daemons: <c>ceph tell mon.a</c>, <c>osd.3</c>, <c>mds.m</c>, and <c>ceph ping mon.a</c>. Connections stay open for the next
/// question. Its members may be called from any thread.
/// </summary>
public sealed class DaemonClient(MonitorClient monitors, MessengerEndpoint endpoint, TimeProvider time) : IAsyncDisposable
{
    // A connection may have been open for the last question and be broken by now.
    private const int Attempts = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DaemonConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>A command for one monitor.</summary>
    /// <param name="monitor">Its name or its rank.</param>
    /// <param name="limit">Then the answer is ETIMEDOUT.</param>
    public Task<CommandResult> TellMonitorAsync(
        string monitor, string command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) =>
        TellAsync($"mon.{monitor}", token => FindMonitorAsync(monitor, token), command, input, limit, cancellationToken);

    /// <inheritdoc cref="TellMonitorAsync"/>
    public Task<CommandResult> TellOsdAsync(
        int osd, string command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) => TellAsync(
        string.Create(CultureInfo.InvariantCulture, $"osd.{osd}"),
        token => FindOsdAsync(osd, token),
        command,
        input,
        limit,
        cancellationToken);

    /// <summary>A command for one metadata server.</summary>
    /// <param name="mds">Its name, or its global id.</param>
    /// <param name="limit">Then the answer is ETIMEDOUT.</param>
    public Task<CommandResult> TellMdsAsync(
        string mds, string command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) =>
        TellAsync($"mds.{mds}", token => FindMdsAsync(mds, token), command, input, limit, cancellationToken);

    /// <summary>Whether a monitor lives, in quorum or not: JSON with <c>health</c> and <c>mon_status</c>.</summary>
    /// <exception cref="ClientException">There is no such monitor, or it does not answer.</exception>
    public async Task<string> PingMonitorAsync(string monitor, TimeSpan limit, CancellationToken cancellationToken)
    {
        var name = $"mon.{monitor}";
        using var timer = new CancellationTokenSource(limit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            var connection = Connect(name, await FindMonitorAsync(monitor, limited.Token));
            var answer = (MPing)await connection.AskAsync(new MPing(null), limited.Token);
            return answer.Answer ?? "";
        }
        catch (DaemonGoneException gone)
        {
            throw new ClientException(ErrnoOf(gone.Reason), $"{name}: {gone.Message}", gone);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClientException(Errno.TimedOut, $"{name} has not answered within {limit.TotalSeconds:0.#} s");
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var connection in _connections.Values)
            {
                connection.Close();
            }

            _connections.Clear();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<CommandResult> TellAsync(
        string name,
        Func<CancellationToken, Task<Target>> find,
        string command,
        ReadOnlyMemory<byte> input,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var connection = Connect(name, await find(limited.Token));
                try
                {
                    var fsid = monitors.Maps.MonMap?.Fsid ?? Guid.Empty;
                    var reply = (MCommandReply)await connection.AskAsync(new MCommand(fsid, [command]) { Data = input }, limited.Token);
                    return new CommandResult(reply.Result, reply.Status, reply.Data);
                }
                catch (DaemonGoneException gone) when (attempt < Attempts && gone.Reason.Kind == CloseKind.Reset)
                {
                    continue;
                }
                catch (DaemonGoneException gone)
                {
                    if (gone.Reason.Kind == CloseKind.AuthenticationRefused)
                    {
                        monitors.Credentials.DoubtTickets();
                    }

                    return CommandResult.Failure(ErrnoOf(gone.Reason), $"{name}: {gone.Message}");
                }
            }
        }
        catch (ClientException error)
        {
            return CommandResult.Failure(error.Errno, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CommandResult.Failure(Errno.TimedOut, $"{name} has not answered within {limit.TotalSeconds:0.#} s");
        }
    }

    private static int ErrnoOf(CloseReason reason) => reason.Kind switch
    {
        CloseKind.AuthenticationRefused or CloseKind.NoCredentials => Errno.Access,
        CloseKind.ConnectionRefused => Errno.ConnectionRefused,
        CloseKind.TimedOut => Errno.TimedOut,
        _ => Errno.NotConnected,
    };

    private DaemonConnection Connect(string name, Target target)
    {
        var key = $"{name} {target.Addresses}";
        lock (_gate)
        {
            if (_connections.TryGetValue(key, out var known) && !known.IsClosed)
            {
                return known;
            }

            var connection = new DaemonConnection();
            connection.Open(handler => endpoint.Connect(
                target.Addresses,
                new ConnectOptions(target.Type, PeerPolicy.Lossy, target.Authenticator, handler) { Modes = target.Modes }));
            return _connections[key] = connection;
        }
    }

    private async Task<Target> FindMonitorAsync(string monitor, CancellationToken cancellationToken)
    {
        var map = await monitors.WhenAsync(static maps => maps.MonMap, cancellationToken);
        var name = int.TryParse(monitor, NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
            && !map.Monitors.ContainsKey(monitor)
            && rank < map.Ranks.Count ? map.Ranks[rank] : monitor;
        if (!map.Monitors.TryGetValue(name, out var found))
        {
            throw new ClientException(Errno.NoEntry, $"there is no monitor {monitor}; known are {string.Join(", ", map.Ranks)}");
        }

        var options = monitors.Options;
        var method = monitors.Credentials.Tickets is null ? AuthMethod.None : AuthMethod.Cephx;
        return new Target(
            EntityType.Monitor,
            new EntityAddressVector([Msgr2(found.Addresses, $"mon.{name}")]),
            options.MonitorModes,
            () => MonitorLinks.NewLogin(options, method, null));
    }

    private async Task<Target> FindOsdAsync(int osd, CancellationToken cancellationToken)
    {
        var map = await OsdMapAsync(cancellationToken);
        if (!map.Exists(osd))
        {
            throw new ClientException(Errno.NoEntry, $"there is no osd.{osd}");
        }

        return map.IsUp(osd)
            ? Daemon(EntityType.Osd, map.Client.ClientAddresses[osd], $"osd.{osd}")
            : throw new ClientException(Errno.NotConnected, $"osd.{osd} is down");
    }

    private async Task<Target> FindMdsAsync(string mds, CancellationToken cancellationToken)
    {
        var map = await FsMapAsync(cancellationToken);
        var found = Daemons(map).FirstOrDefault(daemon => daemon.Name == mds)
            ?? Daemons(map).FirstOrDefault(daemon => daemon.Gid.ToString(CultureInfo.InvariantCulture) == mds);
        return found is not null
            ? Daemon(EntityType.Mds, found.Addresses, $"mds.{mds}")
            : throw new ClientException(
                Errno.NoEntry, $"there is no mds.{mds}; known are {string.Join(", ", Daemons(map).Select(static daemon => daemon.Name))}");
    }

    private static IEnumerable<MdsInfo> Daemons(FsMap map) =>
        map.Filesystems.SelectMany(static filesystem => filesystem.MdsMap.Daemons.Values).Concat(map.Standbys.Values);

    private Target Daemon(EntityType type, EntityAddressVector addresses, string name) => new(
        type,
        new EntityAddressVector([Msgr2(addresses, name)]),
        monitors.Options.DaemonModes,
        () => monitors.Credentials.AuthenticatorFor(type));

    private static EntityAddress Msgr2(EntityAddressVector addresses, string name) =>
        addresses.Msgr2 ?? throw new ClientException(Errno.NotSupported, $"{name} has no msgr2 address");

    private async Task<OsdMap> OsdMapAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestAsync("osdmap", isKnown: monitors.Maps.OsdMap is not null, cancellationToken);
        return await monitors.WhenAsync(maps => maps.OsdMap is { } map && map.Epoch >= newest ? map : null, cancellationToken);
    }

    private async Task<FsMap> FsMapAsync(CancellationToken cancellationToken)
    {
        var newest = await NewestAsync("fsmap", isKnown: monitors.Maps.FsMap is not null, cancellationToken);
        return await monitors.WhenAsync(maps => maps.FsMap is { } map && map.Epoch >= newest ? map : null, cancellationToken);
    }

    /// <summary>A daemon may have started again since, with another nonce: only the newest map will do.</summary>
    private async Task<ulong> NewestAsync(string map, bool isKnown, CancellationToken cancellationToken)
    {
        if (isKnown)
        {
            return (await monitors.GetVersionAsync(map, null, cancellationToken)).Newest;
        }

        await monitors.SubscribeAsync(map);
        return 0;
    }

    private sealed record Target(
        EntityType Type, EntityAddressVector Addresses, IReadOnlyList<ConnectionMode> Modes, Func<IClientAuthenticator?> Authenticator);
}
