using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Benchmarks.Ceph;
using MgrPlatform.Benchmarks.Commands;
using MgrPlatform.Benchmarks.Quorum.Servers;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Client.Monitors;
using MgrPlatform.Wire.Maps.Mgr;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Benchmarks.Failover;

/// <summary>Our managers, each a process, on three of our monitors; the bundled modules are enabled.</summary>
internal sealed class ManagerFleet : IAsyncDisposable
{
    private const string ReadyLine = "is ready to take over";
    private static readonly string[] Caps = ["mon", "allow profile mgr", "osd", "allow *", "mds", "allow *"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly OurServers _monitors = new();
    private readonly Dictionary<string, Manager> _managers = new(StringComparer.Ordinal);
    private readonly string _program =
        Environment.GetEnvironmentVariable("MGRP") is { Length: > 0 } published ? published : WholeProcess.FindTool();

    private ClusterClient? _client;

    /// <summary>A client that follows the mgrmap.</summary>
    public ClusterClient Client => _client ?? throw new InvalidOperationException("not started");

    public MgrMap Map => Client.Monitors.Maps.MgrMap ?? new MgrMap();

    public async Task StartAsync(IEnumerable<string> names, IEnumerable<string> modules)
    {
        await _monitors.StartAsync(CancellationToken.None);
        await File.AppendAllTextAsync(_monitors.Conf, $"admin_socket = {_monitors.Folder}/$name.asok\n");
        var options = await MonitorClientOptions.FromAsync(
            CephConfiguration.Load(new CephConfigurationSource { Path = _monitors.Conf }), CancellationToken.None);
        _client = await ClusterClient.ConnectAsync(
            options with { Subscriptions = ["mgrmap"] }, Patience, null, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        // Two managers share this machine, and other tests do, too: any free port.
        await AskAsync(new() { ["prefix"] = "config set", ["who"] = "mgr", ["name"] = "mgr/rest/server_port", ["value"] = "0", ["force"] = true });
        foreach (var module in modules)
        {
            await AskAsync(new() { ["prefix"] = "mgr module enable", ["module"] = module, ["force"] = "--force" });
        }

        foreach (var name in names)
        {
            await StartAsync(name);
        }

        await UntilAsync(static map => map.Available, "a manager is available");
    }

    /// <summary>Starts a manager; it stands by, or becomes active when there is no other.</summary>
    public async Task StartAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_monitors.Folder, $"mgr.{name}")).FullName;
        var key = await AskAsync(new()
        {
            ["prefix"] = "auth get-or-create", ["entity"] = $"mgr.{name}", ["caps"] = new JsonArray([.. Caps.Select(static cap => JsonValue.Create(cap))]),
        });
        var keyring = Path.Combine(folder, "keyring");
        await File.WriteAllTextAsync(keyring, key);
        _managers[name] = new Manager(Tool.Start(new ProcessStartInfo(_program, [
            "mgr", "run", "--id", name, "-c", _monitors.Conf, "-k", keyring, "--state", Path.Combine(folder, "state"),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }));
    }

    /// <summary>The manager stands by, and has loaded what it keeps warm.</summary>
    public async Task UntilReadyAsync(string name)
    {
        await UntilAsync(map => map.Standbys.Values.Any(standby => standby.Name == name), $"mgr.{name} stands by");
        await _managers[name].Ready.WaitAsync(Patience);
    }

    public string LogOf(string name) => _managers[name].Log;

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(string name)
    {
        _managers[name].Process.Kill();
        await _managers[name].Process.WaitForExitAsync();
    }

    public async Task<MgrMap> UntilAsync(Func<MgrMap, bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await Client.Monitors.WhenAsync(maps => maps.MgrMap is { } map && condition(map) ? map : null, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"after {Patience.TotalSeconds:0} s still not: {what}.\n{string.Join('\n', _managers.Select(static manager => $"mgr.{manager.Key}:\n{manager.Value.Log}"))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var manager in _managers.Values.Where(static manager => !manager.Process.HasExited))
        {
            manager.Process.Kill(entireProcessTree: true);
            await manager.Process.WaitForExitAsync();
        }

        await _monitors.DisposeAsync();
    }

    private async Task<string> AskAsync(JsonObject command)
    {
        var result = await Client.Monitors.CommandAsync(command.ToJsonString(), default, Patience, CancellationToken.None);
        return result.IsSuccess ? result.Text : throw new InvalidOperationException($"{command["prefix"]}: {result.Code} {result.Status}");
    }

    private sealed class Manager
    {
        private const int LinesKept = 200;
        private readonly Queue<string> _lines = new();
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Manager(Process process)
        {
            Process = process;
            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.ErrorDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public Process Process { get; }

        public Task Ready => _ready.Task;

        public string Log
        {
            get
            {
                lock (_lines)
                {
                    return string.Join('\n', _lines);
                }
            }
        }

        private void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > LinesKept)
                {
                    _lines.Dequeue();
                }
            }

            if (line.Contains(ReadyLine, StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }
    }
}
