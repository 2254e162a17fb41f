using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MgrPlatform.Manager.State;

/// <summary>JSON as Ceph writes it: compact, and nothing escaped that need not be.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write) => Write(write, Compact);

    /// <summary>Exactly as many bytes as it takes. What grows meanwhile is borrowed: with thousands of OSDs it is megabytes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write, JsonWriterOptions options, ReadOnlySpan<byte> end = default)
    {
        using var buffer = new BorrowedBuffer();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        buffer.Write(end);
        return buffer.ToArray();
    }

    private sealed class BorrowedBuffer : IBufferWriter<byte>, IDisposable
    {
        private const int FirstSize = 4096;

        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
        private int _used;

        public void Advance(int count) => _used += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            var needed = _used + Math.Max(sizeHint, 1);
            if (needed > _bytes.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _bytes.Length));
                _bytes.AsSpan(0, _used).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }

            return _bytes.AsMemory(_used);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public byte[] ToArray() => _bytes.AsSpan(0, _used).ToArray();

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}
