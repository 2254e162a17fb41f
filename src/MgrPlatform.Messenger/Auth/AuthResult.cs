using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Auth;

/// <summary>What both sides hold after authentication.</summary>
/// <param name="SessionKey">Signs the handshake; null without cephx.</param>
/// <param name="Secret">The keys of secure mode; empty in crc mode.</param>
public sealed record AuthResult(ulong GlobalId, ConnectionMode Mode, CephxKey? SessionKey, ConnectionSecret Secret);
