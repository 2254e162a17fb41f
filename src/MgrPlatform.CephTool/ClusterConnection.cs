using System.Net.Sockets;
using System.Text.Json.Nodes;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Modules.AdminSocket;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool;

/// <summary>The way to the cluster that an operator means: the socket that was named, or the dev cluster of this folder.</summary>
internal sealed class ClusterConnection
{
    private readonly AdminSocketClient _client;
    private readonly string? _leftOver;

    private ClusterConnection(string socket, string? leftOver)
    {
        _client = new AdminSocketClient(socket);
        _leftOver = leftOver;
    }

    /// <exception cref="CommandLineException">No cluster runs there.</exception>
    public static ClusterConnection Open(CephArguments arguments)
    {
        if (arguments.AdminSocket is { } socket)
        {
            return new ClusterConnection(socket, null);
        }

        var here = Environment.CurrentDirectory;
        var directory = arguments.Directory is { } named
            ? new ClusterDirectory(Path.GetFullPath(named))
            : ClusterDirectory.Find(here) ?? new ClusterDirectory(Path.Combine(here, ClusterDirectory.DefaultName));
        var path = directory.FindAdminSocket();
        var shown = directory.Shown(here);
        var file = path.StartsWith(directory.FullPath, StringComparison.Ordinal) ? Path.Combine(shown, Path.GetFileName(path)) : path;
        var start = shown == ClusterDirectory.DefaultName ? "start one with 'mgrp dev'" : $"start one with 'mgrp dev --dir {shown}'";
        return File.Exists(path)
            ? new ClusterConnection(path, $"no cluster runs in {shown} any more ({file} is left over); {start}")
            : throw new CommandLineException($"no cluster runs in {shown} (no {file}); {start}", ExitCode.Failure);
    }

    /// <exception cref="CommandLineException">No cluster answers.</exception>
    public Task<CommandTable> DescribeAsync(CancellationToken cancellationToken) => ExplainAsync(_client.GetTableAsync(cancellationToken));

    /// <exception cref="CommandLineException">No cluster answers.</exception>
    public Task<CommandResult> SendAsync(JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
        ExplainAsync(_client.SendAsync(command, input, cancellationToken));

    private async Task<T> ExplainAsync<T>(Task<T> exchange)
    {
        try
        {
            return await exchange;
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } && _leftOver is not null)
        {
            throw new CommandLineException(_leftOver, ExitCode.Failure);
        }
        catch (IOException error)
        {
            throw new CommandLineException($"ceph: {error.Message}", ExitCode.Failure);
        }
    }
}
