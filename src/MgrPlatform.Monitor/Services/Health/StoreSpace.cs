namespace MgrPlatform.Monitor.Services.Health;

/// <summary>The store of a monitor and the disk it lies on, in bytes.</summary>
public sealed record StoreSpace(long StoreBytes, long DiskBytes, long AvailableBytes)
{
    public static readonly StoreSpace Unknown = new(0, 0, 0);

    /// <summary>Of the disk, rounded down; 100 while nothing is known.</summary>
    public int AvailablePercent => DiskBytes == 0 ? 100 : (int)(AvailableBytes * 100 / DiskBytes);
}
