namespace MgrPlatform.PluginSdk;

/// <summary>Lets other modules call this method through the host (<c>remote</c>); its parameters and result travel as JSON.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RemoteMethodAttribute : Attribute
{
    /// <summary>The name for callers; the method's in snake_case otherwise, without <c>Async</c>.</summary>
    public string? Name { get; init; }
}
