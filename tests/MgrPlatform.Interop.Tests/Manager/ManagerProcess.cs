using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Interop.Tests.Manager;

/// <summary>Our manager, started as an operator starts it, beside a real cluster.</summary>
internal sealed class ManagerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly RealCluster _cluster;

    private ManagerProcess(RealCluster cluster, string name, string folder, string plugins, IEnumerable<string> more)
    {
        (_cluster, Name, Plugins) = (cluster, name, plugins);
        var info = new ProcessStartInfo("dotnet", [
            Mgrp, "mgr", "run", "--id", name, "-c", cluster.Conf, "-k", Path.Combine(folder, "keyring"), "--state",
            Path.Combine(folder, "state"),
            "--plugin-path", plugins, .. more,
        ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        _process = new Process { StartInfo = info };
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The built executable.</summary>
    public static string Mgrp { get; } = typeof(ManagerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static attribute => attribute.Key == "MgrpAssembly").Value!;

    public string Name { get; }

    /// <summary>A folder of plugins that the test may change.</summary>
    public string Plugins { get; }

    public string Log => string.Join('\n', _log);

    /// <summary>Makes a key for it as the documentation says, and starts it.</summary>
    public static async Task<ManagerProcess> StartAsync(
        RealCluster cluster, string name, CancellationToken cancellationToken, params string[] more)
    {
        var (folder, _) = await MakeKeyAsync(cluster, name, cancellationToken);
        var plugins = Directory.CreateDirectory(Path.Combine(folder, "plugins")).FullName;
        return new ManagerProcess(cluster, name, folder, plugins, more);
    }

    /// <summary>A folder for it, with its key in it.</summary>
    public static async Task<(string Folder, string Keyring)> MakeKeyAsync(
        RealCluster cluster, string name, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cluster.Folder, $"ours.{name}")).FullName;
        var key = await cluster.CephAsync(
            ["auth", "get-or-create", $"mgr.{name}", "mon", "allow profile mgr", "osd", "allow *", "mds", "allow *"],
            default,
            cancellationToken);
        Assert.True(key.ExitCode == 0, key.Everything);
        var keyring = Path.Combine(folder, "keyring");
        await File.WriteAllTextAsync(keyring, key.Text, cancellationToken);
        return (folder, keyring);
    }

    public Task UntilStandbyAsync(CancellationToken cancellationToken) => UntilAsync(
        map => map.GetProperty("standbys").EnumerateArray().Any(standby => standby.GetProperty("name").GetString() == Name),
        "stands by",
        cancellationToken);

    public Task UntilAvailableAsync(CancellationToken cancellationToken) => UntilAsync(
        map => map.GetProperty("active_name").GetString() == Name && map.GetProperty("available").GetBoolean(),
        "is active and available",
        cancellationToken);

    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task UntilAsync(Func<JsonElement, bool> isRight, string what, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.SeeAsync(
                () => _cluster.AskAsync("mgr dump -f json", cancellationToken),
                map => isRight(JsonDocument.Parse(map).RootElement),
                $"mgr.{Name} {what}",
                cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n--- mgr.{Name}\n{Log}", error);
        }
    }

    private void Remember(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }
}
