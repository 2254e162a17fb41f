using System.Reflection;
using System.Runtime.Loader;
using MgrPlatform.PluginSdk;

namespace MgrPlatform.Modules.Runtimes.DotNet;

/// <summary>Holds a plugin's assemblies, loaded from memory so that no file stays open. Only the SDK is the host's own.</summary>
internal sealed class PluginLoadContext(string name, string assemblyPath) : AssemblyLoadContext(name, isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    public Assembly LoadPlugin() => LoadFromMemory(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == typeof(MgrModule).Assembly.GetName().Name)
        {
            return null; // One contract for host and plugin: its types must be the same.
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromMemory(path) : null;
    }

    private Assembly LoadFromMemory(string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        using var code = new MemoryStream(File.ReadAllBytes(path), writable: false);
        using var debug = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols), writable: false) : null;
        return LoadFromStream(code, debug);
    }
}
