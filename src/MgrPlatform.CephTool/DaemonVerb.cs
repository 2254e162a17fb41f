using MgrPlatform.CephTool.Clusters;
using MgrPlatform.CephTool.Words;
using MgrPlatform.Client;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Wire.Primitives;
using CephArguments = MgrPlatform.CephTool.Words.CephArguments;

namespace MgrPlatform.CephTool;

/// <summary><c>mgrp ceph daemon {NAME|SOCKET} WORDS…</c>: asks one daemon of this machine, past the monitors.</summary>
internal static class DaemonVerb
{
    /// <exception cref="CommandLineException">Words are missing, or there is no such socket.</exception>
    public static Task<int> RunAsync(CephArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Words is not ["daemon", var name, _, ..])
        {
            throw new CommandLineException(
                arguments.Words[0] == "daemonperf"
                    ? "ceph: daemonperf is not done by mgrp; 'mgrp ceph daemon NAME perf dump' has the same counters"
                    : "ceph: daemon requires at least 3 arguments: daemon {NAME|SOCKET} WORDS...",
                Errno.Invalid);
        }

        var socket = name.Contains('/', StringComparison.Ordinal) ? name : FindSocket(name, ClusterChoice.Find(arguments) ?? arguments.Connection);
        var rest = arguments with { Words = arguments.Words[2..], AdminSocket = socket };
        return CephVerb.AskSocketAsync(rest, ClusterConnection.Open(rest), cancellationToken);
    }

    private static string FindSocket(string name, ConnectionArguments arguments)
    {
        if (!EntityName.TryParse(name, out var daemon))
        {
            throw new CommandLineException(
                $"ceph: '{name}' is neither a daemon's name such as osd.0 nor the path of its socket", Errno.Invalid);
        }

        try
        {
            var configuration = CephConfiguration.Load(ClusterConfiguration.Source(arguments) with { Name = daemon });
            return configuration.Get("admin_socket", $"/var/run/ceph/{configuration.Cluster}-{daemon}.asok");
        }
        catch (ClientException error)
        {
            throw new CommandLineException($"ceph: can't get admin socket path: {error.Message}", Errno.Invalid);
        }
    }
}
