using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Commands;

namespace MgrPlatform.DevCluster.Daemons;

/// <summary>Answers <c>ceph tell osd.0 …</c>: the few words that a recorded daemon has something to say to.</summary>
/// <param name="words">By prefix: what it is for, and the answer.</param>
internal sealed class DaemonWords(IReadOnlyDictionary<string, (string Help, Func<JsonNode> Answer)> words) : IPeerHandler
{
    private const int Invalid = -22;

    public ValueTask OnReadyAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnMessageAsync(PeerConnection connection, IncomingMessage message)
    {
        if (MessageCodec.Decode(message.Header, message.Front, message.Middle, message.Data) is MCommand command)
        {
            connection.Send(Answer(command), message.Header.TransactionId);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnInterruptedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    public ValueTask OnSessionLostAsync(PeerConnection connection) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(PeerConnection connection, CloseReason reason) => ValueTask.CompletedTask;

    internal MCommandReply Answer(MCommand command)
    {
        var prefix = Prefix(string.Concat(command.Command));
        if (prefix == "get_command_descriptions")
        {
            return new MCommandReply(0, "") { Data = Encoding.UTF8.GetBytes(Descriptions().ToJsonString()) };
        }

        return prefix is not null && words.TryGetValue(prefix, out var word)
            ? new MCommandReply(0, "") { Data = Encoding.UTF8.GetBytes(word.Answer().ToJsonString(Indented) + "\n") }
            : new MCommandReply(Invalid, $"a recorded daemon answers {string.Join(", ", words.Keys.Order(StringComparer.Ordinal))}");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string? Prefix(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject command && command["prefix"] is JsonValue prefix && prefix.TryGetValue<string>(out var text)
                ? text
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonObject Descriptions()
    {
        var described = new JsonObject();
        foreach (var (prefix, (help, _)) in words.OrderBy(static word => word.Key, StringComparer.Ordinal))
        {
            described[$"cmd{described.Count:D3}"] = new JsonObject
            {
                ["sig"] = new JsonArray([.. prefix.Split(' ').Select(static word => JsonValue.Create(word))]),
                ["help"] = help,
                ["module"] = "",
                ["perm"] = "",
                ["flags"] = 0,
            };
        }

        return described;
    }
}
