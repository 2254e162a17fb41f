namespace MgrPlatform.Messenger.Tests.Faults;

/// <summary>What happens to one connection. Direction 0 is from the client to the server, 1 the other way.</summary>
internal sealed record Fault
{
    public static readonly Fault None = new();

    /// <summary>The connection breaks after so many bytes of a direction.</summary>
    public int[] CutAfter { get; init; } = [int.MaxValue, int.MaxValue];

    /// <summary>Nothing arrives any more after so many bytes of a direction, but the connection stays.</summary>
    public int[] SilentAfter { get; init; } = [int.MaxValue, int.MaxValue];

    /// <summary>Bytes are passed on in pieces of a random length, and wait their turn in between.</summary>
    public Random? Pieces { get; init; }

    /// <summary>In crc mode: message frames that arrive twice, one of so many.</summary>
    public Random? Duplicates { get; init; }
}
