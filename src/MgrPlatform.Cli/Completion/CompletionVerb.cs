using System.CommandLine;
using MgrPlatform.CephTool.Words;

namespace MgrPlatform.Cli.Completion;

/// <summary>Prints a shell's completion script, and answers what that script asks.</summary>
internal static class CompletionVerb
{
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

    /// <param name="words">What follows <see cref="CephCompletion.Hidden"/>.</param>
    public static async Task<int> CompleteAsync(string[] words, TextWriter output, CancellationToken cancellationToken)
    {
        if (CephCompletion.Typed(words) is { } typed)
        {
            return await CephCompletion.WriteAsync(typed, output, cancellationToken);
        }

        foreach (var candidate in VerbCandidates(words is ["--", .. var rest] ? rest : words))
        {
            await output.WriteLineAsync(candidate);
        }

        return ExitCode.Success;
    }

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
