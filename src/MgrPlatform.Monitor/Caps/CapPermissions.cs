namespace MgrPlatform.Monitor.Caps;

/// <summary>What a grant lets its holder do with a service.</summary>
[Flags]
public enum CapPermissions
{
    None = 0,
    Read = 2,
    Write = 4,
    Execute = 8,
    All = Read | Write | Execute,

    /// <summary>The asterisk: all that there is and all that will be.</summary>
    Any = 0xff,
}
