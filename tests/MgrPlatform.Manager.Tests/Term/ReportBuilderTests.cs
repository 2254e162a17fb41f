using System.Collections.Immutable;
using MgrPlatform.Manager.Term;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using WireHealthCheck = MgrPlatform.Wire.Maps.Health.HealthCheck;
using WireProgress = MgrPlatform.Wire.Maps.Health.ProgressEvent;
using WireSeverity = MgrPlatform.Wire.Maps.Health.HealthSeverity;

namespace MgrPlatform.Manager.Tests.Term;

public sealed class ReportBuilderTests
{
    private static readonly byte[] Digest = [1, 2, 3];

    [Fact]
    public void A_report_has_the_checks_of_modules_and_of_placement_groups()
    {
        var report = ReportBuilder.Build(
            7,
            ImmutableSortedDictionary<string, HealthCheck>.Empty.Add("MINE", new HealthCheck(HealthSeverity.Error, "bad", 2, ["a", "b"])),
            new Dictionary<string, WireHealthCheck> { ["PG_DEGRADED"] = new(WireSeverity.Warning, "degraded", [], 1) },
            null,
            new Dictionary<string, WireProgress> { ["1"] = new("Moving", 0.5f, true) },
            Digest,
            out var problem);

        Assert.Empty(problem);
        var kind = MMonMgrReport.KindOf;
        var read = (MMonMgrReport)MessageCodec.Decode(
            kind.Type, kind.Version, 1, MessageCodec.EncodeFront(report), default, report.EncodeData(default));
        Assert.Equal(["MINE", "PG_DEGRADED"], read.HealthChecks.Checks.Keys);
        Assert.Equal(WireSeverity.Error, read.HealthChecks.Checks["MINE"].Severity);
        Assert.Equal(["a", "b"], read.HealthChecks.Checks["MINE"].Detail);
        Assert.Equal(Digest, read.Data.ToArray());
    }

    [Fact]
    public void A_report_without_a_digest_is_never_sent_for_a_monitor_aborts_on_it()
    {
        ReportBuilder.Build(
            7,
            ImmutableSortedDictionary<string, HealthCheck>.Empty,
            new Dictionary<string, WireHealthCheck>(),
            null,
            new Dictionary<string, WireProgress>(),
            ReadOnlyMemory<byte>.Empty,
            out var problem);

        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("osd", "3", """{"prefix":"osd metadata","format":"json","id":3}""")]
    [InlineData("mon", "a", """{"prefix":"mon metadata","format":"json","id":"a"}""")]
    [InlineData("mds", "m", """{"prefix":"mds metadata","format":"json","who":"m"}""")]
    [InlineData("mgr", null, """{"prefix":"mgr metadata","format":"json"}""")]
    public void Metadata_is_asked_for_in_cephs_words(string type, string? id, string expected) =>
        Assert.Equal(expected, MetadataQuery.Command(type, id).ToJsonString());

    [Fact]
    public void Metadata_of_many_and_of_one_is_read_and_what_has_no_name_left_out()
    {
        var many = MetadataQuery.Read("osd", """[{"id":0,"hostname":"vm"},{"hostname":"x"},{"id":1,"cpu":4}]"""u8.ToArray()).ToArray();
        var one = Assert.Single(MetadataQuery.Read("mds", """{"name":"m","hostname":"vm"}"""u8.ToArray()));

        Assert.Equal(["osd.0", "osd.1"], many.Select(static daemon => daemon.Key.ToString()));
        Assert.Equal("4", many[1].Metadata["cpu"]);
        Assert.Equal(("mds.m", "vm"), (one.Key.ToString(), one.Metadata["hostname"]));
        Assert.Empty(MetadataQuery.Read("osd", "nonsense"u8.ToArray()));
    }
}
