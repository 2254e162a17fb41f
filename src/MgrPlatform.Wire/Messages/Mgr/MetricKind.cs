namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>Whose metrics are asked for or reported.</summary>
public enum MetricKind : uint
{
    Osd = 0,
    Mds = 1,
}
