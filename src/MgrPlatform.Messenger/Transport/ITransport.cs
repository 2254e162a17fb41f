using Microsoft.AspNetCore.Connections;

namespace MgrPlatform.Messenger.Transport;

/// <summary>What carries the bytes: Kestrel's abstraction of connections, for both ends.</summary>
public interface ITransport : IConnectionListenerFactory, IConnectionFactory;
