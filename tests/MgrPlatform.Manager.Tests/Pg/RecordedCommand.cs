using System.Text.Json.Nodes;

namespace MgrPlatform.Manager.Tests.Pg;

/// <summary>A command as it was sent to a real daemon, and its answer.</summary>
internal sealed class RecordedCommand(JsonObject recorded)
{
    public string Target { get; } = recorded["target"]!.GetValue<string>();

    public JsonObject Command { get; } = recorded["cmd"]!.AsObject();

    public int Code { get; } = recorded["ret"]!.GetValue<int>();

    public string Output { get; } = recorded["out"]!.GetValue<string>();

    public string Status { get; } = recorded["status"]!.GetValue<string>();

    public string Prefix => Command["prefix"]!.GetValue<string>();

    public bool IsJson => (string?)Command["format"] == "json";

    public override string ToString() => Command.ToJsonString();
}
