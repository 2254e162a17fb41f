using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>JSON as Ceph writes it: compact or with four blanks, and nothing escaped that need not be.</summary>
internal static class JsonText
{
    public static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write, bool pretty = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = pretty, IndentSize = 4, SkipValidation = true,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write).Span);
}
