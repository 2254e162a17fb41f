using System.Net.Sockets;
using System.Text;

namespace MgrPlatform.Modules.Tests.AdminSocket;

/// <summary>Speaks bytes to an admin socket, right or wrong ones.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private RawClient(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    internal static RawClient Connect(string path) => new(path);

    /// <summary>What the daemon answers until it closes, as text; the length in front as <c>[n]</c>.</summary>
    internal static async Task<string> AskAsync(string path, string request)
    {
        using var client = Connect(path);
        await client.SendAsync(request);
        return await client.ReadAsync();
    }

    internal Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <returns>False when the daemon takes no more.</returns>
    internal async Task<bool> SendAsync(byte[] bytes)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            await new NetworkStream(_socket).WriteAsync(bytes, limit.Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    internal void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    internal async Task<string> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var answer = new MemoryStream();
        var buffer = new byte[65536];
        try
        {
            for (int received; (received = await _socket.ReceiveAsync(buffer, limit.Token)) > 0;)
            {
                answer.Write(buffer, 0, received);
            }
        }
        catch (SocketException)
        {
            // Closed with some of the request unread.
        }

        var bytes = answer.ToArray();
        return bytes.Length < 4 ? "" : $"[{Convert.ToInt32(Convert.ToHexString(bytes[..4]), 16)}]{Encoding.UTF8.GetString(bytes[4..])}";
    }

    public void Dispose() => _socket.Dispose();
}
