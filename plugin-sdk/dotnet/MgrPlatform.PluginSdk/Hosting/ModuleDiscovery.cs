using System.Reflection;

namespace MgrPlatform.PluginSdk.Hosting;

/// <summary>Finds the one module class of a plugin's assembly.</summary>
internal static class ModuleDiscovery
{
    public static Type Find(Assembly assembly)
    {
        var name = assembly.GetName().Name;
        Type[] types;
        try
        {
            types = assembly.GetExportedTypes();
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException)
        {
            throw new ModuleCallException(
                -ErrorCode.NotFound, $"{name} does not load: {error.Message} Build the plugin again so that all its dependencies lie beside it.", error.ToString());
        }

        var modules = types.Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsSubclassOf(typeof(MgrModule))).ToList();
        return modules switch
        {
            [var one] when one.GetConstructor(Type.EmptyTypes) is not null => one,
            [var one] => throw new ModuleCallException(-ErrorCode.Invalid, $"{one.FullName} needs a public constructor without parameters."),
            [] when types.Any(DerivesFromAnotherSdk) => throw new ModuleCallException(
                -ErrorCode.Invalid,
                $"{name} was loaded with its own copy of MgrPlatform.PluginSdk.dll; delete that file from the plugin's folder (in the project: Private=\"false\" on the reference)."),
            [] => throw new ModuleCallException(
                -ErrorCode.Invalid, $"{name} has no module: derive one public class from MgrPlatform.PluginSdk.MgrModule."),
            _ => throw new ModuleCallException(
                -ErrorCode.Invalid,
                $"{name} has {modules.Count} modules ({string.Join(", ", modules.Select(static type => type.Name))}); keep one public class that derives from MgrModule."),
        };
    }

    private static bool DerivesFromAnotherSdk(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.FullName == typeof(MgrModule).FullName && ancestor != typeof(MgrModule))
            {
                return true;
            }
        }

        return false;
    }
}
