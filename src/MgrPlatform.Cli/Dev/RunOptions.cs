using System.CommandLine;
using MgrPlatform.DevCluster;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Dev;

/// <summary>The options that every verb has which runs modules.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _python = new("--python")
    {
        Description = "The Python interpreter, 3.9 or later", HelpName = "path", DefaultValueFactory = static _ => "python3",
    };

    private readonly Option<string> _node = new("--node")
    {
        Description = "The Node.js interpreter, 20 or later", HelpName = "path", DefaultValueFactory = static _ => "node",
    };

    private readonly Option<LogLevel> _logLevel = new("--log-level")
    {
        Description = "How much goes to the log file", HelpName = "level", DefaultValueFactory = static _ => LogLevel.Information,
    };

    public void AddTo(Command command)
    {
        AddInterpreters(command);
        command.Options.Add(_logLevel);
    }

    public void AddInterpreters(Command command)
    {
        command.Options.Add(_python);
        command.Options.Add(_node);
    }

    public LogLevel LogLevelOf(ParseResult parsed) => parsed.GetValue(_logLevel);

    public string PythonOf(ParseResult parsed) => parsed.GetRequiredValue(_python);

    public string NodeOf(ParseResult parsed) => parsed.GetRequiredValue(_node);

    /// <summary>For a plugin alone on the recorded cluster.</summary>
    public RecordedHostOptions Read(ParseResult parsed) =>
        new() { Python = PythonOf(parsed), Node = NodeOf(parsed) };
}
