using System.Text;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Commands;

/// <summary>The answer to one of the manager's own commands.</summary>
/// <param name="Result">What to reply; null when an effect brings the reply.</param>
public sealed record OwnAnswer(CommandResult? Result, IReadOnlyList<OwnEffect> Effects)
{
    public static OwnAnswer Of(CommandResult result) => new(result, []);

    public static OwnAnswer Text(string output, string status = "") => Of(CommandResult.Success(output, status));

    /// <summary>A refusal with an errno value.</summary>
    public static OwnAnswer Refuse(int errno, string status) => Of(CommandResult.Failure(errno, status));

    public static OwnAnswer Coded(int code, ReadOnlyMemory<byte> output, string status) => Of(new CommandResult(code, output, status));

    public static OwnAnswer Coded(int code, string output, string status) => Coded(code, Encoding.UTF8.GetBytes(output), status);

    public static OwnAnswer FromMonitors(string command) => new(null, [new OwnEffect.AskMonitors(command)]);
}
