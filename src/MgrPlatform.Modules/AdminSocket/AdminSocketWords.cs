using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>The words that every admin socket of Ceph answers by itself.</summary>
internal sealed class AdminSocketWords(AdminSocketOptions options, Func<CommandTable> table)
{
    private const string Owner = "<socket>";
    private const string ProtocolVersion = "2";

    private static readonly CommandDeclaration[] Declarations =
    [
        new("0", "", "r"),
        new("version", "show the version", "r"),
        new("git_version", "show the commit it was built from", "r"),
        new("help", "show all commands with a sentence each", "r"),
        new("get_command_descriptions", "show all commands with their arguments, for programs", "r"),
    ];

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The answer, or null when the word is not ours.</returns>
    internal CommandResult? TryAnswer(CommandRequest request) => request.Prefix switch
    {
        "0" => CommandResult.Success(ProtocolVersion),
        "version" => Write(request, new JsonObject
        {
            ["version"] = options.Version, ["release"] = options.Release, ["release_type"] = options.ReleaseType,
        }),
        "git_version" => Write(request, new JsonObject { ["git_version"] = options.GitVersion }),
        "help" => Write(request, Help()),
        "get_command_descriptions" => Write(request, CommandDescriptions.ToJson(All())),
        _ => null,
    };

    // A word of ours that somebody else has too stays listed once, as theirs, and is answered here.
    private CommandTable All() => table().With(Owner, Declarations).Table;

    private JsonObject Help() => new(All().Entries
        .Where(static entry => entry.IsShown && entry.Declaration.Description.Length > 0)
        .DistinctBy(static entry => entry.Prefix)
        .Select(static entry => KeyValuePair.Create(entry.Prefix, (JsonNode?)entry.Declaration.Description)));

    // As Ceph: indented and ended by a newline, unless plain JSON is asked for.
    private static CommandResult Write(CommandRequest request, JsonObject answer)
    {
        var text = request.Format == "json" ? answer.ToJsonString(Compact) : answer.ToJsonString(Pretty) + "\n";
        return new CommandResult(0, Encoding.UTF8.GetBytes(text), "");
    }
}
