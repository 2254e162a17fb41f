namespace MgrPlatform.Monitor.Store;

/// <summary>The store cannot be read or written, or holds what cannot be. The monitor must not go on.</summary>
public sealed class MonitorStoreException : Exception
{
    public MonitorStoreException()
    {
    }

    public MonitorStoreException(string message)
        : base(message)
    {
    }

    public MonitorStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
