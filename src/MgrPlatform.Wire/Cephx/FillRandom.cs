namespace MgrPlatform.Wire.Cephx;

/// <summary>Fills with bytes that nobody can guess. This room makes none itself; daemons pass <c>RandomNumberGenerator.Fill</c>.</summary>
public delegate void FillRandom(Span<byte> destination);
