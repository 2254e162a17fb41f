using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>Reads numbers whether they were recorded or put there by us; the library itself insists on the type that was put.</summary>
internal static class JsonNumbers
{
    public static long Long(this JsonNode node)
    {
        var value = node.AsValue();
        return value.TryGetValue<long>(out var number) ? number : value.TryGetValue<int>(out var small) ? small : checked((long)value.Double());
    }

    public static int Int(this JsonNode node) => checked((int)node.Long());

    public static double Double(this JsonNode node)
    {
        var value = node.AsValue();
        return value.TryGetValue<double>(out var number) ? number
            : value.TryGetValue<long>(out var whole) ? whole
            : value.TryGetValue<int>(out var small) ? small
            : value.GetValue<ulong>();
    }
}
