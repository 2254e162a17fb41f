using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Configuration;

/// <summary>One entity of a keyring.</summary>
/// <param name="Key">Absent when the keyring has only caps for it.</param>
/// <param name="Caps">By service; only the monitors' own keyring needs them.</param>
public sealed record KeyringEntry(EntityName Name, CephxKey? Key, OrderedDictionary<string, string> Caps);
