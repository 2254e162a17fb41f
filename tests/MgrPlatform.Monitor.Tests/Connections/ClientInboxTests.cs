using MgrPlatform.Monitor.Connections;
using MgrPlatform.Monitor.Daemon;

namespace MgrPlatform.Monitor.Tests.Connections;

public sealed class ClientInboxTests
{
    private readonly ClientLane _greedy = new(1);
    private readonly ClientLane _modest = new(2);
    private int _woken;

    [Fact]
    public async Task Clients_take_turns_however_much_one_of_them_says()
    {
        var inbox = New();
        for (var i = 0; i < 10; i++)
        {
            await inbox.PostAsync(_greedy, Said(_greedy), size: 1);
        }

        await inbox.PostAsync(_modest, Said(_modest), size: 1);
        inbox.Post(_modest, new MonitorInput.ClientClosed(_modest.Id));

        Assert.Equal([1, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1], TakeAll(inbox));
        Assert.True(inbox.IsEmpty);
        Assert.Equal(1, _woken);
    }

    [Fact]
    public async Task Whose_lane_is_full_waits_until_half_of_it_is_taken_and_keeps_nobody_else_waiting()
    {
        var inbox = New(perClient: 4);
        for (var i = 0; i < 4; i++)
        {
            await inbox.PostAsync(_greedy, Said(_greedy), size: 1);
        }

        var waiting = inbox.PostAsync(_greedy, Said(_greedy), size: 1).AsTask();
        Assert.True(inbox.PostAsync(_modest, Said(_modest), size: 1).AsTask().IsCompletedSuccessfully);
        Assert.False(waiting.IsCompleted);

        Take(inbox, 3);
        await waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(3, TakeAll(inbox).Count);
    }

    [Fact]
    public async Task All_together_hold_no_more_bytes_than_the_limit_but_one_message_may_be_larger()
    {
        var inbox = New(bytes: 100);
        await inbox.PostAsync(_greedy, Said(_greedy), size: 1000);

        var waiting = inbox.PostAsync(_modest, Said(_modest), size: 1).AsTask();
        Assert.False(waiting.IsCompleted);

        Take(inbox, 1);
        await waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal([2], TakeAll(inbox));
    }

    [Fact]
    public async Task Nobody_waits_for_an_inbox_that_is_closed()
    {
        var inbox = New(messages: 2, perClient: 1);
        await inbox.PostAsync(_greedy, Said(_greedy), size: 1);
        var full = inbox.PostAsync(_greedy, Said(_greedy), size: 1).AsTask();
        await inbox.PostAsync(_modest, Said(_modest), size: 1);
        var third = new ClientLane(3);
        var inLine = inbox.PostAsync(third, Said(third), size: 1).AsTask();

        inbox.Close();

        await Task.WhenAll(full, inLine).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(inbox.PostAsync(_greedy, Said(_greedy), size: 1).AsTask().IsCompletedSuccessfully);
        Assert.False(inbox.TryTake(out _));
    }

    [Fact]
    public async Task What_many_say_at_once_arrives_once_and_in_the_order_of_each()
    {
        var inbox = New(messages: 50, bytes: 500, perClient: 7);
        var lanes = Enumerable.Range(1, 20).Select(static id => new ClientLane(id)).ToList();
        var speaking = Task.WhenAll(lanes.Select(lane => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                await inbox.PostAsync(lane, new MonitorInput.ClientMessage(lane.Id, new Wire.Messages.Mon.MMonGetMap(), (ulong)i), i % 30);
            }
        })));
        SortedDictionary<long, ulong> next = [];
        for (var taken = 0; taken < 20 * 200;)
        {
            if (inbox.TryTake(out var input))
            {
                var message = (MonitorInput.ClientMessage)input;
                Assert.Equal(next.GetValueOrDefault(message.Connection), message.TransactionId);
                next[message.Connection] = message.TransactionId + 1;
                taken++;
            }
            else
            {
                Assert.False(speaking.IsFaulted);
                await Task.Yield();
            }
        }

        await speaking.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(inbox.IsEmpty);
    }

    private static MonitorInput.ClientMessage Said(ClientLane lane) => new(lane.Id, new Wire.Messages.Mon.MMonGetMap(), 0);

    private static void Take(ClientInbox inbox, int count)
    {
        for (; count > 0; count--)
        {
            Assert.True(inbox.TryTake(out _));
        }
    }

    private static List<long> TakeAll(ClientInbox inbox)
    {
        List<long> all = [];
        while (inbox.TryTake(out var input))
        {
            all.Add(input is MonitorInput.ClientMessage message ? message.Connection : ((MonitorInput.ClientClosed)input).Connection);
        }

        return all;
    }

    private ClientInbox New(int messages = 100, long bytes = 1000, int perClient = 20) => new(messages, bytes, perClient, () => _woken++);
}
