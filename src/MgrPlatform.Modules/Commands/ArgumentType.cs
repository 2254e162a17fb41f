namespace MgrPlatform.Modules.Commands;

/// <summary>Ceph's argument types, named as Ceph names them without the prefix: <c>CephString</c> is <see cref="String"/>.</summary>
public enum ArgumentType
{
    String,
    Int,
    Float,
    Bool,
    Choices,
    Uuid,
    Name,
    OsdName,
    Pgid,
    Objectname,
    Poolname,
    Filepath,
    Socketpath,
    IPAddr,
    EntityAddr,
    Fragment,
}
