using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Cephx;

public sealed class CephxKeyTests
{
    [Theory]
    [InlineData(KeyType.Aes, "AQ")]
    [InlineData(KeyType.Aes256k, "Ag")]
    public void A_keyrings_key_comes_back(KeyType type, string prefix)
    {
        var key = CephxKey.Create(type, new UTime(1_700_000_000, 5), static bytes => bytes.Fill(0x42));

        var text = key.ToBase64();

        Assert.StartsWith(prefix, text, StringComparison.Ordinal);
        Assert.True(CephxKey.TryParse($" {text}\n", out var parsed));
        Assert.Equal(key, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not base64 at all!")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("AwAAAAAAAAAAABAAQkJCQkJCQkJCQkJCQkJCQg==")]
    [InlineData("AQAAAAAAAAAAACAAQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")]
    public void What_is_no_key_of_a_known_type_is_refused(string text) => Assert.False(CephxKey.TryParse(text, out _));

    [Fact]
    public void A_secret_does_not_show_in_text()
    {
        var key = CephxKey.Create(KeyType.Aes, default, static bytes => bytes.Fill(0x42));
        var grant = new Grant(key, default);
        var secret = ConnectionSecret.Create(static bytes => bytes.Fill(0x42));

        Assert.Equal("aes key (16 secret bytes)", key.ToString());
        Assert.DoesNotContain("42", grant.ToString() + secret, StringComparison.Ordinal);
        Assert.DoesNotContain("66", grant.ToString() + secret, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeyType.Aes)]
    [InlineData(KeyType.Aes256k)]
    public void Rotating_keys_travel_under_the_daemons_own_key(KeyType type)
    {
        var random = new Random(1);
        var own = CephxKey.Create(type, default, random.NextBytes);
        var keys = new RotatingKeys(
            new OrderedDictionary<ulong, RotatingKey>
            {
                [7] = new(CephxKey.Create(KeyType.Aes256k, default, random.NextBytes), new UTime(100, 0)),
                [8] = new(CephxKey.Create(KeyType.Aes, default, random.NextBytes), new UTime(200, 0)),
            },
            Newest: 8);
        var reply = new RotatingKeysReply(0, Envelope.Seal(own, KeyUsage.RotatingKeys, keys, random.NextBytes));

        var received = Vectors.Read<RotatingKeysReply>(WireWriter.Encode(reply));
        Assert.True(Envelope.TryOpen<RotatingKeys>(own, KeyUsage.RotatingKeys, received.SealedKeys, out var opened));

        Assert.Equal(keys.Keys, opened.Keys);
        Assert.Equal(8ul, opened.Newest);
    }

    [Theory]
    [InlineData(KeyType.Aes, false)]
    [InlineData(KeyType.Aes, true)]
    [InlineData(KeyType.Aes256k, false)]
    [InlineData(KeyType.Aes256k, true)]
    public void A_ticket_that_we_grant_opens_at_its_holder_and_at_its_service(KeyType type, bool hasOldTicket)
    {
        var random = new Random(2);
        var holder = CephxKey.Create(type, default, random.NextBytes);
        var oldSession = hasOldTicket ? CephxKey.Create(type, default, random.NextBytes) : null;
        var rotating = CephxKey.Create(KeyType.Aes256k, default, random.NextBytes);
        var session = CephxKey.Create(type, default, random.NextBytes);
        var info = new TicketInfo(
            new AuthTicket(
                new EntityName(EntityType.Client, "admin"),
                4711,
                new UTime(10, 0),
                new UTime(20, 0),
                AllowAll: false,
                AuthTicket.EncodeCaps("allow *")),
            session);

        var granted = SealedTicket.Seal(
            new ServiceTicket(EntityType.Osd, new Grant(session, new UTime(3600, 0)), info.Seal(3, rotating, random.NextBytes)),
            holder, oldSession, random.NextBytes);
        var reader = new WireReader(WireWriter.Encode(new SealedTickets([granted])));
        var received = Assert.Single(reader.Read<SealedTickets>().Tickets);

        Assert.True(received.TryOpen(holder, oldSession, out var ticket));
        Assert.Equal(session, ticket.Grant.SessionKey);
        Assert.True(Envelope.TryOpen<TicketInfo>(rotating, KeyUsage.TicketInfo, ticket.Blob.Sealed, out var shown));
        Assert.Equal("allow *", shown.Ticket.CapsText);
        Assert.Equal(4711ul, shown.Ticket.GlobalId);
        Assert.False(received.TryOpen(rotating, oldSession, out _));
    }

    [Fact]
    public void Damaged_rotating_keys_are_values_or_format_errors()
    {
        var key = CephxKey.Create(KeyType.Aes, default, static bytes => bytes.Fill(1));
        var keys = new RotatingKeys(new OrderedDictionary<ulong, RotatingKey> { [1] = new(key, default), [2] = new(key, default) }, 2);

        WireFuzz.Check("rotating keys", WireWriter.Encode(keys), static (ref r) => r.Read<RotatingKeys>());
    }
}
