namespace MgrPlatform.Consensus.Messages;

/// <summary>Ceph's numbers.</summary>
public enum SyncOperation
{
    GetCookieFull = 1,
    GetCookieRecent = 2,
    Cookie = 3,
    GetChunk = 4,
    Chunk = 5,
    LastChunk = 6,
    NoCookie = 8,
}
