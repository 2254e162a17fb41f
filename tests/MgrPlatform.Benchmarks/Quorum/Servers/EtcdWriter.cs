using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>etcd's own protocol (gRPC over HTTP/2), as far as a put needs it.</summary>
internal sealed class EtcdWriter(Uri server) : IWriter
{
    private const byte KeyField = 0x0A;   // Field 1, length-delimited.
    private const byte ValueField = 0x12; // Field 2, length-delimited.
    private const int LongestText = 127;  // Then a length takes one byte.
    private const int PrefixLength = 5;   // A byte for "not compressed", four for the length.

    private readonly HttpClient _client = new() { BaseAddress = server };

    public async Task PutAsync(string key, string value, CancellationToken cancellationToken)
    {
        if (key.Length > LongestText || value.Length > LongestText)
        {
            throw new ArgumentException($"this client knows no texts of more than {LongestText} bytes", nameof(key));
        }

        byte[] put =
        [
            KeyField, (byte)key.Length, .. Encoding.ASCII.GetBytes(key), ValueField, (byte)value.Length, .. Encoding.ASCII.GetBytes(value),
        ];
        var body = new ByteArrayContent([0, 0, 0, (byte)(put.Length >> 8), (byte)put.Length, .. put]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/etcdserverpb.KV/Put")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await _client.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = response.TrailingHeaders.TryGetValues("grpc-status", out var values) ? values.Single() : "none";
        if (status != "0" || answer.Length < PrefixLength)
        {
            throw new InvalidOperationException($"etcd answers with the status {status}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
