namespace MgrPlatform.Consensus;

/// <summary>Why a member leaves.</summary>
public enum ExitReason
{
    /// <summary>It was asked to.</summary>
    Stopped,

    /// <summary>The monmap does not name it any more.</summary>
    Removed,

    /// <summary>Its store takes no writes, or holds what cannot be read.</summary>
    StoreFailed,

    /// <summary>The quorum needs features that it has not.</summary>
    Incompatible,

    /// <summary>Its address in the monmap is another: begin again with that one.</summary>
    AddressChanged,
}
