using System.Text;
using System.Text.Json.Nodes;

namespace MgrPlatform.PluginSdk;

/// <summary>The command that is being answered: its words, its input and its caller. A command method may take one as a parameter.</summary>
public sealed class CommandContext
{
    private readonly ModuleHost _host;

    internal CommandContext(ModuleHost host, JsonObject command, ReadOnlyMemory<byte> input, long session, TimeSpan? timeLeft)
    {
        _host = host;
        Command = command;
        Input = input;
        Session = session;
        TimeLeft = timeLeft;
        Prefix = Text("prefix");
        Format = Text("format");
    }

    /// <summary>The command's words: <c>fs status</c>.</summary>
    public string Prefix { get; }

    /// <summary>The format that the caller asked for (<c>json</c>, <c>json-pretty</c>, <c>yaml</c>), or empty: plain text.</summary>
    public string Format { get; }

    /// <summary>True when the caller asked for JSON or YAML, that is for something that a program reads.</summary>
    public bool WantsData => Format is not ("" or "plain");

    /// <summary>The whole command as Ceph's clients send it: prefix, arguments and format.</summary>
    public JsonObject Command { get; }

    /// <summary>What the caller passed with <c>-i FILE</c>.</summary>
    public ReadOnlyMemory<byte> Input { get; }

    /// <summary><see cref="Input"/> read as UTF-8.</summary>
    public string InputText => Encoding.UTF8.GetString(Input.Span);

    /// <summary>The host's number for the caller.</summary>
    public long Session { get; }

    /// <summary>How long the caller would wait when the command arrived, when it said so.</summary>
    public TimeSpan? TimeLeft { get; }

    /// <summary>Asks whether the caller's capabilities allow the command on these arguments.</summary>
    /// <param name="arguments">Names and values: <c>pool</c>, <c>x</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when it is allowed.</returns>
    public ValueTask<bool> IsAuthorizedAsync(IReadOnlyDictionary<string, string> arguments, CancellationToken cancellationToken) =>
        _host.IsAuthorizedAsync(Session, arguments, cancellationToken);

    private string Text(string name) => Command[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
