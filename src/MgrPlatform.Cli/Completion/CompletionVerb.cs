using System.CommandLine;

namespace MgrPlatform.Cli.Completion;

/// <summary>Prints a shell's completion script, and answers what that script asks.</summary>
internal static class CompletionVerb
{
    /// <summary>What the scripts call: <c>mgrp __complete -- ceph fs st</c>; the last word is the one under the cursor.</summary>
    public const string Hidden = "__complete";

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a completion script for a shell; it completes the cluster's own commands too") { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(ReadScript(parsed.GetRequiredValue(shell))));
        return command;
    }

    public static string ReadScript(string shell)
    {
        using var stream = typeof(CompletionVerb).Assembly.GetManifestResourceStream($"completion/{shell}")
            ?? throw new InvalidOperationException($"no completion script for {shell} in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static async Task<int> CompleteAsync(string[] words, TextWriter output, CancellationToken cancellationToken)
    {
        var typed = words is ["--", .. var rest] ? rest : words;
        foreach (var candidate in await CandidatesAsync(typed, cancellationToken))
        {
            await output.WriteLineAsync(candidate);
        }

        return ExitCode.Success;
    }

    private static async Task<IEnumerable<string>> CandidatesAsync(string[] words, CancellationToken cancellationToken) =>
        words is ["ceph", .. var command] && command.Length > 0
            ? await CephCompletion.CandidatesAsync(command, cancellationToken)
            : VerbCandidates(words);

    private static IEnumerable<string> VerbCandidates(string[] words)
    {
        var current = words.Length == 0 ? "" : words[^1];

        // As a line, not as words: the parser tells "before a word" from "in a word" by the blank at the end.
        var line = string.Join(' ', words.Select(static word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
        return Verbs.CreateRoot().Parse(line).GetCompletions(line.Length)
            .Select(static item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith(current, StringComparison.Ordinal) && text[0] is not '/' && text is not "-?")
            .Distinct()
            .Order(StringComparer.Ordinal);
    }
}
