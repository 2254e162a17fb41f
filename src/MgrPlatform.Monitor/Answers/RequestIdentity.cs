using System.Security.Cryptography;
using MgrPlatform.Monitor.Sessions;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages.Commands;
using MgrPlatform.Wire.Messages.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Answers;

/// <summary>
/// Which request it is, however often and by whatever monitor it reaches us: a client keeps its global id over reconnects and sends what has
/// no answer again under the same number. The words are part of it, so that a client that begins to count anew is not taken for its past.
/// </summary>
/// <param name="Fingerprint">Of what is asked for.</param>
internal readonly record struct RequestIdentity(EntityName Name, ulong GlobalId, ulong TransactionId, ulong Fingerprint)
    : IWireType<RequestIdentity>
{
    public static int MinimumSize => EntityName.MinimumSize + (3 * sizeof(ulong));

    /// <summary>Null for what may be done twice, and for whoever has no global id or does not number its requests.</summary>
    public static RequestIdentity? Of(MonitorOperation operation)
    {
        if (operation.Session.GlobalId == 0 || operation.TransactionId == 0)
        {
            return null;
        }

        var writer = new WireWriter();
        switch (operation.Message)
        {
            case MMonCommand command:
                writer.WriteList(command.Command, Codecs.String);
                break;
            case MPoolOp change:
                writer.WriteUInt32(change.Pool);
                writer.WriteUInt32(change.Operation);
                writer.WriteUInt64(change.SnapId);
                writer.WriteString(change.Name);
                break;
            default:
                return null;
        }

        writer.WriteUInt32((uint)operation.Message.Kind.Type);
        writer.WriteBytes(operation.Message.Data.Span);
        var digest = new WireReader(SHA256.HashData(writer.WrittenMemory.Span));
        return new RequestIdentity(operation.Session.Name, operation.Session.GlobalId, operation.TransactionId, digest.ReadUInt64());
    }

    public static RequestIdentity Decode(ref WireReader reader)
    {
        var name = reader.Read<EntityName>();
        var globalId = reader.ReadUInt64();
        var transaction = reader.ReadUInt64();
        return new RequestIdentity(name, globalId, transaction, reader.ReadUInt64());
    }

    public void Encode(WireWriter writer)
    {
        writer.Write(Name);
        writer.WriteUInt64(GlobalId);
        writer.WriteUInt64(TransactionId);
        writer.WriteUInt64(Fingerprint);
    }
}
