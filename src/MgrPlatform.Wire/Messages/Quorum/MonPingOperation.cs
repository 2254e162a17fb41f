namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>Question or answer.</summary>
public enum MonPingOperation : byte
{
    Ping = 1,
    Reply = 2,
}
