namespace MgrPlatform.Modules.Backend;

/// <summary>A daemon's type and id: <c>osd</c>, <c>0</c>.</summary>
public readonly record struct DaemonKey(string Type, string Id)
{
    public override string ToString() => $"{Type}.{Id}";
}
