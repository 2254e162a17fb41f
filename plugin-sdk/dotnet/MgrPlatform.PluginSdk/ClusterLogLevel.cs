namespace MgrPlatform.PluginSdk;

/// <summary>Ceph's levels of the cluster log.</summary>
public enum ClusterLogLevel
{
    /// <summary>For developers.</summary>
    Debug,

    /// <summary>Ordinary news.</summary>
    Info,

    /// <summary>About security.</summary>
    Sec,

    /// <summary>Something healed, or will have to be looked at.</summary>
    Warning,

    /// <summary>An operator must act.</summary>
    Error,
}
