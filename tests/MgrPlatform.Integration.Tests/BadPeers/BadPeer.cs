using System.Security.Cryptography;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Integration.Tests.Quorum;
using MgrPlatform.Messenger;
using MgrPlatform.Messenger.Auth;
using MgrPlatform.Messenger.Protocol;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Integration.Tests.BadPeers;

/// <summary>Whoever connects to a monitor and does what no client does.</summary>
internal sealed class BadPeer : IAsyncDisposable
{
    public static readonly EntityName Admin = new(EntityType.Client, "admin");

    private readonly MonitorProcesses _monitors;
    private readonly TappedTransport _transport = new();
    private readonly MessengerEndpoint _endpoint;
    private readonly Task _reading;

    /// <param name="reading">While this is not done, nothing is taken that monitors send.</param>
    public BadPeer(MonitorProcesses monitors, EntityType type = EntityType.Client, Task? reading = null)
    {
        _monitors = monitors;
        _reading = reading ?? Task.CompletedTask;
        _endpoint = new MessengerEndpoint(
            new LocalEntity(type, EntityAddressVector.Empty, MessengerEndpoint.NewNonce()),
            MessengerOptions.Default with { StopLimit = TimeSpan.FromSeconds(20) },
            _transport, TimeProvider.System, NullLogger<MessengerEndpoint>.Instance);
    }

    public static UTime Now => UTime.From(DateTimeOffset.UtcNow);

    public CephxKey KeyOf(EntityName name) =>
        Keyring.Read(_monitors.Keyring).Entries.First(entry => entry.Name == name).Key!;

    /// <summary>With the administrator's key, the right one or another.</summary>
    public static IClientAuthenticator Login(EntityName name, CephxKey key) =>
        new CephxMonitorAuthenticator(name, key, EntityType.Monitor | EntityType.Manager, earlier: null, Fill);

    public IClientAuthenticator HonestLogin() => Login(Admin, KeyOf(Admin));

    public Attempt Connect(string monitor, IClientAuthenticator authenticator)
    {
        var attempt = new Attempt(_reading);
        attempt.Connection = _endpoint.Connect(
            _monitors.Target(monitor), new ConnectOptions(EntityType.Monitor, PeerPolicy.Lossy, () => authenticator, attempt));
        return attempt;
    }

    /// <summary>One that must be let in.</summary>
    public async Task<Attempt> EnterAsync(string monitor)
    {
        var attempt = Connect(monitor, HonestLogin());
        Assert.Null(await attempt.OutcomeAsync());
        return attempt;
    }

    /// <summary>Bytes that are no frames, into every connection that is open.</summary>
    public Task WriteAsync(byte[] bytes) => _transport.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public static void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _transport.Dispose();
    }
}
