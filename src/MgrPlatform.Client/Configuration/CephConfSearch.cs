namespace MgrPlatform.Client.Configuration;

/// <summary>Finds the ceph.conf: the one that was asked for, that of <c>CEPH_CONF</c>, or the first of Ceph's places.</summary>
internal static class CephConfSearch
{
    /// <exception cref="ClientException">None of the files that were asked for exists.</exception>
    public static CephConfFile Read(CephConfigurationSource source)
    {
        var asked = source.Path is { Length: > 0 } path ? path : source.Environment("CEPH_CONF");
        var variables = new CephVariables(source.Name, source.Cluster, static _ => null);
        var places = string.IsNullOrWhiteSpace(asked)
            ? ["/etc/ceph/$cluster.conf", "~/.ceph/$cluster.conf", "$cluster.conf"]
            : asked.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<string> looked = [];
        foreach (var place in places)
        {
            var file = variables.Expand(place.StartsWith("~/", StringComparison.Ordinal) ? source.Environment("HOME") + place[1..] : place);
            looked.Add(file);
            if (File.Exists(file))
            {
                return CephConfFile.Read(file);
            }
        }

        // Without any file the command line may say enough; a file that was named must be there.
        return string.IsNullOrWhiteSpace(asked)
            ? CephConfFile.Empty
            : throw new ClientException(Errno.NoEntry, $"there is no configuration {string.Join(" or ", looked)}");
    }
}
