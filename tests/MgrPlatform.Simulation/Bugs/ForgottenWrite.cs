using MgrPlatform.Consensus;
using MgrPlatform.Consensus.Store;

namespace MgrPlatform.Simulation.Bugs;

/// <summary>One key never reaches the store.</summary>
public sealed class ForgottenWrite(string prefix, string key) : PlantedBug
{
    public override void Effects(QuorumMachine machine, List<QuorumEffect> effects, Action<QuorumInput> give) =>
        Strip(effects, operation => operation.Kind == StoreOperationKind.Put && operation.Prefix == prefix && operation.Key == key);
}
