using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Schema;

/// <summary>
/// protocol.schema.json, applied to whole conversations: the params of a message by its method, the result by the
/// method of the request that it answers.
/// </summary>
internal sealed class ProtocolSchema
{
    private static readonly Lazy<SchemaValidator> Validator = new(() => new SchemaValidator(
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "plugin-sdk", "protocol", "protocol.schema.json")))!.AsObject()));

    private readonly Dictionary<(string Asker, long Id), string> _asked = [];

    /// <summary>Whether the schema knows the method at all: transcripts also send methods of later versions.</summary>
    public static bool Knows(string side, string method) => Validator.Value.Has($"{side}.{method}.params");

    /// <summary>Null when the message is as the schema says, else a sentence.</summary>
    /// <param name="side"><c>host</c> or <c>runner</c>: who sent it.</param>
    /// <param name="message">The message.</param>
    public string? Check(string side, JsonObject message)
    {
        if (Validator.Value.CheckMessage(message) is { } wrong)
        {
            return wrong;
        }

        var id = message["id"]?.GetValue<long>();
        if (message["method"]?.GetValue<string>() is not { } method)
        {
            return CheckResult(side == "host" ? "runner" : "host", id, message);
        }

        if (id is { } asked)
        {
            _asked[(side, asked)] = method;
        }

        if (!Knows(side, method))
        {
            return side == "runner" ? $"the protocol has no method {method} that a runner sends" : null;
        }

        if (id is null == Validator.Value.Has($"{side}.{method}.result"))
        {
            return $"{method} is a {(id is null ? "request" : "notification")} in the protocol";
        }

        return Validator.Value.CheckDefinition($"{side}.{method}.params", message["params"] ?? new JsonObject());
    }

    private string? CheckResult(string asker, long? id, JsonObject message)
    {
        if (id is null || !_asked.Remove((asker, id.Value), out var method))
        {
            return $"nobody asked with id {id}";
        }

        return message.ContainsKey("result") && Knows(asker, method)
            ? Validator.Value.CheckDefinition($"{asker}.{method}.result", message["result"])
            : null;
    }
}
