namespace MgrPlatform.Wire.Encoding;

/// <summary>A versioned structure that is being read: what version its writer had, and where it ends.</summary>
public readonly struct StructScope
{
    internal StructScope(byte version, int end, int outerLimit)
    {
        Version = version;
        End = end;
        OuterLimit = outerLimit;
    }

    public byte Version { get; }

    internal int End { get; }

    internal int OuterLimit { get; }
}
