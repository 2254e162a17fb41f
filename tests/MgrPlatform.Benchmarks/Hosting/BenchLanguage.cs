namespace MgrPlatform.Benchmarks.Hosting;

/// <summary>A way to write a module, and the modules that are written so.</summary>
/// <param name="Title">For the table.</param>
/// <param name="Suffix">Of the folders and of the commands.</param>
internal sealed record BenchLanguage(string Title, string Suffix, bool InHost = false)
{
    public static BenchLanguage Python { get; } = new("python", "py");

    public static BenchLanguage JavaScript { get; } = new("javascript", "js");

    public static BenchLanguage DotNet { get; } = new("dotnet child", "net");

    public static BenchLanguage DotNetInHost { get; } = new("dotnet in host", "net", InHost: true);

    public static IReadOnlyList<BenchLanguage> All { get; } = [Python, JavaScript, DotNet, DotNetInHost];

    public BenchModule Module(string kind) => new($"{kind}_{Suffix}", $"{kind}_{Suffix}", InHost);

    public BenchModule Copy(string kind, int number) => new($"{kind}_{Suffix}", $"{kind}_{Suffix}_{(InHost ? "host_" : "")}{number}", InHost);
}
