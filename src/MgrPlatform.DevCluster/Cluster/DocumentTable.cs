using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Publishes the documents of a state, and of the next one those that differ.</summary>
internal sealed class DocumentTable(ImmutableArray<DocumentDefinition> definitions)
{
    private readonly DocumentSet _documents = new();

    public Document? Find(string name)
    {
        if (_documents.Find(name) is { } document)
        {
            return document;
        }

        // Ceph's manager tests for the beginning of the name: another name that begins so is empty, not unknown.
        return name.StartsWith("osd_map", StringComparison.Ordinal) || name.StartsWith("device ", StringComparison.Ordinal)
            ? new Document(name, 1, static () => "{}"u8.ToArray())
            : null;
    }

    /// <summary>Returns the names of those that changed.</summary>
    public ISet<string> Publish(ClusterState? before, ClusterState state)
    {
        HashSet<string> changed = [];
        foreach (var definition in definitions)
        {
            if (before is null || !Equals(definition.DependsOn(before), definition.DependsOn(state)))
            {
                _documents.Replace(definition.Name, () => JsonText.Bytes(writer => definition.Write(state, writer)));
                changed.Add(definition.Name);
            }
        }

        return changed;
    }
}
