using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.TestKit;
using MgrPlatform.TestKit.Processes;

namespace MgrPlatform.Integration.Tests.Kit;

/// <summary><c>mgrp dev</c> in a folder, as a process that prints READY and can be ended in every way.</summary>
internal sealed class DevProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DevProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    public static async Task<DevProcess> StartAsync(string folder, params string[] arguments)
    {
        var info = Mgrp.StartInfo(folder, ["dev", .. arguments]);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        var dev = new DevProcess(Process.Start(info)!);
        var ended = dev._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(dev._ready.Task, ended).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        Assert.True(first == dev._ready.Task, $"it ended before READY:\n{dev.Printed}");
        return dev;
    }

    /// <summary>The runners that carry its mark, and what they started.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.EnumerateDirectories("/proc").Where(HasMark).Select(path => int.Parse(Path.GetFileName(path), null))];

    /// <summary>Its folders in memory.</summary>
    public IReadOnlyList<string> MemoryFolders() => Directory.GetDirectories("/dev/shm", $"mgrp-{Id}-*");

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task<int> SignalAsync(string signal)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await ToolRun.RunAsync(new ProcessStartInfo("kill", [$"-{signal}", $"{Id}"]), cancelled);
        await _process.WaitForExitAsync(cancelled).WaitAsync(Eventually.Limit, cancelled);
        return _process.ExitCode;
    }

    public static async Task<JsonNode> JsonAsync(string folder, params string[] words)
    {
        var run = await Mgrp.RunAsync(folder, ["ceph", "-f", "json", .. words]);
        Assert.True(run.ExitCode == 0, run.Everything);
        return JsonNode.Parse(run.Output)!;
    }

    /// <summary>Whether a process runs; what only waits to be buried does not.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private bool HasMark(string path)
    {
        try
        {
            return int.TryParse(Path.GetFileName(path), out _)
                && File.ReadAllText(Path.Combine(path, "environ")).Split('\0').Any(variable =>
                    variable.StartsWith($"MGRP_RUN=/dev/shm/mgrp-{Id}-", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // It ended meanwhile.
        }
    }

    private void Add(string? line)
    {
        lock (_printed)
        {
            _printed.AppendLine(line);
        }

        if (line?.StartsWith("READY", StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult();
        }
    }
}
