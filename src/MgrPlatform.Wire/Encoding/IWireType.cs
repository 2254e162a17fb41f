namespace MgrPlatform.Wire.Encoding;

/// <summary>A value that knows its own bytes. <c>Decode</c> and <c>Encode</c> mirror each other line by line.</summary>
public interface IWireType<TSelf>
    where TSelf : IWireType<TSelf>
{
    /// <summary>The fewest bytes that one value can take. A list's count is checked against it before the list is allocated.</summary>
    static virtual int MinimumSize => 1;

    static abstract TSelf Decode(ref WireReader reader);

    void Encode(WireWriter writer);
}
