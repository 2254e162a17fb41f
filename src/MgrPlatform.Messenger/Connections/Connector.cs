using System.Net.Sockets;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Primitives;
using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Connections;

/// <summary>The loop that gets a connection to a peer: once for a lossy session, again and again for a lossless one.</summary>
internal sealed partial class Connector(
    LinkContext context, ITransport transport, PeerConnection connection, ConnectOptions options, Func<LocalEntity> us)
{
    private TimeSpan _delay = context.Options.ReconnectDelay;

    public async Task RunAsync()
    {
        while (!connection.IsClosing)
        {
            if (connection.Current is { } other)
            {
                await other.Ended; // The peer has come to us.
                continue;
            }

            var failure = await TryAsync();
            if (connection.IsClosing)
            {
                break;
            }

            if (connection.IsLossy)
            {
                connection.End(failure ?? new CloseReason(CloseKind.Reset, "the connection is over"), isGraceful: false);
                break;
            }

            if (failure is not null)
            {
                await connection.TellFailedAsync(failure);
            }

            await PauseAsync();
        }

        while (connection.Current is { } last)
        {
            await last.Ended;
        }

        await connection.TellClosedAsync();
    }

    /// <summary>One attempt, and its connection to the end. What it returns the owner has not been told yet.</summary>
    private async Task<CloseReason?> TryAsync()
    {
        CloseReason? failure = null;
        foreach (var target in Addresses())
        {
            if (Authenticator(target, ref failure) is not { } authenticator)
            {
                return failure;
            }

            ConnectionContext opened;
            try
            {
                opened = await OpenAsync(target);
            }
            catch (SocketException error)
            {
                failure = new CloseReason(CloseKind.ConnectionRefused, $"{target}: {error.Message}");
                continue;
            }
            catch (TimeoutException error)
            {
                failure = new CloseReason(CloseKind.TimedOut, $"{target}: {error.Message}");
                continue;
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            var client = new ClientMachine(
                us(),
                new ClientOptions(options.PeerType, target, options.Policy, options.Modes),
                authenticator,
                connection.Session,
                context.Sequence);
            var link = new Link(context, opened, client, connection);
            if (!connection.TryCarry(link))
            {
                client.Dispose();
                await opened.DisposeAsync();
                return null;
            }

            await link.RunAsync();
            _delay = link.WasReady ? context.Options.ReconnectDelay : _delay;
            await connection.LinkEndedAsync(link);
            return null;
        }

        return failure ?? new CloseReason(CloseKind.ConnectionRefused, $"{connection.Target} has no address of the protocol that we speak");
    }

    private IClientAuthenticator? Authenticator(EntityAddress target, ref CloseReason? failure)
    {
        try
        {
            var authenticator = options.Authenticator();
            failure = authenticator is null
                ? new CloseReason(CloseKind.NoCredentials, $"we have no credentials for {target} now")
                : failure;
            return authenticator;
        }
        catch (Exception error)
        {
            // The owner's code: it must not end this loop, which owes the owner a last call.
            Log.NoAuthenticator(context.Logger, target, error);
            failure = new CloseReason(CloseKind.HandlerFailed, $"our credentials for {target} failed: {error.Message}");
            return null;
        }
    }

    private IEnumerable<EntityAddress> Addresses() => connection.Target.Addresses.Where(
        static address => address is { Type: EntityAddressType.Msgr2 or EntityAddressType.Any, EndPoint.Port: > 0 });

    private async Task<ConnectionContext> OpenAsync(EntityAddress target)
    {
        using var limit = new CancellationTokenSource(context.Options.HandshakeLimit, context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, connection.Closed);
        try
        {
            return await transport.ConnectAsync(target.EndPoint!, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection within {context.Options.HandshakeLimit.TotalSeconds:0.###} s");
        }
    }

    private async Task PauseAsync()
    {
        var chance = 0.75 + (Random.Shared.NextDouble() / 2);
        var delay = _delay * chance;
        _delay = _delay * 2 < context.Options.ReconnectDelayLimit ? _delay * 2 : context.Options.ReconnectDelayLimit;
        try
        {
            await Task.Delay(delay, context.Time, connection.Closed);
        }
        catch (OperationCanceledException)
        {
            // Closed meanwhile.
        }
    }
}
