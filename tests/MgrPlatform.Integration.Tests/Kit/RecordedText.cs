namespace MgrPlatform.Integration.Tests.Kit;

/// <summary>What the real manager printed when the cluster was recorded.</summary>
internal static class RecordedText
{
    public static TheoryData<string> Moments => new("m1_healthy_load", "m2_osd2_down_degraded", "m3_osd2_back_recovering_reads");

    public static string Read(string moment, string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recorded-text", moment, file));
}
