using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// The memory of received frames. Those of the size that reports have are borrowed: whoever has used one up may give it back, and then
/// the next frame needs no new memory. One that is not given back is garbage like any other.
/// </summary>
public static class FrameMemory
{
    // Borrowed memory may be twice as large as what it holds: neither worth it for little, nor harmless for much.
    private const int Smallest = 1024;
    private const int Largest = 64 * 1024;

    /// <summary>Takes back the memory that a segment lies in. None of that frame's segments may be used afterwards.</summary>
    public static void Return(ReadOnlyMemory<byte> segment)
    {
        if (MemoryMarshal.TryGetArray(segment, out var part)
            && part.Array is { Length: >= Smallest and <= Largest } bytes
            && BitOperations.IsPow2(bytes.Length)) // Only such are borrowed.
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>At least so many bytes, of any content.</summary>
    internal static byte[] Take(int length) => length is >= Smallest and <= Largest
        ? ArrayPool<byte>.Shared.Rent(length)
        : GC.AllocateUninitializedArray<byte>(length);
}
