using System.Reflection;
using System.Runtime.Loader;

namespace MgrPlatform.PluginSdk.Runner;

/// <summary>
/// Loads a plugin and its dependencies, found through its deps.json. The framework and the SDK are the runner's own.
/// Managed code is read into memory: a build may overwrite a file while the old code still runs from it.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _resolver;
    private readonly HashSet<string> _shared;

    public PluginLoadContext(string assemblyPath)
        : base("plugin")
    {
        _resolver = new AssemblyDependencyResolver(assemblyPath);
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        _shared = trusted.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(static path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
    }

    public Assembly LoadPlugin(string path) => FromMemory(path);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name is { } name && !_shared.Contains(name) && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? FromMemory(path)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private Assembly FromMemory(string path)
    {
        using var code = new MemoryStream(File.ReadAllBytes(path));
        var symbolsPath = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbolsPath))
        {
            return LoadFromStream(code);
        }

        using var symbols = new MemoryStream(File.ReadAllBytes(symbolsPath));
        return LoadFromStream(code, symbols);
    }
}
