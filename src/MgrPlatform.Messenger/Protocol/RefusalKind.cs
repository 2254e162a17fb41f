namespace MgrPlatform.Messenger.Protocol;

/// <summary>Why a connection came to nothing although both sides keep the protocol.</summary>
public enum RefusalKind
{
    /// <summary>Wrong key, unknown entity, a method or key type that is not allowed. Trying again with the same key is no use.</summary>
    Authentication,

    /// <summary>Server: we cannot check anybody at the moment; nothing was answered.</summary>
    NotNow,

    /// <summary>One side lacks features that the other requires.</summary>
    Features,

    /// <summary>Not the daemon that we wanted: another kind, or another start of it.</summary>
    WrongPeer,

    /// <summary>A later connection of the same client has come before this one.</summary>
    Stale,

    /// <summary>Server: there are too many clients already; nothing was answered.</summary>
    Crowded,
}
