using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Tests;

/// <summary>The captured bytes in tests/assets/vectors.</summary>
internal static class Vectors
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static string PathOf(string name) => Path.Combine(Root, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>A value that takes all of the bytes.</summary>
    public static T Read<T>(byte[] bytes)
        where T : IWireType<T>
    {
        var reader = new WireReader(bytes);
        var value = reader.Read<T>();
        Assert.True(reader.AtEnd);
        return value;
    }

    /// <summary>Names relative to the root, sorted, for a theory's data.</summary>
    public static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern)
            .Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal);
}
