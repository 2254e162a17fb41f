using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MgrPlatform.TestKit.Ceph;

namespace MgrPlatform.Benchmarks.Endurance;

/// <summary>How a manager and its cluster were at one moment, in the words of the official tool and of the kernel.</summary>
/// <param name="At">Since the run began.</param>
/// <param name="Term">The global id and when the monitors made it active: another one is another term.</param>
/// <param name="IsAnswered">A module's command was answered with what it answers.</param>
internal sealed record Look(
    TimeSpan At, ProcessFigures Process, string Term, int Epoch, bool IsAvailable, string Health, string Groups, bool IsAnswered, TimeSpan AnswerTook)
{
    public const string Heads = "seconds,own_rss_kib,child_rss_kib,children,files,cpu_s,term,epoch,available,health,groups,answered,answer_ms";

    public static async Task<Look> AtAsync(RealCluster cluster, int manager, string language, TimeSpan at)
    {
        var map = Json(await TryAskAsync(cluster, "mgr dump -f json"));
        var status = Json(await TryAskAsync(cluster, "status -f json"));
        var start = Stopwatch.GetTimestamp();
        var answer = await TryAskAsync(cluster, $"bench {language}");
        var took = Stopwatch.GetElapsedTime(start);
        return new Look(
            at,
            ProcessFigures.Of(manager),
            map is { } known ? $"{known.GetProperty("active_gid")} {known.GetProperty("active_change")}" : "unknown",
            map?.GetProperty("epoch").GetInt32() ?? 0,
            map?.GetProperty("available").GetBoolean() ?? false,
            HealthOf(status),
            GroupsOf(status),
            answer?.Trim() == "ok",
            took);
    }

    /// <returns>What the tool printed, or null when it failed.</returns>
    public static async Task<string?> TryAskAsync(RealCluster cluster, string words)
    {
        var run = await cluster.CephAsync(words, CancellationToken.None);
        return run.ExitCode == 0 ? run.Text : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At.TotalSeconds:0},{Process.OwnMemory / 1024},{Process.ChildMemory / 1024},{Process.Children},{Process.OpenFiles},{Process.Cpu.TotalSeconds:0.00},{Term},{Epoch},{IsAvailable},{Health},{Groups},{IsAnswered},{AnswerTook.TotalMilliseconds:0}");

    private static JsonElement? Json(string? text) => text is null ? null : JsonDocument.Parse(text).RootElement;

    private static string HealthOf(JsonElement? status) => status?.GetProperty("health") is not { } health
        ? "unknown"
        : string.Join(' ', health.GetProperty("checks").EnumerateObject().Select(static check => check.Name).Prepend(health.GetProperty("status").GetString()));

    private static string GroupsOf(JsonElement? status) => status?.GetProperty("pgmap") is not { } map
        ? "unknown"
        : string.Join(' ', map.GetProperty("pgs_by_state").EnumerateArray()
            .Select(static state => $"{state.GetProperty("count")} {state.GetProperty("state_name").GetString()}"));
}
