namespace MgrPlatform.Wire.Messages.Osd;

/// <summary>What an OSD says of another one.</summary>
[Flags]
public enum OsdFailureFlags : byte
{
    /// <summary>It answers again.</summary>
    None = 0,
    Failed = 1,

    /// <summary>Its connection was refused, so there is nothing to wait for.</summary>
    Immediate = 2,
}
