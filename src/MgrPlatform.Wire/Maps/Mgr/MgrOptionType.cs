namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>What values an option takes.</summary>
public enum MgrOptionType : byte
{
    UnsignedInteger = 0,
    Integer = 1,
    Text = 2,
    Real = 3,
    Boolean = 4,
    Address = 5,
    Addresses = 6,
    Uuid = 7,
    Size = 8,
    Seconds = 9,
    Milliseconds = 10,
}
