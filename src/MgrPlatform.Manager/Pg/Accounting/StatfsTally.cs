using MgrPlatform.Wire.Maps.Pg;

namespace MgrPlatform.Manager.Pg.Accounting;

/// <summary>Adds up what stores use, without an object for each step.</summary>
internal struct StatfsTally
{
    private ulong _total;
    private ulong _available;
    private ulong _internallyReserved;
    private long _allocated;
    private long _dataStored;
    private long _dataCompressed;
    private long _dataCompressedAllocated;
    private long _dataCompressedOriginal;
    private long _omapAllocated;
    private long _internalMetadata;

    public void Add(StoreStatfs statfs)
    {
        unchecked
        {
            _total += statfs.Total;
            _available += statfs.Available;
            _internallyReserved += statfs.InternallyReserved;
            _allocated += statfs.Allocated;
            _dataStored += statfs.DataStored;
            _dataCompressed += statfs.DataCompressed;
            _dataCompressedAllocated += statfs.DataCompressedAllocated;
            _dataCompressedOriginal += statfs.DataCompressedOriginal;
            _omapAllocated += statfs.OmapAllocated;
            _internalMetadata += statfs.InternalMetadata;
        }
    }

    public readonly StoreStatfs ToStatfs() => new(
        _total, _available, _internallyReserved, _allocated, _dataStored, _dataCompressed,
        _dataCompressedAllocated, _dataCompressedOriginal, _omapAllocated, _internalMetadata);
}
