namespace MgrPlatform.Wire.Maps.Osd;

/// <summary>Where a placement group lies.</summary>
/// <param name="Up">
/// The OSDs that CRUSH chose and that are up; in erasure-coded pools <see cref="Crush.CrushMapper.NoDevice"/> for a gap.
/// </param>
/// <param name="Acting">Those that serve it now; unlike up while data moves.</param>
/// <param name="UpPrimary">-1 for none, as the last.</param>
public sealed record PgPlacement(IReadOnlyList<int> Up, int UpPrimary, IReadOnlyList<int> Acting, int ActingPrimary)
{
    /// <summary>Of a group that is in no pool.</summary>
    public static readonly PgPlacement None = new([], -1, [], -1);
}
