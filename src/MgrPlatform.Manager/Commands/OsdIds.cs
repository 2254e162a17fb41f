using System.Globalization;
using MgrPlatform.Wire.Maps.Osd;

namespace MgrPlatform.Manager.Commands;

/// <summary>OSDs as operators name them: <c>3</c>, <c>osd.3</c>, <c>all</c>.</summary>
internal static class OsdIds
{
    private const string Prefix = "osd.";

    /// <summary>The OSD's number, or null with Ceph's complaint.</summary>
    public static int? Parse(string text, out string complaint)
    {
        var digits = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        complaint = "";
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        complaint = $"Expected option value to be integer, got '{digits}'";
        return null;
    }

    /// <summary>The OSDs of a list, sorted, or null with Ceph's complaint.</summary>
    public static SortedSet<int>? ParseList(IEnumerable<string> texts, OsdMap map, out string complaint)
    {
        var osds = new SortedSet<int>();
        complaint = "";
        foreach (var text in texts)
        {
            if (text is "any" or "all" or "*")
            {
                return [.. Enumerable.Range(0, map.Client.OsdStates.Count).Where(map.Exists)];
            }

            if (Parse(text, out complaint) is not { } osd)
            {
                complaint += $"invalid osd id '{text}'";
                return null;
            }

            osds.Add(osd);
        }

        return osds;
    }

    public static string Join(IEnumerable<int> osds) => string.Join(',', osds);
}
