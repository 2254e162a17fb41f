using System.Net;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>A monitor that listens and connects to its like, without authentication.</summary>
internal sealed class MeetingEnd : IAsyncDisposable
{
    private static readonly EntityName Name = new(EntityType.Monitor, "");

    private MeetingEnd(ITransport transport, MessengerOptions options, int rank) => Endpoint = new MessengerEndpoint(
        new LocalEntity(EntityType.Monitor, EntityAddressVector.Empty, Nonce: 0, rank),
        options, transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);

    public MessengerEndpoint Endpoint { get; }

    public RecordingHandler Handler { get; } = new();

    public EntityAddressVector Address => Endpoint.Us.Addresses;

    public static async Task<MeetingEnd> StartAsync(ITransport transport, MessengerOptions options, int rank, int port)
    {
        var end = new MeetingEnd(transport, options, rank);
        await end.Endpoint.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, port)],
            new AcceptOptions(() => new NoneServerAuthenticator(_ => 1), _ => PeerPolicy.Lossless, end.Handler),
            CancellationToken.None);
        return end;
    }

    public PeerConnection Connect(EntityAddressVector peer) => Endpoint.Connect(
        peer,
        new ConnectOptions(EntityType.Monitor, PeerPolicy.Lossless, () => new NoneClientAuthenticator(Name, 0), Handler)
        {
            Modes = [ConnectionMode.Crc],
            PeerName = Name,
        });

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();
}
