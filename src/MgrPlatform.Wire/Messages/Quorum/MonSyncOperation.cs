namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>A step of copying a store.</summary>
public enum MonSyncOperation : uint
{
    GetCookieFull = 1,
    GetCookieRecent = 2,
    Cookie = 3,
    GetChunk = 4,
    Chunk = 5,
    LastChunk = 6,
    NoCookie = 8,
}
