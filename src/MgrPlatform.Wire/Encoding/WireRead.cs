namespace MgrPlatform.Wire.Encoding;

/// <summary>Reads one value.</summary>
public delegate T WireRead<out T>(ref WireReader reader);
