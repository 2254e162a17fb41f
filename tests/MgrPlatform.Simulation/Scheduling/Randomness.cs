using System.Numerics;

namespace MgrPlatform.Simulation.Scheduling;

/// <summary>Our own generator (SplitMix64), so that a seed means the same run on every machine and in every release of .NET.</summary>
public sealed class Randomness(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0 to below the bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Fraction());

    /// <summary>Mostly near the least, seldom near the most: as delays are.</summary>
    public TimeSpan Skewed(TimeSpan least, TimeSpan most)
    {
        var fraction = Fraction();
        fraction *= fraction;
        return least + ((most - least) * fraction * fraction);
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Another generator, so that one user's draws do not shift another's.</summary>
    public Randomness Fork() => new(BitOperations.RotateLeft(Next(), 17));
}
