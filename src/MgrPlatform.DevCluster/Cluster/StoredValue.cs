namespace MgrPlatform.DevCluster.Cluster;

/// <summary>What a stored value is of.</summary>
internal enum StoredKind
{
    /// <summary>An option of a module: <c>mgr/&lt;module&gt;/&lt;name&gt;</c>.</summary>
    Option = 0,

    /// <summary>A key of the key-value store.</summary>
    Key = 1,

    /// <summary>An enabled module.</summary>
    Module = 2,

    /// <summary>An option of Ceph: <c>&lt;who&gt;/&lt;name&gt;</c>.</summary>
    Config = 3,
}

/// <summary>A value to be kept (null: removed) beyond a restart.</summary>
internal readonly record struct StoredValue(StoredKind Kind, string Key, string? Value);
