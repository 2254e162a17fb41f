using System.Diagnostics;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Tests.Fuzzing;

/// <summary>
/// Holds a decoder to its promise: whatever the bytes, it ends in a value or a <see cref="WireFormatException"/>, allocates at most
/// ten times its input and 16 KiB, and takes at most 50 ms. <c>WireFuzz.Check(name, bytes, static (ref r) => r.Read&lt;MonMap&gt;())</c>
/// tries truncations and seeded mutations. The gate tries a sample of each; with <c>MGRP_FUZZ=full</c> in the environment it is every
/// truncation, and so many mutations that all vectors together have a million.
/// </summary>
internal static class WireFuzz
{
    private const int MutationsInTheGate = 300;
    private const int TruncationsInTheGate = 400;
    private const int MutationsInFull = 2000; // Of each of more than 500 vectors and segments.
    private const int AllocationFactor = 10;

    // An exception with its message and trace, and the smallest objects of an almost empty input.
    private const int AllocationSlack = 16 * 1024;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether all is tried, instead of what a gate has time for.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("MGRP_FUZZ") == "full";

    public static void Check<T>(string name, byte[] vector, WireRead<T> decode) =>
        Check(name, vector, bytes =>
        {
            var reader = new WireReader(bytes);
            decode(ref reader);
        });

    /// <param name="undamaged">Bytes of the input that stay as they are: the message's other segment.</param>
    public static void Check(string name, byte[] vector, Action<byte[]> decode, int undamaged = 0)
    {
        decode(vector); // Compiled and cached now, so that the measurements below are of decoding alone.
        foreach (var length in Lengths(vector.Length))
        {
            Try($"{name} cut to {length}", vector[..length], decode, undamaged);
        }

        for (var seed = 0; seed < (IsFull ? MutationsInFull : MutationsInTheGate); seed++)
        {
            Try($"{name} mutated with seed {seed}", Mutation.Of(vector, new Random(seed)), decode, undamaged);
        }
    }

    private static IEnumerable<int> Lengths(int length)
    {
        var step = IsFull ? 1 : 1 + (length / TruncationsInTheGate);
        for (var cut = 0; cut < length; cut += step)
        {
            yield return cut;
        }
    }

    private static void Try(string what, byte[] bytes, Action<byte[]> decode, int undamaged)
    {
        // A busy machine is not a slow decoder: only three slow runs in a row count.
        var slow = TimeSpan.Zero;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            slow = Measure(what, bytes, decode, undamaged);
            if (slow <= TimeLimit)
            {
                return;
            }
        }

        Assert.Fail($"{what}: took {slow.TotalMilliseconds:F0} ms for {bytes.Length} bytes");
    }

    private static TimeSpan Measure(string what, byte[] bytes, Action<byte[]> decode, int undamaged)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            decode(bytes);
        }
        catch (WireFormatException)
        {
            // The one exception that a decoder may throw.
        }
#pragma warning disable CA1031 // Any other one is what we are looking for; it is reported with the input that caused it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Assert.Fail($"{what}: {error}");
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(
            allocated <= AllocationSlack + ((long)(bytes.Length + undamaged) * AllocationFactor),
            $"{what}: allocated {allocated} bytes for {bytes.Length + undamaged}");
        return elapsed;
    }
}
