using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MgrPlatform.Benchmarks.Messenger;

/// <summary>What the machine can do at best: the same bytes without a messenger. All return bytes a second.</summary>
internal static class Limits
{
    private const int KeySize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>One thread writes as much at a time as a message has, another reads with a large buffer.</summary>
    public static async Task<double> RawSocketAsync(int payload, int count)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await sender.ConnectAsync(listener.LocalEndPoint!);
        using var receiver = await listener.AcceptAsync();
        var total = (long)payload * count;
        var start = Stopwatch.GetTimestamp();
        var reading = Task.Run(async () =>
        {
            var buffer = new byte[256 * 1024];
            for (var left = total; left > 0;)
            {
                left -= await receiver.ReceiveAsync(buffer);
            }
        });
        var message = new byte[payload];
        for (var i = 0; i < count; i++)
        {
            for (var sent = 0; sent < payload;)
            {
                sent += await sender.SendAsync(message.AsMemory(sent));
            }
        }

        await reading;
        return total / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Encrypts, and decrypts again when <paramref name="bothEnds"/>, in one thread.</summary>
    public static double AesGcm(int payload, int count, bool bothEnds)
    {
        using var gcm = new AesGcm(new byte[KeySize], TagSize);
        var plain = new byte[payload];
        var sealedBytes = new byte[payload];
        var nonce = new byte[NonceSize];
        var tag = new byte[TagSize];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            gcm.Encrypt(nonce, plain, sealedBytes, tag);
            if (bothEnds)
            {
                gcm.Decrypt(nonce, sealedBytes, tag, plain);
            }
        }

        return (double)payload * count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
