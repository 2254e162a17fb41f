namespace MgrPlatform.TestKit.Hosting;

/// <summary>The modules of tests/assets/modules.</summary>
public static class TestModules
{
    public static void Copy(string name, string plugins)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "modules", name);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(plugins, name, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
