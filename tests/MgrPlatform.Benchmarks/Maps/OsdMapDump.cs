using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Benchmarks.Maps;

/// <summary>
/// An OSD map of 10,000 OSDs: its bytes to a value, the value to what <c>ceph osd dump -f json</c> prints, and back to bytes.
/// </summary>
internal sealed class OsdMapDump : IBenchmark
{
    private const int Osds = 10_000;

    public string Name => "osdmap 10,000 OSDs";

    public Task RunAsync(Report report, Pace pace)
    {
        var map = LargeOsdMap.Grow(LargeOsdMap.Read(Path.Combine(AppContext.BaseDirectory, "OSDMap.full.bin")), Osds);
        var bytes = WireWriter.Encode(map);
        var decode = Measure(pace, () => new WireReader(bytes).Read<OsdMap>());
        var decoded = new WireReader(bytes).Read<OsdMap>();
        var buffer = new ArrayBufferWriter<byte>();
        var dump = Measure(pace, () =>
        {
            buffer.ResetWrittenCount();
            using var json = new Utf8JsonWriter(buffer);
            decoded.Dump(json, Release.Pacific);
        });
        var encode = Measure(pace, () => WireWriter.Encode(decoded));

        report.Add(Name, "decode", decode.Times, note: $"{bytes.Length / 1e6:0.0} MB; allocates {decode.Allocated / 1e6:0.0} MB");
        report.Add(Name, "dump as JSON", dump.Times, note: $"{buffer.WrittenCount / 1e6:0.0} MB; allocates {dump.Allocated / 1e6:0.0} MB");
        report.Add(Name, "encode", encode.Times, note: $"with its checksum; allocates {encode.Allocated / 1e6:0.0} MB");
        return Task.CompletedTask;
    }

    private static (Samples Times, double Allocated) Measure(Pace pace, Action action)
    {
        var warm = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warm) < pace.WarmUp)
        {
            action();
        }

        var times = new Samples();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < pace.Versions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times.AddMilliseconds(start);
        }

        return (times, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)pace.Versions);
    }
}
