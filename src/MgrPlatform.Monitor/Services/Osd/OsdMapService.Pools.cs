using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>What librados asks of pools with a message of its own: make, remove, snapshots.</summary>
public sealed partial class OsdMapService
{
    private const uint CreatePool = 1;
    private const uint DeletePool = 2;
    private const uint CreateSnap = 0x11;
    private const uint DeleteSnap = 0x12;
    private const uint CreateSelfManagedSnap = 0x21;
    private const uint DeleteSelfManagedSnap = 0x22;

    /// <summary>Which pools file systems use; the service of the file systems answers.</summary>
    internal Func<long, bool>? FilesystemUses { get; set; }

    /// <summary>What the operator has set with <c>config set</c> for this monitor.</summary>
    internal Func<IEnumerable<KeyValuePair<string, string>>> Configured { get; set; } = static () => [];

    /// <summary>What the active manager knows of the placement groups; null while it has told nothing.</summary>
    internal Func<PgMapDigest?> DigestSource { get; set; } = static () => null;

    /// <summary>Where the keys of OSDs are kept; null where nobody keeps any.</summary>
    internal OsdKeys? Keys { get; set; }

    internal bool AllowsPoolDelete => Options.AllowPoolDelete;

    internal bool AllowsPoolSizeOne => Options.AllowPoolSizeOne;

    internal PgMapDigest? Digest() => DigestSource();

    internal bool IsUsedByFilesystem(long pool) => FilesystemUses?.Invoke(pool) == true;

    private UpdateOutcome PreparePoolOperation(MonitorOperation operation, MPoolOp change)
    {
        var answer = Array.Empty<byte>();
        int result;
        try
        {
            if (!operation.Session.Caps.Allow(new Caps.CapRequest(
                operation.Session.Name, "osd", "", Caps.CapPermissions.Write, operation.Session.Socket.EndPoint?.Address)))
            {
                throw new CommandException(Errno.Permission, "");
            }

            answer = ApplyPoolOperation(change);
            result = 0;
        }
        catch (CommandException refusal)
        {
            result = -refusal.Errno;
        }

        var recorded = new CommandResult(result, "", answer);
        if (result != 0)
        {
            AnswerAgain(operation, recorded);
            return UpdateOutcome.Done;
        }

        return UpdateOutcome.AfterCommit(() => AnswerAgain(operation, recorded), recorded);
    }

    /// <summary>For what librados asks of pools.</summary>
    public override void AnswerAgain(MonitorOperation operation, CommandResult answer) => Monitor.Reply(
        operation, new MPoolOpReply(LastCommitted, Monitor.Fsid, answer.Code, Map.Epoch, answer.Output.ToArray()));

    private byte[] ApplyPoolOperation(MPoolOp change)
    {
        if (change.Operation == CreatePool)
        {
            if (Pending.FindPool(change.Name) is not null)
            {
                throw new CommandException(Errno.Exists, "");
            }

            PoolCreation.Create(Pending, _pendingCreations, new PoolCreation.Wish(change.Name), Options, Monitor.Now);
            return [];
        }

        var pool = Pending.FindPool(change.Pool) ?? throw new CommandException(Errno.NotFound, "");
        switch (change.Operation)
        {
            case DeletePool when !AllowsPoolDelete || IsUsedByFilesystem(change.Pool):
                throw new CommandException(Errno.Permission, "");
            case DeletePool:
                Pending.NewPools.Remove(change.Pool);
                Pending.NewPoolNames.Remove(change.Pool);
                Pending.OldPools.Add(change.Pool);
                _pendingCreations.Forget(change.Pool);
                return [];
            case CreateSnap when (pool.Flags & PoolSnapshots.SelfManaged) != 0:
            case CreateSelfManagedSnap when pool.Snaps.Count > 0:
                throw new CommandException(Errno.Invalid, "");
            case CreateSnap when pool.Snaps.Values.Any(snap => snap.Name == change.Name):
                return [];
            case CreateSnap:
                Pending.NewPools[change.Pool] = PoolSnapshots.Add(pool, change.Name, Pending.Epoch, Monitor.Now);
                return [];
            case DeleteSnap when pool.Snaps.Values.Any(snap => snap.Name == change.Name):
                PoolSnapshots.Remove(Pending, change.Pool, pool, change.Name);
                return [];
            case CreateSelfManagedSnap:
                var writer = new WireWriter(capacity: sizeof(ulong));
                writer.WriteUInt64(PoolSnapshots.AddSelfManaged(Pending, change.Pool, pool));
                return writer.ToArray();
            case DeleteSelfManagedSnap:
                PoolSnapshots.RemoveSelfManaged(Pending, change.Pool, pool, change.SnapId);
                return [];
            default:
                return [];
        }
    }
}
