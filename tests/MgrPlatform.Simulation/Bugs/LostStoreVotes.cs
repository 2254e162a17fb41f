using MgrPlatform.Consensus.Store;
using MgrPlatform.Simulation.Disk;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>A member whose store was lost counts for a majority like any other.</summary>
public sealed class LostStoreVotes : PlantedBug
{
    public override void Prepare(VirtualStore store, VirtualCodec codec)
    {
        store.Write(0, new StoreTransactionBuilder().Put(StoreKeys.Monitor, StoreKeys.CaughtUp, codec.EncodeNumber(1)).Build());
        store.Sync(0);
    }
}
