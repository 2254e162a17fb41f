using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Messenger.Auth;

/// <summary>What a login at a monitor brought: our global id, and tickets by service.</summary>
/// <param name="Auth">Proves to any monitor who we are, and keeps our global id when we come back.</param>
public sealed record ClientTickets(ulong GlobalId, ServiceTicket Auth, IReadOnlyDictionary<EntityType, ServiceTicket> Services);
