using System.Text;
using System.Text.Json;
using MgrPlatform.Manager.Pg;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Manager.Commands;

/// <summary>Whether OSDs may stop or go for good; and their end, which the monitors carry out.</summary>
internal static class SafetyCommands
{
    public static OwnAnswer OkToStop(CommandCall call, OwnContext context)
    {
        if (OsdIds.ParseList(call.Texts("ids"), context.Map.OsdMap, out var complaint) is not { } osds)
        {
            return OwnAnswer.Refuse(Errno.Invalid, complaint);
        }

        if (osds.Count == 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "must specify one or more OSDs");
        }

        var report = OfflineGroups.OfMost(context.Map, osds, (int)Math.Clamp(call.Integer("max") ?? 1, osds.Count, int.MaxValue));
        byte[] output = [.. call.Json(report.Write).Span, (byte)'\n'];
        if (report.UnknownCount > 0)
        {
            return OwnAnswer.Coded(-Errno.TryAgain, output, $"{report.UnknownCount} pgs have unknown state; cannot draw any conclusions");
        }

        return report.IsSafe
            ? OwnAnswer.Coded(0, output, "")
            : OwnAnswer.Coded(
                -Errno.Busy, output, $"unsafe to stop osd(s) at this time ({report.BadCount} PGs are or would become offline)");
    }

    public static OwnAnswer SafeToDestroy(CommandCall call, OwnContext context)
    {
        if (OsdIds.ParseList(call.Texts("ids"), context.Map.OsdMap, out var complaint) is not { } osds)
        {
            return OwnAnswer.Refuse(Errno.Invalid, complaint);
        }

        if (osds.Count == 0)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "must specify one or more OSDs");
        }

        var verdict = Judge(context.Map, osds);
        if (verdict.IsBlind)
        {
            return OwnAnswer.Refuse(-verdict.Code, verdict.Text);
        }

        if (call.WantsJson)
        {
            return OwnAnswer.Coded(0, call.Json(verdict.Write), "");
        }

        return verdict.Code == 0
            ? OwnAnswer.Text("", $"OSD(s) {OsdIds.Join(osds)} are safe to destroy without reducing data durability.")
            : OwnAnswer.Refuse(-verdict.Code, verdict.Text);
    }

    /// <summary><c>osd destroy</c> and <c>osd purge</c>: what is not safe is refused unless it is forced; the monitors do it.</summary>
    public static OwnAnswer Remove(CommandCall call, OwnContext context)
    {
        if (call.Text("id") is not { } text)
        {
            return OwnAnswer.Refuse(Errno.Invalid, "must specify OSD id");
        }

        if (OsdIds.Parse(text, out var complaint) is not { } osd)
        {
            return OwnAnswer.Refuse(Errno.Invalid, complaint);
        }

        var verdict = Judge(context.Map, [osd]);
        if (verdict.Code != 0 && !call.Flag("force") && !call.Flag("yes_i_really_mean_it"))
        {
            return OwnAnswer.Refuse(
                -verdict.Code,
                verdict.Text + "\nYou can proceed by passing --force, but be warned that this will likely mean real, permanent data loss.");
        }

        return OwnAnswer.FromMonitors(Encoding.UTF8.GetString(CommandCall.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("prefix", $"{call.Prefix}-actual");
                json.WriteNumber("id", osd);
                json.WriteBoolean("yes_i_really_mean_it", true);
                json.WriteEndObject();
            },
            isPretty: false).Span));
    }

    private static Verdict Judge(PgMapSnapshot map, SortedSet<int> osds)
    {
        var verdict = new Verdict();
        if (map.UnknownPgCount > 0)
        {
            verdict.Unknown = map.UnknownPgCount;
            return verdict;
        }

        var clean = map.PgsByState.Where(static pair => pair.Key.Has(PgStateSet.ActiveClean)).Sum(static pair => pair.Value);
        foreach (var osd in osds)
        {
            var count = map.PgsByOsd.TryGetValue(osd, out var found) ? found : default;
            if (map.OsdMap.Exists(osd) && (count.Acting > 0 || count.UpNotActing > 0))
            {
                verdict.Active.Add(osd);
                verdict.AffectedPgs += count.Acting + count.UpNotActing;
            }
            else if (map.OsdMap.Exists(osd) && clean < map.PgCount && (!map.Osds.ContainsKey(osd) || !map.OsdMap.IsUp(osd)))
            {
                verdict.MissingStats.Add(osd);
            }
            else if (map.OsdMap.Exists(osd) && clean < map.PgCount && map.Osds[osd].PgCount > 0)
            {
                verdict.StoredPgs.Add(osd);
            }
            else
            {
                verdict.Safe.Add(osd);
            }
        }

        return verdict;
    }

    private sealed class Verdict
    {
        public int Unknown { get; set; }

        public List<int> Safe { get; } = [];

        public List<int> Active { get; } = [];

        public List<int> MissingStats { get; } = [];

        public List<int> StoredPgs { get; } = [];

        public int AffectedPgs { get; set; }

        /// <summary>Nothing can be said of any OSD.</summary>
        public bool IsBlind => Unknown > 0;

        public int Code =>
            IsBlind ? -Errno.TryAgain
            : Active.Count > 0 || StoredPgs.Count > 0 ? -Errno.Busy
            : MissingStats.Count > 0 ? -Errno.TryAgain
            : 0;

        public string Text
        {
            get
            {
                if (IsBlind)
                {
                    return $"{Unknown} pgs have unknown state; cannot draw any conclusions";
                }

                var text = new StringBuilder();
                Append(Safe, " are safe to destroy without reducing data durability. ");
                Append(Active, $" have {AffectedPgs} pgs currently mapped to them. ");
                Append(MissingStats, " have no reported stats, and not all PGs are active+clean; we cannot draw any conclusions. ");
                Append(
                    StoredPgs,
                    " last reported they still store some PG data, and not all PGs are active+clean; "
                    + "we cannot be sure they aren't still needed.");
                return text.ToString();

                void Append(List<int> osds, string what)
                {
                    if (osds.Count > 0)
                    {
                        text.Append("OSD(s) ").Append(OsdIds.Join(osds)).Append(what);
                    }
                }
            }
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            foreach (var (name, osds) in ((string, List<int>)[])
                [("safe_to_destroy", Safe), ("active", Active), ("missing_stats", MissingStats), ("stored_pgs", StoredPgs)])
            {
                json.WriteStartArray(name);
                foreach (var osd in osds)
                {
                    json.WriteNumberValue(osd);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }
}
