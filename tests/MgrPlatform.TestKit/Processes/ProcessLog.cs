using System.Collections.Concurrent;
using System.Diagnostics;

namespace MgrPlatform.TestKit.Processes;

/// <summary>What several processes print, line by line, each with its process' name in front.</summary>
/// <param name="linesKept">The newest of all of them together.</param>
public sealed class ProcessLog(int linesKept)
{
    private readonly ConcurrentQueue<string> _lines = new();

    public override string ToString() => string.Join('\n', _lines);

    /// <summary>How many of the kept lines of one process contain a text.</summary>
    public int Count(string name, string text) =>
        _lines.Count(line => line.StartsWith(name + ": ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));

    /// <summary>Starts a process whose lines are kept.</summary>
    public Process Start(ProcessStartInfo info, string name)
    {
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => Remember(name, line.Data);
        process.ErrorDataReceived += (_, line) => Remember(name, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Remember(string name, string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue($"{name}: {line}");
        }

        while (_lines.Count > linesKept)
        {
            _lines.TryDequeue(out _);
        }
    }
}
