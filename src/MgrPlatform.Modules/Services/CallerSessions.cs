using System.Collections.Concurrent;
using MgrPlatform.Modules.Commands;

namespace MgrPlatform.Modules.Services;

/// <summary>Who sent the commands that are under way, so that a module can ask whether its caller may do more.</summary>
internal sealed class CallerSessions
{
    private readonly ConcurrentDictionary<long, CommandRequest> _underWay = new();
    private long _last;

    public long Open(CommandRequest request)
    {
        var id = Interlocked.Increment(ref _last);
        _underWay[id] = request;
        return id;
    }

    public void Close(long id) => _underWay.TryRemove(id, out _);

    public CommandRequest? Find(long id) => _underWay.GetValueOrDefault(id);
}
