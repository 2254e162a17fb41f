using System.Collections.Immutable;
using MgrPlatform.CephTool.Clusters;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.CephTool.Words;

/// <summary>Completes the words of a cluster's command from the cluster's own descriptions; silent when there is no cluster.</summary>
public static class CephCompletion
{
    /// <summary>What the shells' scripts call: <c>mgrp __complete -- ceph fs st</c>; the last word is the one under the cursor.</summary>
    public const string Hidden = "__complete";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly string[] Options =
    [
        "--admin-socket", "--cluster", "--conf", "--connect-timeout", "--dir", "--format", "--help", "--id", "--in-file", "--keyring", "--mon-host",
        "--name", "--out-file", "--period", "--status", "--verbose", "--version", "--watch", "--watch-channel", "--watch-debug", "--watch-error",
        "--watch-info", "--watch-sec", "--watch-warn",
    ];

    private static readonly string[] Files =
        ["-i", "-o", "-c", "-k", "--in-file", "--out-file", "--conf", "--keyring", "--dir", "--admin-socket"];

    private static readonly string[] Formats = ["json", "json-pretty", "plain", "template=", "yaml"];

    /// <param name="words">What follows <see cref="Hidden"/>.</param>
    /// <returns>What was typed after <c>mgrp ceph</c>; null when that is no word or another verb's.</returns>
    public static string[]? Typed(string[] words) =>
        words is ["--", "ceph", .. { Length: > 0 } marked] ? marked : words is ["ceph", .. { Length: > 0 } rest] ? rest : null;

    /// <summary>Prints the candidates, one a line.</summary>
    public static async Task<int> WriteAsync(string[] words, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var candidate in await CandidatesAsync(words, cancellationToken))
        {
            await output.WriteLineAsync(candidate);
        }

        return ExitCode.Success;
    }

    /// <param name="words">What was typed after <c>mgrp ceph</c>; the last one, perhaps empty, is under the cursor.</param>
    public static async Task<IEnumerable<string>> CandidatesAsync(string[] words, CancellationToken cancellationToken)
    {
        var current = words[^1];
        if (words.Length > 1 && words[^2] is "-f" or "--format")
        {
            return Formats.Where(format => format.StartsWith(current, StringComparison.Ordinal));
        }

        if (words.Length > 1 && Files.Contains(words[^2]))
        {
            return []; // The shell completes file names by itself.
        }

        try
        {
            var arguments = CephArguments.Parse([.. words[..^1], "--", current]);
            if (arguments.Words.Length == 1 && current.StartsWith('-'))
            {
                return Options.Where(option => option.StartsWith(current, StringComparison.Ordinal));
            }

            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            return Candidates(await DescribeAsync(arguments, patience.Token), arguments.Words);
        }
        catch (Exception error) when (error is CommandLineException or OperationCanceledException)
        {
            return [];
        }
    }

    private static async Task<CommandTable> DescribeAsync(CephArguments arguments, CancellationToken cancellationToken)
    {
        if (ClusterChoice.Find(arguments) is not { } connection)
        {
            return await ClusterConnection.Open(arguments).DescribeAsync(cancellationToken);
        }

        await using var cluster = await ConnectedCluster.ConnectAsync(connection, Patience, cancellationToken);
        return await CommandDialogue.DescribeAsync(cluster, new CommandTarget("mon", ""), cancellationToken);
    }

    public static IEnumerable<string> Candidates(CommandTable commands, ImmutableArray<string> words) => commands.Entries
        .Where(static entry => entry.IsShown)
        .SelectMany(entry => Candidates(entry.Signature, words))
        .Where(candidate => candidate.StartsWith(words[^1], StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Candidates(CommandSignature signature, ImmutableArray<string> words)
    {
        var before = words.Length - 1;
        var literals = Math.Min(before, signature.Words.Length);
        if (!signature.Words.Take(literals).SequenceEqual(words.Take(literals)))
        {
            return [];
        }

        if (before < signature.Words.Length)
        {
            return [signature.Words[before]];
        }

        if (words[^1].StartsWith('-'))
        {
            return signature.Arguments.Select(static argument => $"--{argument.Name}");
        }

        // A value that stands behind its own name, or in its place.
        var argument = words[before - 1].StartsWith("--", StringComparison.Ordinal)
            ? signature.Arguments.FirstOrDefault(argument => $"--{argument.Name}" == words[before - 1])
            : signature.Arguments.Where(static argument => argument.IsPositional).ElementAtOrDefault(before - signature.Words.Length);
        return argument?.Choices ?? [];
    }
}
