using System.Text.Json.Nodes;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>A line of the cluster log.</summary>
/// <param name="Name">Who wrote it: <c>mon.a</c>.</param>
/// <param name="Rank">The same by its place: <c>mon.0</c>.</param>
/// <param name="Priority"><c>[INF]</c>, <c>[WRN]</c>, <c>[ERR]</c>, <c>[SEC]</c> or <c>[DBG]</c>.</param>
internal sealed record LogLine(long Seq, DateTimeOffset Stamp, string Name, string Rank, string Channel, string Priority, string Message)
{
    /// <summary>The entry as modules get it.</summary>
    public JsonObject ToJson(JsonNode addresses) => new()
    {
        ["name"] = Name,
        ["rank"] = Rank,
        ["addrs"] = addresses.DeepClone(),
        ["stamp"] = CephTime.Stamp(Stamp),
        ["seq"] = Seq,
        ["channel"] = Channel,
        ["priority"] = Priority,
        ["message"] = Message,
    };

    /// <summary>The line as <c>ceph -w</c> prints it.</summary>
    public override string ToString() => $"{CephTime.Stamp(Stamp)} {Name} ({Rank}) {Seq} : {Channel} {Priority} {Message}";

    public static string PriorityOf(string level) => level switch
    {
        "debug" => "[DBG]",
        "sec" => "[SEC]",
        "warning" or "warn" => "[WRN]",
        "error" => "[ERR]",
        _ => "[INF]",
    };
}
