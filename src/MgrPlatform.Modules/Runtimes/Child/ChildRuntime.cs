using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using MgrPlatform.Modules.Runtimes.Rpc;
using MgrPlatform.PluginSdk;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Modules.Runtimes.Child;

/// <summary>
/// Starts modules as child processes: a private folder with a socket and a one-time token, the child in a session of its own, its output
/// to the module's log, and its hello within the start time-out.
/// </summary>
internal sealed class ChildRuntime(ILaunchPlanner planner, ModuleHostOptions options, string runDirectory) : IRuntime
{
    private static readonly TimeSpan AttachPatience = TimeSpan.FromMinutes(15);
    private static readonly string? SessionLauncher = Interpreter.Resolve("setsid");

    public string? FindObstacle(RunnerStart start) => planner.FindObstacle(start);

    public async Task<IRunner> StartAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        var plan = await planner.PlanAsync(start, cancellationToken);
        var patience = start.Attach ? AttachPatience : start.Plugin.Limits.StartTimeout;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);

        var folder = Path.Combine(runDirectory, $"{start.Plugin.Name}.{start.Run}");
        CreatePrivate(folder);
        var runner = new ChildRunner(start, plan, folder);
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            var path = Path.Combine(folder, "s");
            listener.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(4);

            var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            if (start.Attach)
            {
                start.Log.Write(LogLevel.Information, "host", $"waiting {AttachPatience.TotalMinutes:0} minutes for a runner that is started by hand");
                start.TellAttachLine?.Invoke(AttachLine(start, plan, path, token));
            }
            else
            {
                runner.StartProcess(Describe(start, plan, path, token));
            }

            await runner.ConnectAsync(listener, token, options.Connection, deadline.Token);
            return runner;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            runner.DumpStacks();
            await runner.DisposeAsync();
            throw new RunnerStartException($"it did not say hello within {patience.TotalSeconds:0} s{runner.LastWords()}");
        }
        catch (Exception error) when (error is RpcException or ModuleCallException or IOException or SocketException or System.ComponentModel.Win32Exception)
        {
            await runner.DisposeAsync();
            throw new RunnerStartException($"{error.Message}{runner.LastWords()}");
        }
        catch
        {
            await runner.DisposeAsync();
            throw;
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private ProcessStartInfo Describe(RunnerStart start, LaunchPlan plan, string socket, string token)
    {
        // A session of its own: a Ctrl-C on the terminal is the manager's to handle, and the whole group can be ended at once.
        var info = SessionLauncher is null ? new ProcessStartInfo(plan.Program) : new ProcessStartInfo(SessionLauncher, [plan.Program]);
        foreach (var argument in plan.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        info.WorkingDirectory = start.Plugin.Folder;
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        info.Environment.Clear();
        foreach (var name in (string[])["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR", "CEPH_CONF"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                info.Environment[name] = value;
            }
        }

        foreach (var (name, value) in plan.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment["MGRP_SOCKET"] = socket;
        info.Environment["MGRP_TOKEN"] = token;
        info.Environment["MGRP_MODULE"] = start.Plugin.Name;
        info.Environment["MGRP_PATH"] = start.Plugin.Folder;
        info.Environment[ChildFamily.Mark] = MarkOf(start);
        return info;
    }

    private string MarkOf(RunnerStart start) => $"{runDirectory}:{Environment.ProcessId}:{start.Plugin.Name}.{start.Run};";

    private static string AttachLine(RunnerStart start, LaunchPlan plan, string socket, string token) =>
        $"MGRP_SOCKET={socket} MGRP_TOKEN={token} MGRP_MODULE={start.Plugin.Name} MGRP_PATH={start.Plugin.Folder} "
        + string.Join(' ', plan.Arguments.Prepend(plan.Program));
}
