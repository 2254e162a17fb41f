using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Simulation.Tests;

public sealed class VirtualStoreTests
{
    [Theory]
    [InlineData(0, "1", null)]
    [InlineData(1, "2", null)]
    [InlineData(2, "2", "x")]
    public void A_crash_keeps_what_was_synced_and_the_first_so_many_of_the_rest(int kept, string value, string? other)
    {
        var store = new VirtualStore();
        store.Write(1, Put("a", "1"));
        store.Sync(1);
        store.Write(2, Put("a", "2"));
        store.Write(3, Put("b", "x"));

        store.Crash(kept);

        Assert.Equal(value, Text(store.Get("p", "a")));
        Assert.Equal(other, Text(store.Get("p", "b")));
    }

    [Fact]
    public void Equal_contents_have_equal_hashes_however_they_came_about()
    {
        var one = new VirtualStore();
        one.Write(1, Put("a", "1"));
        one.Write(2, Put("b", "2"));
        var other = new VirtualStore();
        other.Write(1, Put("b", "0"));
        other.Write(2, Put("b", "2"));
        other.Write(3, Put("c", "2"));
        other.Write(4, Put("a", "1"));
        Assert.NotEqual(one.Hash, other.Hash);
        other.Write(5, new StoreTransactionBuilder().EraseRange("p", "c", "").Build());

        Assert.Equal(one.Hash, other.Hash);
    }

    private static StoreTransaction Put(string key, string value) =>
        new StoreTransactionBuilder().Put("p", key, System.Text.Encoding.UTF8.GetBytes(value)).Build();

    private static string? Text(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);
}
