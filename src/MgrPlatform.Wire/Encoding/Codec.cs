namespace MgrPlatform.Wire.Encoding;

/// <summary>How an element of a list or map is read and written, and the fewest bytes that it can take.</summary>
public sealed record Codec<T>(WireRead<T> Read, WireWrite<T> Write, int MinimumSize);
