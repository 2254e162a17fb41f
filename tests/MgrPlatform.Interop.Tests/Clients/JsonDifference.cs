using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MgrPlatform.Interop.Tests.Clients;

/// <summary>Where two JSON documents differ first, with the order of keys, which Ceph's readers see.</summary>
internal static class JsonDifference
{
    /// <summary>Null when they are the same.</summary>
    public static string? Find(JsonNode? theirs, JsonNode? ours, string path = "")
    {
        switch (theirs, ours)
        {
            case (JsonObject left, JsonObject right):
                var names = left.Select(static pair => pair.Key).ToArray();
                var ourNames = right.Select(static pair => pair.Key).ToArray();
                return names.SequenceEqual(ourNames)
                    ? names
                        .Select(name => Find(left[name], right[name], $"{path}.{name}"))
                        .FirstOrDefault(static found => found is not null)
                    : $"{path}: they have [{string.Join(' ', names.Except(ourNames))}], "
                        + $"we have [{string.Join(' ', ourNames.Except(names))}], or another order";
            case (JsonArray left, JsonArray right):
                return left.Count == right.Count
                    ? left.Select((item, i) => Find(item, right[i], $"{path}[{i}]")).FirstOrDefault(static found => found is not null)
                    : $"{path}: they have {left.Count}, we have {right.Count}: {left.ToJsonString()} {right.ToJsonString()}";
            case (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.Number
                && right.GetValueKind() == JsonValueKind.Number:
                // Ceph prints more digits than the number has.
                return left.ToJsonString() == right.ToJsonString() || IsSame(Number(left), Number(right))
                    ? null
                    : Differs(theirs, ours, path);
            default:
                return JsonNode.DeepEquals(theirs, ours) ? null : Differs(theirs, ours, path);
        }
    }

    /// <summary>The same number, or the same one where Ceph keeps it in four bytes.</summary>
    private static bool IsSame(double theirs, double ours) => theirs.Equals(ours) || ((float)theirs).Equals((float)ours);

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Differs(JsonNode? theirs, JsonNode? ours, string path) =>
        $"{path}: theirs {theirs?.ToJsonString()}, ours {ours?.ToJsonString()}";
}
