using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>What the monitors know of an entity: its key, and its caps by the service that they hold for.</summary>
public sealed record EntityCredentials(CephxKey Key, IReadOnlyDictionary<EntityType, string> Caps);
