using MgrPlatform.Benchmarks.Measuring;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Manager.Pg.Digest;
using MgrPlatform.Manager.Pg.Health;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Benchmarks.Groups;

/// <summary>
/// What reports of placement groups cost: 1000 OSDs, 10,041 groups, 4000 reports a second with ten groups each, a step of the map and a
/// digest every two seconds. In CPU time of the process, its garbage collector's included, for it must hold on a busy machine. A real
/// ceph-mgr takes 145 ms of CPU for 1000 reports in all, messenger included.
/// </summary>
internal sealed class PgReports : IBenchmark
{
    private const int Osds = 1000;
    private const int Rounds = 4;
    private const int ReportsPerStep = 8000;

    public string Name => "pg reports";

    public Task RunAsync(Report report, Pace pace)
    {
        var now = UTime.From(DateTimeOffset.UtcNow);
        var scene = new PgScene(Osds);
        var osdMap = scene.Map(now);
        var rounds = Enumerable.Range(1, Rounds).Select(round => scene.Reports(round)).ToArray();
        var map = new PgMap(new PgMapOptions(), now);
        map.Follow(osdMap, now);
        Samples decoding = new(), taking = new(), stepping = new(), digests = new();
        for (var step = -1; step < pace.StartUps * 4; step++)
        {
            now = UTime.FromNanoseconds(now.ToNanoseconds() + 2_000_000_000);
            var decoded = new List<(int Osd, MPGStats Report)>(ReportsPerStep);
            var start = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < ReportsPerStep; i++)
            {
                var osd = i % Osds;
                var kind = MPGStats.KindOf;
                decoded.Add(
                    (osd, (MPGStats)MessageCodec.Decode(kind.Type, kind.Version, kind.OldestReader, rounds[i / Osds % Rounds][osd])));
            }

            var decodingTook = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / ReportsPerStep * 1000;
            start = Environment.CpuUsage.TotalTime;
            foreach (var (osd, sent) in decoded)
            {
                map.Ingest(osd, sent);
            }

            var takingTook = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds / ReportsPerStep * 1000;
            start = Environment.CpuUsage.TotalTime;
            map.Advance(now);
            var steppingTook = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
            start = Environment.CpuUsage.TotalTime;
            var digest = DigestBuilder.Build(map.Current, Release.Pacific, now, TimeSpan.FromSeconds(60));
            if (!DigestGuard.TryEncode(digest, Features.Default, out _, out var problem))
            {
                throw new InvalidOperationException(problem);
            }

            PgHealth.Check(map.Current, now, new PgHealthOptions());
            var digestTook = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
            if (step >= 0)
            {
                decoding.Add(decodingTook);
                taking.Add(takingTook);
                stepping.Add(steppingTook);
                digests.Add(digestTook);
            }
        }

        if (map.Current.UnknownPgCount > 0)
        {
            throw new InvalidOperationException($"{map.Current.UnknownPgCount} groups were not taken");
        }

        var perThousand = decoding.P50 + taking.P50 + ((stepping.P50 + digests.P50) / ReportsPerStep * 1000);
        report.Add(Name, "decode 1000 reports", decoding);
        report.Add(Name, "take 1000 reports", taking);
        report.Add(Name, "a step of the map", stepping, note: "every 2 s");
        report.Add(Name, "digest, guard and health", digests, note: "every 2 s");
        report.AddFigure(Name, "CPU for 1000 reports, all of it", perThousand, "ms", goal: 72, note: "ceph-mgr: 145, with its messenger");
        return Task.CompletedTask;
    }
}
