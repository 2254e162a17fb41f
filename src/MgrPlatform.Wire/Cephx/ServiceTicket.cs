using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A ticket in its holder's hands: the session key, and the blob to show to the service.</summary>
public sealed record ServiceTicket(EntityType Service, Grant Grant, TicketBlob Blob);
