using System.Collections.Immutable;

namespace MgrPlatform.Manager.Daemons;

/// <summary>
/// The path of a counter taken apart. Since Tentacle labels stand in it between NULs:
/// <c>mds_client_metrics-cephfs␀client␀client.4700␀rank␀0␀.avg_read_latency</c>.
/// </summary>
/// <param name="Group">The collection: <c>osd</c>, <c>AsyncMessenger::Worker</c>.</param>
/// <param name="Labels">In the order in which they were given; empty for most.</param>
/// <param name="Counter">The counter's own name.</param>
public sealed record LabelledPath(string Group, ImmutableArray<KeyValuePair<string, string>> Labels, string Counter)
{
    private const char Separator = '\0';

    /// <summary>Reads any path; what is not formed like one is a counter without a group.</summary>
    public static LabelledPath Parse(string path)
    {
        var end = path.LastIndexOf("\0.", StringComparison.Ordinal);
        if (end < 0)
        {
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? new LabelledPath("", [], path) : new LabelledPath(path[..dot], [], path[(dot + 1)..]);
        }

        var parts = path[..end].Split(Separator);
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            labels.Add(KeyValuePair.Create(parts[i], parts[i + 1]));
        }

        return new LabelledPath(parts[0], labels.ToImmutable(), path[(end + 2)..]);
    }

    /// <summary>A form that may be printed: <c>mds_client_metrics-cephfs{client=client.4700,rank=0}.avg_read_latency</c>.</summary>
    public override string ToString()
    {
        var labels = Labels.IsEmpty ? "" : $"{{{string.Join(',', Labels.Select(static label => $"{label.Key}={label.Value}"))}}}";
        return Group.Length == 0 ? Counter : $"{Group}{labels}.{Counter}";
    }
}
