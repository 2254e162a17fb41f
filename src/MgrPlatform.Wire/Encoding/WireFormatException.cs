namespace MgrPlatform.Wire.Encoding;

/// <summary>The bytes break the format. Inside a frame this always costs the connection.</summary>
public sealed class WireFormatException : Exception
{
    public WireFormatException(string message, long position)
        : base($"{message} (at byte {position})") =>
        Position = position;

    public WireFormatException(string message, long position, Exception inner)
        : base($"{message} (at byte {position})", inner) =>
        Position = position;

    /// <summary>Where reading stopped, counted from the start of what was given to the reader.</summary>
    public long Position { get; }
}
