using System.Text.Json.Nodes;

namespace MgrPlatform.Benchmarks.Hosting;

/// <summary>A module of the folder <c>modules</c>, under its own name or another.</summary>
/// <param name="Template">The folder, such as <c>bench_py</c>.</param>
/// <param name="Name">The module's name.</param>
/// <param name="InHost">.NET only: inside the host.</param>
internal sealed record BenchModule(string Template, string Name, bool InHost = false)
{
    public BenchModule(string template)
        : this(template, template)
    {
    }

    public static string FolderOf(string template) => Path.Combine(AppContext.BaseDirectory, "modules", template);

    public void Install(string plugins)
    {
        var source = FolderOf(Template);
        var target = Path.Combine(plugins, Name);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        var path = Path.Combine(target, "plugin.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["name"] = Name;
        if (File.Exists(Path.Combine(source, $"{Template}.dll")))
        {
            manifest["entry"] = $"{Template}.dll";
            manifest["isolation"] = InHost ? "host" : "child";
        }

        File.WriteAllText(path, manifest.ToJsonString());
    }
}
