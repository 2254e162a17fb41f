using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Tests.Maps;

namespace MgrPlatform.Wire.Tests.Messages;

public sealed class PerfCounterSessionTests
{
    [Theory]
    [InlineData("enc/MMgrReport.session_d.0_")]
    [InlineData("enc/MMgrReport.session_d.a_")]
    [InlineData("enc/MMgrReport.session_d.n_")]
    [InlineData("enc/MMgrReport.session_rgw.gw.demo_")]
    public void Reports_of_a_session_bring_the_values_that_their_json_says(string prefix)
    {
        var session = new PerfCounterSession();

        foreach (var captured in Session(prefix))
        {
            var report = (MMgrReport)captured.Decode();
            using var json = JsonDocument.Parse(Vectors.Text($"{captured.Name}.json"));
            var expected = json.RootElement.GetProperty("values").EnumerateObject().ToArray();

            var values = session.Apply(report);

            Assert.Equal(expected.Select(static value => value.Name), session.Types.Select(static type => type.Path));
            Assert.Equal(
                expected.Select(static value => WithoutBlanks(value.Value)),
                values.Select((value, i) => ToText(session.Types[i], value)));
            Assert.Equal(report.Packed, PerfCounterSession.Pack(session.Types, values));
        }
    }

    [Theory]
    [InlineData("releases/MMgrReport_20.2.4_osd.0-")]
    [InlineData("releases/MMgrReport_20.2.4_mds.m-")]
    [InlineData("releases/MMgrReport_18.2.7_osd.0-")]
    [InlineData("wire/MMgrReport_proto_osd.0-")]
    public void Packed_values_are_used_up_to_the_last_byte(string prefix)
    {
        var session = new PerfCounterSession();

        foreach (var captured in Session(prefix))
        {
            var report = (MMgrReport)captured.Decode();
            var values = session.Apply(report);
            Assert.NotEmpty(values);
            Assert.Equal(report.Packed, PerfCounterSession.Pack(session.Types, values));
        }
    }

    [Fact]
    public void Values_without_their_declarations_are_refused()
    {
        var second = (MMgrReport)CapturedMessage.Of("enc/MMgrReport.session_d.0_01.8").Decode();
        var session = new PerfCounterSession();
        session.Apply((MMgrReport)CapturedMessage.Of("enc/MMgrReport.session_d.0_00.7").Decode());

        Assert.Throws<WireFormatException>(() => session.Apply(second with { Packed = second.Packed[..^8] }));
    }

    private static IEnumerable<CapturedMessage> Session(string prefix) =>
        CapturedMessage.All
            .Where(message => message.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(static message => message.Name, StringComparer.Ordinal);

    private static string WithoutBlanks(JsonElement json) =>
        string.Concat(json.GetRawText().Where(static letter => !char.IsWhiteSpace(letter)));

    private static string ToText(PerfCounterType type, PerfCounterValue value) =>
        type.Kind.HasFlag(PerfCounterKind.Average) ? $"[{value.Value},{value.Count},{value.CountAgain}]" : $"{value.Value}";
}
