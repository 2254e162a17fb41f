using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MgrPlatform.Integration.Tests.Kit;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Processes;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Integration.Tests.Quorum;

/// <summary>Monitors of a cluster, each a process of <c>mgrp mon run</c>. Disposing ends them all and deletes the folder.</summary>
internal sealed class MonitorProcesses : IAsyncDisposable
{
    // Below the ports that the kernel gives to those who connect, or one of them may sit on a port while its monitor is down.
    private const int FirstPort = 24300;
    private const int PortCount = 600;
    private const int LinesKept = 600;

    private readonly SortedDictionary<string, Process> _running = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly ProcessLog _log = new(LinesKept);
    private readonly string _folder = Directory.CreateTempSubdirectory("mgrp-quorum-").FullName;
    private readonly string _fsid = Guid.NewGuid().ToString();

    private MonitorProcesses(int count)
    {
        var ports = FindPorts(count);
        for (var i = 0; i < count; i++)
        {
            _ports[((char)('a' + i)).ToString()] = ports[i];
        }
    }

    public IReadOnlyList<string> Names => [.. _ports.Keys];

    /// <summary>The newest lines of all of them.</summary>
    public string Log => _log.ToString();

    public Guid Fsid => Guid.Parse(_fsid);

    /// <summary>Where the keys of the monitors and of <c>client.admin</c> are.</summary>
    public string Keyring => Path.Combine(_folder, "keyring");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Conf => Path.Combine(_folder, "ceph.conf");

    public static async Task<MonitorProcesses> StartAsync(int count)
    {
        var monitors = new MonitorProcesses(count);
        foreach (var name in monitors.Names)
        {
            await monitors.MakeAsync(name);
        }

        foreach (var name in monitors.Names)
        {
            monitors.Start(name);
        }

        await monitors.UntilQuorumAsync([.. monitors.Names]);
        return monitors;
    }

    /// <summary>A place for one more monitor, which nobody knows yet; its address.</summary>
    public string Announce(string name)
    {
        _ports[name] = FindPorts(1)[0];
        return Address(name);
    }

    /// <summary><c>mgrp mon mkfs</c>.</summary>
    public async Task MakeAsync(string name)
    {
        var mons = _ports.Keys.SelectMany(other => (string[])["--mon", $"{other}={Address(other)}"]);
        var run = await Mgrp.RunAsync(_folder, [
            "mon", "mkfs", "--id", name, "--data", Data(name), "--fsid", _fsid, .. mons, "--keyring", Keyring,
        ]);
        Assert.True(run.ExitCode == 0, run.Everything);
        var hosts = string.Join(' ', _ports.Keys.Select(other => "v2:" + Address(other)));
        await File.WriteAllTextAsync(Conf, $"[global]\nfsid = {_fsid}\nmon_host = {hosts}\nkeyring = {Keyring}\n", Token);
    }

    public void Start(string name)
    {
        var info = Mgrp.StartInfo(
            _folder, "mon", "run", "--id", name, "--data", Data(name), "-o", "mon_data_avail_warn=0", "-o", "mon_data_avail_crit=0");
        _running[name] = _log.Start(info, name);
    }

    /// <summary>A monitor of another cluster that has our keys, and believes that our monitors are its fellows.</summary>
    public async Task StartStrangerAsync(string name)
    {
        var port = FindPorts(1)[0];
        var mons = _ports.Keys.SelectMany(other => (string[])["--mon", $"{other}={Address(other)}"]);
        var run = await Mgrp.RunAsync(_folder, [
            "mon", "mkfs", "--id", name, "--data", Data(name), "--fsid", Guid.NewGuid().ToString(), .. mons, "--mon",
            string.Create(CultureInfo.InvariantCulture, $"{name}=127.0.0.1:{port}"), "--keyring", Keyring,
        ]);
        Assert.True(run.ExitCode == 0, run.Everything);
        Start(name);
    }

    /// <summary>SIGKILL, whether it runs or stands still.</summary>
    public async Task KillAsync(string name)
    {
        _running[name].Kill();
        await _running[name].WaitForExitAsync(Token);
    }

    /// <summary><c>STOP</c>, <c>CONT</c>, <c>TERM</c> …</summary>
    public async Task SignalAsync(string name, string signal)
    {
        var run = await ToolRun.RunAsync(
            new ProcessStartInfo("kill", [$"-{signal}", _running[name].Id.ToString(CultureInfo.InvariantCulture)]), Token);
        Assert.True(run.ExitCode == 0, run.Everything);
    }

    /// <summary>The exit code of one that ends by itself.</summary>
    public async Task<int> ExitAsync(string name)
    {
        await _running[name].WaitForExitAsync(Token).WaitAsync(Eventually.Limit, Token);
        return _running[name].ExitCode;
    }

    /// <summary>Its disk is lost. It must have been killed.</summary>
    public void Wipe(string name) => Directory.Delete(Data(name), recursive: true);

    /// <summary>Done when one has logged this after <paramref name="lines"/> lines of it.</summary>
    public Task UntilLoggedAsync(string name, string text, int lines) => Eventually.SeeAsync(
        () => Logged(name, text),
        count => count > lines,
        $"mon.{name} has logged '{text}'",
        Token);

    /// <summary>What a monitor holds in memory, in bytes.</summary>
    public long Memory(string name)
    {
        using var process = Process.GetProcessById(_running[name].Id);
        return process.WorkingSet64;
    }

    public EntityAddressVector Target(string name) => new([
        new EntityAddress(EntityAddressType.Msgr2, 0, new IPEndPoint(IPAddress.Loopback, _ports[name])),
    ]);

    public int Logged(string name, string text) => _log.Count(name, text);

    /// <param name="at">The monitor to connect to first; null for any.</param>
    public Task<QuorumClient> ConnectAsync(string? at = null) => QuorumClient.ConnectAsync(Conf, at is null ? null : _ports[at], Token);

    public async Task UntilQuorumAsync(params string[] names)
    {
        await using var client = await ConnectAsync();
        await Eventually.SeeAsync(
            async () => await client.AskAsync("quorum_status", Token),
            answer => answer.Code == 0 && JsonDocument.Parse(answer.Text).RootElement.GetProperty("quorum_names").EnumerateArray()
                .Select(static name => name.GetString()!).Order(StringComparer.Ordinal)
                .SequenceEqual(names.Order(StringComparer.Ordinal)),
            $"the quorum is {string.Join(", ", names)}; the monitors say\n{Log}",
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private int[] FindPorts(int count) => FreePorts.Some(count, FirstPort, PortCount, _ports.Values);

    private string Address(string name) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_ports[name]}");

    private string Data(string name) => Path.Combine(_folder, name);
}
