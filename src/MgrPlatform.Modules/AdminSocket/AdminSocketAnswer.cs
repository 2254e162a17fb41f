using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.AdminSocket;

/// <summary>Writes a result as Ceph's daemons do to an admin socket, which knows no code: a failure begins with <c>ERROR:</c>.</summary>
internal static partial class AdminSocketAnswer
{
    /// <summary>Length and text; when asked for, a second length and a JSON object with the result's parts.</summary>
    internal static byte[] Encode(CommandResult result, bool withResult)
    {
        // A success answers its output alone. Ceph loses the status then; where it is all there is, we send it.
        var before = result.Code < 0 ? Encoding.UTF8.GetBytes($"{ErrorLine(result.Code)}\n{result.Status}\n")
            : result.Output.IsEmpty ? Encoding.UTF8.GetBytes(result.Status)
            : [];
        var parts = withResult
            ? JsonSerializer.SerializeToUtf8Bytes(new Parts(result.Code, result.Status, result.Output.Length), Strict.Default.Parts)
            : [];
        var answer = new byte[4 + before.Length + result.Output.Length + (withResult ? 4 + parts.Length : 0)];
        BinaryPrimitives.WriteUInt32BigEndian(answer, (uint)(before.Length + result.Output.Length));
        before.CopyTo(answer.AsSpan(4));
        result.Output.Span.CopyTo(answer.AsSpan(4 + before.Length));
        if (withResult)
        {
            var second = answer.AsSpan(4 + before.Length + result.Output.Length);
            BinaryPrimitives.WriteUInt32BigEndian(second, (uint)parts.Length);
            parts.CopyTo(second[4..]);
        }

        return answer;
    }

    /// <summary>Reads an answer and what followed it, if anything did.</summary>
    /// <exception cref="FormatException">What followed is not what <see cref="Encode"/> writes.</exception>
    internal static CommandResult Decode(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte>? parts)
    {
        if (parts is not { } json)
        {
            return TryReadErrorLine(text.Span, out var errno, out var length)
                ? new CommandResult(-errno, ReadOnlyMemory<byte>.Empty, Encoding.UTF8.GetString(text.Span[length..]).TrimEnd('\n'))
                : new CommandResult(0, text, "");
        }

        try
        {
            var result = JsonSerializer.Deserialize(json.Span, Strict.Default.Parts) ?? throw new FormatException("the result is null");
            return new CommandResult(result.Code, text[^result.OutputBytes..], result.Status);
        }
        catch (Exception error) when (error is JsonException or ArgumentOutOfRangeException)
        {
            throw new FormatException("the result is not one", error);
        }
    }

    private static string ErrorLine(int code) => $"ERROR: ({Math.Abs(code)}) {Errno.Text(code)}";

    private static bool TryReadErrorLine(ReadOnlySpan<byte> text, out int errno, out int length)
    {
        errno = 0;
        length = 0;
        var line = text[..Math.Min(text.Length, 200)];
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || !line.StartsWith("ERROR: ("u8)
            || !System.Buffers.Text.Utf8Parser.TryParse(line["ERROR: ("u8.Length..], out errno, out var digits)
            || errno <= 0 || line["ERROR: ("u8.Length + digits] != (byte)')')
        {
            return false;
        }

        length = end + 1;
        return true;
    }

    internal sealed record Parts(
        [property: JsonPropertyName("code")] int Code,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("output_bytes")] int OutputBytes);

    /// <summary>Written by the compiler: this must also run where no code can be made at run time.</summary>
    [JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Parts))]
    private sealed partial class Strict : JsonSerializerContext;
}
