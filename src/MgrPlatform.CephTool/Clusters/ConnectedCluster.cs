using System.Globalization;
using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;
using CommandResult = MgrPlatform.Modules.Commands.CommandResult;

namespace MgrPlatform.CephTool.Clusters;

/// <summary>A cluster that we are connected to over its own protocol.</summary>
internal sealed class ConnectedCluster(ClusterClient client) : ICluster
{
    /// <summary>The official tool waits for ever, too: a command may take its time.</summary>
    private static readonly TimeSpan Patience = Timeout.InfiniteTimeSpan;

    private const int NoDevice = 6; // ENXIO: what librados says of a manager that is not active.

    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(30);

    /// <exception cref="CommandLineException">The cluster refuses us, nobody answers, or the configuration lacks something.</exception>
    public static async Task<ConnectedCluster> ConnectAsync(
        ConnectionArguments arguments, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = CephConfiguration.Load(ClusterConfiguration.Source(arguments));
            return new ConnectedCluster(
                await ClusterClient.ConnectAsync(configuration, arguments.Timeout ?? limit, NullLoggerFactory.Instance, cancellationToken));
        }
        catch (ClientException error)
        {
            // The official tool's codes: its own for a refusal, 1 for all else.
            throw new CommandLineException($"ceph: {error.Message}", error.Errno == Errno.Access ? Errno.Access : ExitCode.Failure);
        }
    }

    public bool IsReefOrNewer => client.Monitors.Maps.MonMap is { MinMonRelease: >= Release.Reef };

    public async Task<CommandResult> SendAsync(
        CommandTarget target, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var text = command.ToJsonString();
        try
        {
            var result = target switch
            {
                ("mon", "") => await client.Monitors.CommandAsync(text, input, Patience, cancellationToken),
                ("mon", var id) => await client.Daemons.TellMonitorAsync(id, text, input, Patience, cancellationToken),
                ("mon-mgr", _) => await client.Manager.CommandAsync(text, input, Patience, cancellationToken),
                ("mgr", var id) => await TellManagerAsync(id, text, input, cancellationToken),
                ("osd", var id) => await client.Daemons.TellOsdAsync(
                    int.Parse(id, CultureInfo.InvariantCulture), text, input, Patience, cancellationToken),
                ("mds", var id) => await client.Daemons.TellMdsAsync(id, text, input, Patience, cancellationToken),
                ("pg", var id) => await TellPrimaryAsync(id, command, input, cancellationToken),
                _ => throw new CommandLineException(
                    $"ceph: commands cannot be sent to {target.Type}.{target.Id}; name a mon, osd, mds or the mgr"),
            };
            return new CommandResult(result.Code, result.Output, result.Status);
        }
        catch (ClientException error)
        {
            return CommandResult.Failure(error.Errno, error.Message);
        }
    }

    public async Task<CommandResult> PingAsync(string monitor, CancellationToken cancellationToken)
    {
        try
        {
            return CommandResult.Success(await client.Daemons.PingMonitorAsync(monitor, PingPatience, cancellationToken));
        }
        catch (ClientException error)
        {
            return CommandResult.Failure(error.Errno, error.Message);
        }
    }

    public async Task WatchAsync(string level, Action<string, string> print, CancellationToken cancellationToken)
    {
        using var listening = client.Monitors.Listen(what =>
        {
            if (what is MonitorEvent.ClusterLogged logged)
            {
                foreach (var entry in logged.Entries)
                {
                    print(entry.Channel, LogLine.Of(entry));
                }
            }
        });
        await client.Monitors.SubscribeAsync($"log-{level}");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>Only the active manager takes commands; another one that is named must be told so, and not just missed.</summary>
    private async Task<Client.CommandResult> TellManagerAsync(
        string id, string command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (id.Length > 0)
        {
            await client.Manager.StartAsync();
            var active = (await client.Monitors.WhenAsync(static maps => maps.MgrMap, cancellationToken)).ActiveName;
            if (active != id)
            {
                return Client.CommandResult.Failure(NoDevice, $"mgr.{id} is not the active manager; that is mgr.{active}");
            }
        }

        return await client.Manager.TellAsync(command, input, Patience, cancellationToken);
    }

    private async Task<Client.CommandResult> TellPrimaryAsync(
        string id, JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var addressed = (JsonObject)command.DeepClone();
        addressed["pgid"] = id;
        await client.Monitors.SubscribeAsync("osdmap"); // For as long as we live: what is told to an OSD wants the newest one.
        var map = await client.Monitors.WhenAsync(static maps => maps.OsdMap, cancellationToken);
        if (!PgId.TryParse(id, out var pg) || !map.Client.Pools.ContainsKey(pg.Pool))
        {
            return Client.CommandResult.Failure(Errno.NoEntry, $"there is no placement group {id}");
        }

        var primary = new PgMapper(map).Map(pg).ActingPrimary;
        return primary < 0
            ? Client.CommandResult.Failure(Errno.Again, $"no OSD is in charge of placement group {id} now")
            : await client.Daemons.TellOsdAsync(primary, addressed.ToJsonString(), input, Patience, cancellationToken);
    }
}
