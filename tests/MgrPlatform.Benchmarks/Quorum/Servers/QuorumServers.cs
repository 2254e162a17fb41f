using System.Diagnostics;
using System.Globalization;
using MgrPlatform.Benchmarks.Ceph;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>Three servers that agree on what is written, each a process with its store in a folder of the same disk.</summary>
internal abstract class QuorumServers : IAsyncDisposable
{
    public const int Count = 3;
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SortedDictionary<int, Process> _servers = [];

    protected QuorumServers(string title)
    {
        Title = title;
        Folder = Directory.CreateTempSubdirectory("mgrp-quorum-").FullName;
    }

    public string Title { get; }

    public string Folder { get; }

    /// <summary>Which of them leads.</summary>
    public abstract Task<int> LeaderAsync(CancellationToken cancellationToken);

    /// <summary>A client that is connected to this server.</summary>
    public abstract Task<IWriter> ConnectAsync(int server, CancellationToken cancellationToken);

    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Starts a server, again if it has been stopped.</summary>
    public abstract void Start(int server);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(int server)
    {
        _servers[server].Kill();
        await _servers[server].WaitForExitAsync();
    }

    /// <summary>SIGTERM; it ends when it has done what it does then.</summary>
    public void Terminate(int server)
    {
        using var kill = Process.Start("kill", ["-TERM", _servers[server].Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task ExitAsync(int server) => _servers[server].WaitForExitAsync();

    /// <summary>Processor time of all of them, in seconds.</summary>
    public double ProcessorTime() => _servers.Values.Sum(static server =>
    {
        var fields = File.ReadAllText($"/proc/{server.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (user, system) = (fields[11], fields[12]);
        return (double.Parse(user, CultureInfo.InvariantCulture) + double.Parse(system, CultureInfo.InvariantCulture)) / TicksPerSecond;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            if (!server.HasExited)
            {
                server.Kill();
                await server.WaitForExitAsync();
            }

            server.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    protected static string Name(int server) => ((char)('a' + server)).ToString();

    protected static async Task UntilAsync(Func<CancellationToken, Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var last = "";
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if (await condition(limit.Token))
                {
                    return;
                }
            }
            catch (Exception error) when (error is InvalidOperationException or HttpRequestException or Client.ClientException)
            {
                last = error.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }

        throw new TimeoutException($"after {Patience.TotalSeconds:0} s still not: {what}. {last}");
    }

    protected void Run(int server, string program, IEnumerable<string> arguments)
    {
        var process = Tool.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        process.OutputDataReceived += static (_, _) => { }; // Read, or it would stand still when the pipe is full.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _servers[server] = process;
    }
}
