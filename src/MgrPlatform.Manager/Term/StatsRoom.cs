using System.Collections.Concurrent;

namespace MgrPlatform.Manager.Term;

/// <summary>
/// How many reports of placement groups may wait to be taken in: the monitors' news always have room beside them, and an OSD that reports
/// without end waits for itself and not before the others. For any thread.
/// </summary>
internal sealed class StatsRoom : IDisposable
{
    /// <summary>Of all OSDs together.</summary>
    public const int Limit = 1024;

    /// <summary>Of one OSD.</summary>
    public const int LimitOfOne = 2;

    private readonly SemaphoreSlim _all = new(Limit);
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _byOsd = new();

    public async ValueTask EnterAsync(int osd, CancellationToken cancellationToken)
    {
        var own = _byOsd.GetOrAdd(osd, static _ => new SemaphoreSlim(LimitOfOne));
        await own.WaitAsync(cancellationToken);
        try
        {
            await _all.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            own.Release();
            throw;
        }
    }

    /// <summary>For each that entered.</summary>
    public void Leave(int osd)
    {
        _all.Release();
        _byOsd[osd].Release();
    }

    public void Dispose()
    {
        _all.Dispose();
        foreach (var own in _byOsd.Values)
        {
            own.Dispose();
        }
    }
}
