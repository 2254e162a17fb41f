namespace MgrPlatform.PluginSdk;

/// <summary>Names what the module wants to be told of; only that reaches its <c>NotifyAsync</c>.</summary>
/// <param name="types">Some of <see cref="NotifyType"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotifyTypesAttribute(params string[] types) : Attribute
{
    /// <summary>Some of <see cref="NotifyType"/>.</summary>
    public IReadOnlyList<string> Types { get; } = types;
}
