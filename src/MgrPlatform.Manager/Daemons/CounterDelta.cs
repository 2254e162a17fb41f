namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// The difference between two readings in few bytes: most counters stand still or move a little. A zero is followed by how many there
/// are in a row; any other difference is zigzag, seven bits a byte.
/// </summary>
internal static class CounterDelta
{
    private const int LongestNumber = 10;

    public static byte[] Encode(ReadOnlySpan<ulong> older, ReadOnlySpan<ulong> newer)
    {
        var longest = newer.Length * LongestNumber;
        Span<byte> buffer = longest <= 4096 ? stackalloc byte[longest] : new byte[longest];
        var (used, zeros) = (0, 0);
        for (var i = 0; i < newer.Length; i++)
        {
            var difference = unchecked((long)(newer[i] - older[i]));
            if (difference == 0)
            {
                zeros++;
                continue;
            }

            used = WriteZeros(buffer, used, ref zeros);
            used = Write(buffer, used, unchecked((ulong)((difference << 1) ^ (difference >> 63))));
        }

        return buffer[..WriteZeros(buffer, used, ref zeros)].ToArray();
    }

    /// <summary>Turns the newer reading in <paramref name="values"/> into the older one.</summary>
    public static void StepBack(ReadOnlySpan<byte> delta, Span<ulong> values)
    {
        var (at, value) = (0, 0);
        while (at < delta.Length)
        {
            var number = Read(delta, ref at);
            if (number == 0)
            {
                value += (int)Read(delta, ref at);
                continue;
            }

            var difference = unchecked((long)(number >> 1) ^ -(long)(number & 1));
            values[value] = unchecked(values[value] - (ulong)difference);
            value++;
        }
    }

    private static int WriteZeros(Span<byte> buffer, int at, ref int zeros)
    {
        if (zeros == 0)
        {
            return at;
        }

        buffer[at++] = 0;
        at = Write(buffer, at, (ulong)zeros);
        zeros = 0;
        return at;
    }

    private static int Write(Span<byte> buffer, int at, ulong number)
    {
        while (number >= 0x80)
        {
            buffer[at++] = (byte)(number | 0x80);
            number >>= 7;
        }

        buffer[at++] = (byte)number;
        return at;
    }

    private static ulong Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
