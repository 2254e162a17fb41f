using MgrPlatform.Consensus.Members;
using MgrPlatform.Consensus.Messages;

namespace MgrPlatform.Consensus.Sync;

/// <summary>Which message of a sync means what in which role.</summary>
internal sealed class SyncRoutes(
    MachineContext context,
    Membership membership,
    SyncRequester requester,
    SyncProvider provider,
    QuorumMachine machine)
{
    public void OnSync(string from, SyncMessage message)
    {
        switch (message.Operation)
        {
            case SyncOperation.GetCookieFull or SyncOperation.GetCookieRecent:
                var canProvide = machine.Role != QuorumRole.Synchronizing && membership.IsTrusted;
                provider.OnCookieAsked(from, message, machine.Epoch, canProvide, machine.IsReadable(0, context.Now));
                break;
            case SyncOperation.GetChunk:
                provider.OnChunkAsked(from, message);
                break;
            case SyncOperation.Cookie or SyncOperation.Chunk or SyncOperation.LastChunk or SyncOperation.NoCookie
                when machine.Role == QuorumRole.Synchronizing && requester.IsProvider(from):
                requester.OnMessage(message);
                break;
            case SyncOperation.Cookie or SyncOperation.Chunk or SyncOperation.LastChunk or SyncOperation.NoCookie:
                context.Drop(DropReason.WrongSender);
                break;
            default:
                context.Drop(DropReason.UnknownOperation);
                break;
        }
    }
}
