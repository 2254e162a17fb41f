using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Commands;

/// <summary>A command map as Ceph's clients send it (<c>{"prefix": "fs status", "fs": "cephfs"}</c>) with its input.</summary>
public sealed record CommandRequest(JsonObject Command, ReadOnlyMemory<byte> Input, CommandCaller Caller)
{
    public string Prefix => Command["prefix"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public string Format => Command["format"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
