using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>A request as it came: a command map with two members of our own taken out, or the answer to one that is none.</summary>
/// <param name="WantsResult">The client asks for code and texts apart, after Ceph's answer.</param>
internal sealed record AdminSocketRequest(JsonObject Command, ReadOnlyMemory<byte> Input, bool WantsResult, CommandResult? Refusal)
{
    // Text and flag: Ceph's daemons pass over members that they do not know, but refuse objects.
    internal const string InputMember = "input_base64";
    internal const string ResultMember = "result_frame";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static AdminSocketRequest Parse(ReadOnlySpan<byte> text)
    {
        JsonObject? command;
        try
        {
            command = JsonNode.Parse(text, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            command = null;
        }

        if (command is null || IsNull(command, "prefix") || IsNull(command, "format"))
        {
            return Refuse("invalid json");
        }

        if (!IsTextOrMissing(command, "prefix") || !IsTextOrMissing(command, "format"))
        {
            return Refuse("invalid json, missing format and/or prefix");
        }

        var input = ReadOnlyMemory<byte>.Empty;
        if (command.Remove(InputMember, out var base64) && !TryReadInput(base64, out input))
        {
            return Refuse($"the member '{InputMember}' is not text in base64");
        }

        var wantsResult = command.Remove(ResultMember, out var flag) && flag?.GetValueKind() == JsonValueKind.True;
        return new AdminSocketRequest(command, input, wantsResult, null);
    }

    /// <summary>Clients before Ceph 0.48 sent a number of four bytes.</summary>
    internal static AdminSocketRequest FromNumber(ReadOnlySpan<byte> number) => new(
        new JsonObject
        {
            ["prefix"] = BinaryPrimitives.ReadUInt32BigEndian(number) switch
            {
                0 => "0",
                1 => "perfcounters_dump",
                2 => "perfcounters_schema",
                var other => $"number {other}",
            },
        },
        default, false, null);

    internal static AdminSocketRequest Refuse(string reason, int errno = Errno.Invalid) =>
        new([], default, false, CommandResult.Failure(errno, reason));

    private static bool IsNull(JsonObject command, string name) => command.TryGetPropertyValue(name, out var value) && value is null;

    private static bool IsTextOrMissing(JsonObject command, string name) =>
        !command.TryGetPropertyValue(name, out var value) || value?.GetValueKind() == JsonValueKind.String;

    private static bool TryReadInput(JsonNode? node, out ReadOnlyMemory<byte> input)
    {
        input = default;
        if (node?.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        var text = node.GetValue<string>();
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return false;
        }

        input = bytes.AsMemory(0, length);
        return true;
    }
}
