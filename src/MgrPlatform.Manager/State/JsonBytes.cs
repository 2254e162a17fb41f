using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MgrPlatform.Manager.State;

/// <summary>JSON as Ceph writes it: compact, and nothing escaped that need not be.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }
}
