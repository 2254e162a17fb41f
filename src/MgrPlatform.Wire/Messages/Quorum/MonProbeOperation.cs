namespace MgrPlatform.Wire.Messages.Quorum;

/// <summary>What a probe is for.</summary>
public enum MonProbeOperation
{
    Probe = 1,
    Reply = 2,
    Slurp = 3,
    SlurpLatest = 4,
    Data = 5,
    MissingFeatures = 6,
}
