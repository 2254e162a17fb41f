using System.Text.Json.Nodes;
using System.Threading.Channels;
using MgrPlatform.DevCluster.Cluster;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.DevCluster.Tests;

/// <summary>A recorded cluster in a folder of its own, with a clock that the test moves and the events that it gave out.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Channel<BackendEvent> _events = Channel.CreateUnbounded<BackendEvent>();
    private readonly bool _ownsDirectory;

    public ClusterFixture(string? moment = null, int osds = 3, string? directory = null)
    {
        _ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("mgrp-cluster-").FullName;
        Cluster = new RecordedCluster(
            new RecordedClusterOptions { Directory = Directory, Moment = moment, Osds = osds, Time = Time }, NullLogger<RecordedCluster>.Instance);
        Cluster.Subscribe(happened => _events.Writer.TryWrite(happened));
    }

    public string Directory { get; }

    public ManualTime Time { get; } = new();

    public RecordedCluster Cluster { get; }

    public JsonNode Get(string name) => JsonNode.Parse(Cluster.FindDocument(name)!.Json.Span)!;

    /// <summary>The text in a document that is <c>{"json": "…"}</c>, read.</summary>
    public JsonNode GetText(string name) => JsonNode.Parse(Get(name)["json"]!.GetValue<string>())!;

    public async Task<CommandResult> RunAsync(string command, string type = "mon", string id = "") => await Cluster.SendCommandAsync(
        new CommandTarget(type, id), JsonNode.Parse(command)!.AsObject(), ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);

    /// <summary>Moves the clock second by second until something has happened; gives out all that happened on the way.</summary>
    public async Task<List<BackendEvent>> PlayUntilAsync(Func<BackendEvent, bool> wanted, int seconds = 200)
    {
        List<BackendEvent> seen = [];
        for (var second = 0; second < seconds; second++)
        {
            Time.Move(TimeSpan.FromSeconds(1));
            await SettleAsync();
            while (_events.Reader.TryRead(out var happened))
            {
                seen.Add(happened);
                if (wanted(happened))
                {
                    return seen;
                }
            }
        }

        throw new TimeoutException($"it did not happen within {seconds} s of the story");
    }

    /// <summary>Returns when all that was asked for so far is done.</summary>
    public async Task SettleAsync() =>
        await Cluster.SetStoreAsync("test/settle", "1", TestContext.Current.CancellationToken).WaitAsync(Limit);

    public List<BackendEvent> TakeEvents()
    {
        List<BackendEvent> seen = [];
        while (_events.Reader.TryRead(out var happened))
        {
            seen.Add(happened);
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        if (_ownsDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
