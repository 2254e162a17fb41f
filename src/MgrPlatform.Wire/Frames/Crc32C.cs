using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MgrPlatform.Wire.Frames;

/// <summary>
/// Castagnoli's checksum as Ceph uses it: the caller gives the seed, and nothing is inverted at the end.
/// The processor computes it where it can.
/// </summary>
public static class Crc32C
{
    /// <summary>The seed of a segment's checksum, and so the checksum of no bytes.</summary>
    public const uint SegmentSeed = 0xffffffff;

    public const uint PreambleSeed = 0;

    private const uint Polynomial = 0x82f63b78;

    // The instruction's result comes three cycles after its start, but one can start in each: three lanes side by side are three times
    // as fast as one. They are joined by a multiplication that moves a lane's checksum past the bytes of those behind it.
    private const int Lanes = 3;

    private static readonly Lane Long = new(2048);
    private static readonly Lane Short = new(256);

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && Sse42.X64.IsSupported)
        {
            crc = AppendLanes(crc, ref bytes, Long);
            crc = AppendLanes(crc, ref bytes, Short);
        }

        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }

    // A few calls with many rounds each: waiting for the runtime to find out that it is hot costs more than it gains.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint AppendLanes(uint crc, ref ReadOnlySpan<byte> bytes, Lane lane)
    {
        var length = lane.Length;
        while (bytes.Length >= Lanes * length)
        {
            var first = MemoryMarshal.Cast<byte, ulong>(bytes[..length]);
            var second = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(length, length))[..first.Length];
            var third = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(2 * length, length))[..first.Length];
            ulong start = crc;
            ulong middle = 0;
            ulong last = 0;
            for (var i = 0; i < first.Length; i++)
            {
                start = Sse42.X64.Crc32(start, first[i]);
                middle = Sse42.X64.Crc32(middle, second[i]);
                last = Sse42.X64.Crc32(last, third[i]);
            }

            crc = Move((uint)start, lane.PastTwo) ^ Move((uint)middle, lane.PastOne) ^ (uint)last;
            bytes = bytes[(Lanes * length)..];
        }

        return crc;
    }

    /// <summary>The checksum as it would be after as many zero bytes as the factor stands for.</summary>
    private static uint Move(uint crc, uint factor) => BitOperations.Crc32C(
        0, Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar((ulong)crc), Vector128.CreateScalar((ulong)factor), 0).ToScalar());

    private sealed class Lane(int length)
    {
        public int Length { get; } = length;

        public uint PastOne { get; } = Factor(length);

        public uint PastTwo { get; } = Factor(2 * length);

        /// <summary>
        /// x to the power of the bits to move past, modulo the polynomial; less 33, for so far the multiplication of reflected values and
        /// the instruction that reduces the product move by themselves.
        /// </summary>
        private static uint Factor(int bytes)
        {
            var power = 0x8000_0000u;
            for (var bit = 0; bit < (bytes * 8) - 33; bit++)
            {
                power = (power & 1) != 0 ? (power >> 1) ^ Polynomial : power >> 1;
            }

            return power;
        }
    }
}
