namespace MgrPlatform.Wire.Messages.Mon;

/// <summary>How long a subscription lasts.</summary>
[Flags]
public enum SubscriptionFlags : byte
{
    None = 0,

    /// <summary>One answer, then it is forgotten.</summary>
    Once = 1,
}
