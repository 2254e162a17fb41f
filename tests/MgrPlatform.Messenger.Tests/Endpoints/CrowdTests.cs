using System.Net;
using System.Net.Sockets;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger.Tests.Endpoints;

/// <summary>Many connections that never prove who they are, and one that does.</summary>
[Collection(MemoryCollection.Name)]
public sealed class CrowdTests
{
    private static readonly MessengerOptions Patient = MessengerOptions.Default with { HandshakeLimit = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task Five_thousand_half_open_connections_cost_little_and_keep_nobody_out()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport(), Patient);
        await MeetAsync(ends);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        List<Socket> crowd = [];
        try
        {
            for (var i = 0; i < 5000; i++)
            {
                crowd.Add(await ConnectAsync(ends));
                if (i % 1000 == 999)
                {
                    await MeetAsync(ends);
                }
            }

            // Server objects, pipes and tasks of at most 256 connections from one address, and the 5000 client sockets of this test.
            var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.InRange(ends.Server.HalfOpen, 1, Patient.UnauthenticatedPerAddress);
            Assert.True(grown < 32 * 1024 * 1024, $"{grown} bytes");
        }
        finally
        {
            crowd.ForEach(static socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_thousand_connections_that_speak_slowly_cost_little_and_keep_nobody_out()
    {
        await using var ends = await TestEndpoints.StartAsync(
            new SocketTransport(), Patient with { Unauthenticated = 2000, UnauthenticatedPerAddress = 2000 });
        await MeetAsync(ends);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var words = HelloBytes();
        List<Socket> crowd = [];
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                crowd.Add(await ConnectAsync(ends));
            }

            // A byte of banner and hello at a time, from all of them, never to the end.
            for (var at = 0; at < words.Length - 1; at++)
            {
                foreach (var socket in crowd)
                {
                    await socket.SendAsync(words.AsMemory(at, 1), TestContext.Current.CancellationToken);
                }

                if (at % 20 == 0)
                {
                    await MeetAsync(ends);
                }
            }

            await MeetAsync(ends);
            var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.Equal(1000, ends.Server.HalfOpen);
            Assert.True(grown < 48 * 1024 * 1024, $"{grown} bytes");
        }
        finally
        {
            crowd.ForEach(static socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Who_is_not_ready_in_time_is_closed()
    {
        await using var ends = await TestEndpoints.StartAsync(
            new SocketTransport(),
            MessengerOptions.Default with { HandshakeLimit = TimeSpan.FromMilliseconds(200), Tick = TimeSpan.FromMilliseconds(20) });
        using var stranger = await ConnectAsync(ends);

        // The banner and the hello that the server says first, then its end.
        var received = 0;
        var buffer = new byte[1024];
        int read;
        do
        {
            read = await ReadOrResetAsync(stranger, buffer);
            received += read;
        }
        while (read > 0);

        Assert.InRange(received, Banner.Size, 500);
    }

    [Fact]
    public async Task A_server_that_cannot_check_anybody_closes_without_a_word()
    {
        await using var ends = await TestEndpoints.StartAsync(new SocketTransport());
        var address = await ends.Client.ListenAsync(
            [new IPEndPoint(IPAddress.Loopback, 0)],
            new AcceptOptions(() => null, _ => PeerPolicy.Lossy, ends.ServerHandler),
            CancellationToken.None);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Addresses[0].EndPoint!, TestContext.Current.CancellationToken);

        Assert.Equal(0, await ReadOrResetAsync(socket, new byte[100]));
    }

    private static async Task<int> ReadOrResetAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private static byte[] HelloBytes()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Banner.Ours.Write(output);
        var hello = new Hello(Wire.Primitives.EntityType.Client, Wire.Primitives.EntityAddress.None).ToFrame();
        new Wire.Frames.FrameEncoder().Write(output, hello);
        return output.WrittenSpan.ToArray();
    }

    private static async Task<Socket> ConnectAsync(TestEndpoints ends)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(ends.Address.Addresses[0].EndPoint!, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>An honest client logs in, says something and leaves.</summary>
    private static async Task MeetAsync(TestEndpoints ends)
    {
        var connection = ends.Connect();
        connection.Send(TestCluster.Message(1));
        await ends.ClientHandler.NextAsync<RecordingHandler.Ready>();
        await ends.ServerHandler.NextAsync<RecordingHandler.Ready>();
        await ends.ServerHandler.NextAsync<IncomingMessage>();
        connection.Close("done");
        await ends.ClientHandler.NextAsync<RecordingHandler.Closed>();
        await ends.ServerHandler.NextAsync<RecordingHandler.Closed>();
    }
}
