using System.Text;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Health;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Health;

/// <summary>Health in Ceph's words, for <c>health</c>, <c>status</c> and the manager's digest.</summary>
public static class HealthText
{
    public static string Name(HealthSeverity severity) => severity switch
    {
        HealthSeverity.Ok => "HEALTH_OK",
        HealthSeverity.Warning => "HEALTH_WARN",
        _ => "HEALTH_ERR",
    };

    public static string Mark(HealthSeverity severity) => severity switch
    {
        HealthSeverity.Ok => "[OK]",
        HealthSeverity.Warning => "[WRN]",
        _ => "[ERR]",
    };

    public static string Plain(HealthService health, UTime now, bool withDetail)
    {
        var checks = health.Checks();
        var mutes = health.Mutes;
        var text = new StringBuilder(Name(health.Status()));
        var summary = string.Join("; ", checks.Where(check => !mutes.ContainsKey(check.Key)).Select(static check => check.Value.Summary));
        if (summary.Length > 0)
        {
            text.Append(' ').Append(summary);
        }

        if (mutes.Count > 0)
        {
            text.Append(summary.Length > 0 ? "; " : " ").Append("(muted: ")
                .AppendJoin(' ', mutes.Values.Select(mute => mute.Code + (Left(mute, now) is { Length: > 0 } left ? $"({left})" : "")))
                .Append(')');
        }

        text.Append('\n');
        if (!withDetail)
        {
            return text.ToString();
        }

        foreach (var (code, check) in checks)
        {
            if (mutes.TryGetValue(code, out var mute))
            {
                text.Append("(MUTED").Append(Left(mute, now) is { Length: > 0 } left ? " ttl " + left : "")
                    .Append(mute.Sticky ? ", STICKY) " : ") ");
            }

            text.Append(Mark(check.Severity)).Append(' ').Append(code).Append(": ").Append(check.Summary).Append('\n');
            foreach (var line in check.Detail)
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    public static void Write(Utf8JsonWriter json, HealthService health, bool withDetail)
    {
        json.WriteStartObject();
        json.WriteString("status", Name(health.Status()));
        json.WriteStartObject("checks");
        foreach (var (code, check) in health.Checks())
        {
            WriteCheck(json, code, check, withDetail, health.Mutes.ContainsKey(code));
        }

        json.WriteEndObject();
        json.WriteStartArray("mutes");
        foreach (var mute in health.Mutes.Values)
        {
            json.WriteStartObject();
            json.WriteString("code", mute.Code);
            if (!mute.Until.IsZero)
            {
                json.WriteString("ttl", mute.Until.ToString());
            }

            json.WriteBoolean("sticky", mute.Sticky);
            json.WriteString("summary", mute.Summary);
            json.WriteNumber("count", mute.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, string code, HealthCheck check, bool withDetail, bool isMuted)
    {
        json.WriteStartObject(code);
        json.WriteString("severity", Name(check.Severity));
        json.WriteStartObject("summary");
        json.WriteString("message", check.Summary);
        json.WriteNumber("count", check.Count);
        json.WriteEndObject();
        if (withDetail)
        {
            json.WriteStartArray("detail");
            foreach (var line in check.Detail)
            {
                json.WriteStartObject();
                json.WriteString("message", line);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteBoolean("muted", isMuted);
        json.WriteEndObject();
    }

    private static string Left(HealthMute mute, UTime now) =>
        mute.Until.IsZero || mute.Until < now ? "" : HealthDuration.Short(mute.Until.ToTimeSpan() - now.ToTimeSpan());
}
