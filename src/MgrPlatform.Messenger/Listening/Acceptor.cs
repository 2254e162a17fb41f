using System.Net;
using System.Net.Sockets;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Connections;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Primitives;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Listening;

/// <summary>The loop that accepts at one address.</summary>
internal sealed partial class Acceptor(
    LinkContext context, IConnectionListener listener, AcceptOptions options, HalfOpenConnections halfOpen, Func<LocalEntity> us)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(0.1);

    private readonly BurstLimit _crowdedOut = new(context.Time);
    private readonly BurstLimit _failed = new(context.Time);

    public EndPoint EndPoint => listener.EndPoint;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await listener.AcceptAsync(stopping) is not { } accepted)
                {
                    return;
                }

                Take(accepted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                // Out of descriptors, most likely: those that we have must be able to end.
                if (_failed.IsToTell(out var count))
                {
                    Log.AcceptFailed(context.Logger, EndPoint, count, error);
                }

                await Task.Delay(PauseAfterFailure, context.Time, CancellationToken.None);
            }
        }
    }

    public async Task StopAsync()
    {
        await listener.UnbindAsync();
        await listener.DisposeAsync();
    }

    private void Take(ConnectionContext accepted)
    {
        var remote = accepted.RemoteEndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        var address = remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address;
        if (NewAuthenticator() is not { } authenticator)
        {
            context.Tasks.Run(() => accepted.DisposeAsync().AsTask());
            return;
        }

        var seen = new EntityAddress(EntityAddressType.Msgr2, 0, new IPEndPoint(address, remote.Port));
        var machine = new ServerMachine(us(), seen, authenticator, options.PolicyFor, context.Sequence);
        var link = new Link(context, accepted, machine, owner: null)
        {
            BecameReady = halfOpen.Remove,
            NewConnection = (session, peer) => new PeerConnection(context, session, peer, options.Handler),
        };
        if (halfOpen.Add(link, address) && _crowdedOut.IsToTell(out var count))
        {
            Log.CrowdedOut(context.Logger, EndPoint, count);
        }

        context.Tasks.Run(() => ServeAsync(link));
    }

    private IServerAuthenticator? NewAuthenticator()
    {
        try
        {
            return options.Authenticator();
        }
        catch (Exception error)
        {
            // The owner's code: nobody could connect any more if it ended this loop.
            Log.NoAuthenticator(context.Logger, EndPoint, error);
            return null;
        }
    }

    private async Task ServeAsync(Link link)
    {
        await link.RunAsync();
        halfOpen.Remove(link);
        if (link.Owner is { } connection)
        {
            await connection.LinkEndedAsync(link);
        }
    }
}
