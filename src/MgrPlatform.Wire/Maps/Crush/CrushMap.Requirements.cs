using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Crush;

public sealed partial record CrushMap
{
    internal bool HasStraw2 => Buckets.Any(static bucket => bucket?.Algorithm == CrushAlgorithm.Straw2);

    /// <summary>The oldest release whose clients place data as this map says.</summary>
    public Release MinimumClient()
    {
        if (HasIncompatibleChooseArgs)
        {
            return Release.Luminous;
        }

        if (Tunables.ChooseLeafStable != 0 || HasStep(static operation => operation == CrushOperation.SetChooseLeafStable))
        {
            return Release.Jewel;
        }

        if (HasStraw2)
        {
            return (Release)8; // Hammer, which Release does not name: no living daemon is that old.
        }

        if (Tunables.ChooseLeafVaryR != 0)
        {
            return (Release)6; // Firefly.
        }

        return Tunables.ChooseLeafDescendOnce != 0 || Tunables.NeedsBobtail ? (Release)2 : (Release)1; // Bobtail, argonaut.
    }

    /// <summary>The map as the monitors keep it: whenever they read one, they count the devices anew, by buckets and names.</summary>
    public CrushMap CountDevices()
    {
        var highest = Buckets.SelectMany(static bucket => bucket?.Items ?? []).Concat(ItemNames.Keys).DefaultIfEmpty(-1).Max();
        return this with { MaxDevices = Math.Max(highest, -1) + 1 };
    }

    private bool HasStep(Func<CrushOperation, bool> wanted) =>
        Rules.Any(rule => rule is not null && rule.Steps.Any(step => wanted(step.Operation)));

    private string MinimumRelease(bool needsJewel) =>
        needsJewel ? "jewel"
        : HasStraw2 ? "hammer"
        : Tunables.ChooseLeafVaryR != 0 ? "firefly"
        : Tunables.ChooseLeafDescendOnce != 0 || Tunables.NeedsBobtail ? "bobtail"
        : "argonaut";
}
