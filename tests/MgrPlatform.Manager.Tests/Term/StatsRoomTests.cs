using MgrPlatform.Manager.Term;

namespace MgrPlatform.Manager.Tests.Term;

public sealed class StatsRoomTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_osd_that_reports_without_end_waits_for_itself_and_keeps_nobody_waiting()
    {
        using var room = new StatsRoom();
        for (var i = 0; i < StatsRoom.LimitOfOne; i++)
        {
            await room.EnterAsync(0, Token);
        }

        var waiting = room.EnterAsync(0, Token).AsTask();

        Assert.True(room.EnterAsync(1, Token).AsTask().IsCompletedSuccessfully);
        Assert.False(waiting.IsCompleted);
        room.Leave(0);
        await waiting;
    }

    [Fact]
    public async Task All_osds_together_hold_no_more_than_the_limit()
    {
        using var room = new StatsRoom();
        for (var osd = 0; osd < StatsRoom.Limit; osd++)
        {
            await room.EnterAsync(osd, Token);
        }

        var waiting = room.EnterAsync(StatsRoom.Limit, Token).AsTask();
        Assert.False(waiting.IsCompleted);
        room.Leave(7);
        await waiting;
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_room()
    {
        using var room = new StatsRoom();
        for (var osd = 0; osd < StatsRoom.Limit; osd++)
        {
            await room.EnterAsync(osd, Token);
        }

        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 10).Select(_ => room.EnterAsync(StatsRoom.Limit, stop.Token).AsTask()).ToArray();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        room.Leave(0);

        Assert.True(room.EnterAsync(StatsRoom.Limit, Token).AsTask().IsCompletedSuccessfully);
    }
}
