using MgrPlatform.Wire.Cephx;

namespace MgrPlatform.Client.Configuration;

/// <summary>An entity's own key and where it was found.</summary>
/// <param name="Source">A file, or the option that had it.</param>
/// <param name="Warnings">What an operator should mend, such as a file that others may read.</param>
public sealed record EntityKey(CephxKey Key, string Source, IReadOnlyList<string> Warnings);
