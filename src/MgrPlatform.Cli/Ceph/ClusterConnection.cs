using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Cli.Ceph;

/// <summary>The way to the cluster that an operator means: the socket that was named, or the dev cluster of this folder.</summary>
internal sealed partial class ClusterConnection
{
    private const int LongestAnswer = 1 << 30;

    private readonly string _socket;
    private readonly string _missing;

    private ClusterConnection(string socket, string missing)
    {
        _socket = socket;
        _missing = missing;
    }

    public static ClusterConnection Open(CephArguments arguments)
    {
        if (arguments.AdminSocket is { } socket)
        {
            return new ClusterConnection(socket, $"nobody answers at {socket}; name the admin socket of a running manager");
        }

        var here = Environment.CurrentDirectory;
        var directory = arguments.Directory is { } named
            ? new ClusterDirectory(Path.GetFullPath(named))
            : ClusterDirectory.Find(here) ?? new ClusterDirectory(Path.Combine(here, ClusterDirectory.DefaultName));
        var shown = directory.Shown(here);
        var start = shown == ClusterDirectory.DefaultName ? "mgrp dev" : $"mgrp dev --dir {shown}";
        var path = File.Exists(directory.AdminSocket) ? directory.AdminSocket : ClusterFile.TryRead(directory)?.Socket ?? directory.AdminSocket;
        return new ClusterConnection(path, File.Exists(path)
            ? $"no cluster runs in {shown} any more ({Path.Combine(shown, Path.GetFileName(path))} is left over); start one with '{start}'"
            : $"no cluster runs in {shown} (no {Path.Combine(shown, Path.GetFileName(path))}); start one with '{start}'");
    }

    /// <exception cref="CommandLineException">No cluster answers.</exception>
    public async Task<CommandTable> DescribeAsync(CancellationToken cancellationToken)
    {
        var result = await SendAsync(new JsonObject { ["prefix"] = "get_command_descriptions" }, ReadOnlyMemory<byte>.Empty, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new CommandLineException($"ceph: the cluster does not describe its commands: {result.Status}", Math.Abs(result.Code));
        }

        using var descriptions = JsonDocument.Parse(result.Output);
        return CommandDescriptions.FromJson(descriptions.RootElement).Table;
    }

    /// <exception cref="CommandLineException">No cluster answers.</exception>
    public async Task<CommandResult> SendAsync(JsonObject command, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToJsonString() + "\0"), cancellationToken);
            var length = new byte[4];
            await stream.ReadExactlyAsync(length, cancellationToken);
            var size = BinaryPrimitives.ReadUInt32BigEndian(length);
            if (size > LongestAnswer)
            {
                throw new CommandLineException($"ceph: the answer has {size} bytes, and the limit is {LongestAnswer}", ExitCode.Failure);
            }

            var answer = new byte[size];
            await stream.ReadExactlyAsync(answer, cancellationToken);
            return Read(answer);
        }
        catch (SocketException)
        {
            throw new CommandLineException(_missing, ExitCode.Failure);
        }
        catch (IOException)
        {
            throw new CommandLineException("ceph: the cluster went away before it answered", ExitCode.Failure);
        }
    }

    private static CommandResult Read(byte[] answer)
    {
        var failure = answer.AsSpan().StartsWith("ERROR: ("u8) ? FailurePattern().Match(Encoding.UTF8.GetString(answer)) : Match.Empty;
        return failure.Success
            ? CommandResult.Failure(int.Parse(failure.Groups[1].ValueSpan, CultureInfo.InvariantCulture), failure.Groups[2].Value.TrimEnd('\n'))
            : new CommandResult(0, answer, "");
    }

    [GeneratedRegex(@"^ERROR: \((\d{1,4})\) [^\n]*\n(.*)$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex FailurePattern();
}
