namespace MgrPlatform.Wire.Primitives;

/// <summary>What kind of daemon or client an entity is. As a mask it also names the services a ticket is wanted for.</summary>
[Flags]
public enum EntityType : uint
{
    None = 0,
    Monitor = 0x01,
    Mds = 0x02,
    Osd = 0x04,
    Client = 0x08,
    Manager = 0x10,
    Auth = 0x20,
}
