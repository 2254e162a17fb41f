using System.Reflection;

namespace MgrPlatform.Conformance.Tests;

/// <summary>Where this build's sources and its output are.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The folder that holds the output of a project, built in the same configuration as this test.</summary>
    public static string OutputOf(string project) => Path.Combine(Metadata("Output"), project, Metadata("Pivot"));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
