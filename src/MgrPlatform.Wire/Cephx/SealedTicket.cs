using System.Diagnostics.CodeAnalysis;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Cephx;

/// <summary>A ticket on its way to its holder.</summary>
/// <param name="IsBlobSealed">The blob is encrypted too, under the session key of the holder's old ticket.</param>
public sealed record SealedTicket(EntityType Service, byte[] SealedGrant, bool IsBlobSealed, byte[] Blob) : IWireType<SealedTicket>
{
    private const byte Version = 1;

    public static int MinimumSize => 14;

    public static SealedTicket Decode(ref WireReader reader)
    {
        var service = (EntityType)reader.ReadUInt32();
        reader.ReadByte();
        var sealedGrant = reader.ReadBlob();
        var isBlobSealed = reader.ReadBool();
        var blob = reader.ReadBlob();
        return new SealedTicket(service, sealedGrant, isBlobSealed, blob);
    }

    public void Encode(WireWriter writer)
    {
        writer.WriteUInt32((uint)Service);
        writer.WriteByte(Version);
        writer.WriteBlob(SealedGrant);
        writer.WriteBool(IsBlobSealed);
        writer.WriteBlob(Blob);
    }

    /// <param name="holder">The holder's own key for an AUTH ticket, and its AUTH session key for any other.</param>
    /// <param name="oldSession">The session key of the ticket that this one replaces, if the holder showed it.</param>
    public static SealedTicket Seal(ServiceTicket ticket, CephxKey holder, CephxKey? oldSession, FillRandom random) => new(
        ticket.Service,
        Envelope.Seal(holder, KeyUsage.Grant, ticket.Grant, random),
        oldSession is not null,
        oldSession is null
            ? WireWriter.Encode(ticket.Blob)
            : Envelope.Seal(oldSession, KeyUsage.TicketBlob, new BlobInBlob(ticket.Blob), random));

    /// <summary>False when a key does not fit.</summary>
    public bool TryOpen(CephxKey holder, CephxKey? oldSession, [NotNullWhen(true)] out ServiceTicket? ticket)
    {
        ticket = null;
        if (!Envelope.TryOpen<Grant>(holder, KeyUsage.Grant, SealedGrant, out var grant))
        {
            return false;
        }

        if (!IsBlobSealed)
        {
            var reader = new WireReader(Blob);
            ticket = new ServiceTicket(Service, grant, reader.Read<TicketBlob>());
            return true;
        }

        if (oldSession is null || !Envelope.TryOpen<BlobInBlob>(oldSession, KeyUsage.TicketBlob, Blob, out var opened))
        {
            return false;
        }

        ticket = new ServiceTicket(Service, grant, opened.Blob);
        return true;
    }

    private sealed record BlobInBlob(TicketBlob Blob) : IWireType<BlobInBlob>
    {
        public static BlobInBlob Decode(ref WireReader reader) => new(reader.ReadBlob(static (ref r) => r.Read<TicketBlob>()));

        public void Encode(WireWriter writer) => writer.WriteBlob(Blob, static (w, blob) => w.Write(blob));
    }
}
