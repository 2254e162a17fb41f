using System.Text.Json.Nodes;

namespace MgrPlatform.Modules.Options;

/// <summary>A valid value of an option: as text to store, always the same text for the same value, and typed.</summary>
public sealed record OptionValue(string Text, JsonNode Value);
