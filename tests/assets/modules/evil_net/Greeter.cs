using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace Evil;

/// <summary>A module that does what no module should, one command each. Only for tests.</summary>
[NotifyTypes("osd_map", "clog")]
public sealed class Evil : MgrModule
{
    [ModuleOption]
    public string Mode { get; set; } = "";

    [ModuleCommand("evil net crash", Permission = "r", Description = "End in native code")]
    public string Crash()
    {
        Environment.FailFast("as told");
        return "";
    }

    [ModuleCommand("evil net exit", Permission = "r", Description = "End without a word")]
    public string Exit()
    {
        Process.GetCurrentProcess().Kill();
        return "";
    }

    [ModuleCommand("evil net loop", Permission = "r", Description = "Never answer")]
    public string Loop()
    {
        while (true)
        {
        }
    }

    [ModuleCommand("evil net leak", Permission = "r", Description = "Take memory until somebody objects")]
    public async Task<string> Leak()
    {
        var hoard = new List<byte[]>();
        while (true)
        {
            var block = new byte[16 << 20];
            Array.Fill(block, (byte)1);
            hoard.Add(block);
            await Task.Delay(10);
        }
    }

    [ModuleCommand("evil net log", Permission = "r", Description = "Write 100 MB of log")]
    public string LogFlood()
    {
        var line = new string('x', 999);
        for (var i = 0; i < 50_000; i++)
        {
            Console.WriteLine(line);
        }

        for (var i = 0; i < 50_000; i++)
        {
            Log.LogError("{Line}", line);
        }

        return "written";
    }

    [ModuleCommand("evil net garbage", Permission = "r", Description = "Answer with what is not JSON")]
    public async Task<string> Garbage()
    {
        RawWrite("this is not JSON\n"u8.ToArray());
        await Task.Delay(Timeout.Infinite);
        return "";
    }

    [ModuleCommand("evil net huge", Permission = "r", Description = "Answer with more than anybody wants")]
    public string Huge() => new('x', 40 << 20);

    [ModuleCommand("evil net huge line", Permission = "r", Description = "Send 1 GB in one line, past the SDK")]
    public async Task<string> HugeLine()
    {
        var chunk = new byte[1 << 20];
        Array.Fill(chunk, (byte)'x');
        for (var i = 0; i < 1024; i++)
        {
            RawWrite(chunk);
        }

        await Task.Delay(Timeout.Infinite);
        return "";
    }

    [ModuleCommand("evil net fork", Permission = "r", Description = "Leave children behind")]
    public string Fork()
    {
        for (var i = 0; i < 5; i++)
        {
            Process.Start("setsid", ["sleep", "3600"]);
        }

        return "forked";
    }

    protected override Task ServeAsync(CancellationToken cancellationToken)
    {
        while (Mode == "serve_loop")
        {
        }

        return Task.CompletedTask;
    }

    protected override Task NotifyAsync(ModuleNotification notification, CancellationToken cancellationToken) =>
        Mode == "deaf" ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.CompletedTask;

    protected override Task ShutdownAsync(CancellationToken cancellationToken) =>
        Mode == "ignore_shutdown" ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.CompletedTask;

    private static void RawWrite(byte[] data)
    {
        foreach (var path in Directory.GetFiles("/proc/self/fd"))
        {
            if (new FileInfo(path).LinkTarget is { } target && target.StartsWith("socket:", StringComparison.Ordinal))
            {
                try
                {
                    using var socket = new Socket(new SafeSocketHandle(nint.Parse(Path.GetFileName(path)), ownsHandle: false));
                    for (var at = 0; at < data.Length;)
                    {
                        at += socket.Send(data, at, data.Length - at, SocketFlags.None);
                    }
                }
                catch (SocketException)
                {
                    // Not this one, or it is closed.
                }
            }
        }
    }
}
