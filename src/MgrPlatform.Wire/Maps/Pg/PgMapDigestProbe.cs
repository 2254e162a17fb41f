using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Pg;

/// <summary>
/// Walks the bytes of a digest field by field, as a monitor does, with a strictness of its own: every structure must end where its
/// length says. It shares no code with the codecs, so that a mistake in them is found before a monitor finds it and aborts.
/// </summary>
public ref struct PgMapDigestProbe
{
    private const int StatCount = 40;
    private const int FirstNarrowStat = 28;
    private const int LastNarrowStat = 31;
    private const int StatfsSize = 80;
    private const int PgIdSize = 17;
    private const int PingSize = 88;

    private WireReader _reader;

    private PgMapDigestProbe(ReadOnlySpan<byte> bytes) => _reader = new WireReader(bytes);

    /// <summary>What is wrong with the bytes, in a sentence; empty when they are the digest <paramref name="expected"/>.</summary>
    public static string Check(ReadOnlySpan<byte> bytes, PgMapDigest expected)
    {
        try
        {
            new PgMapDigestProbe(bytes).Walk(expected);
            return "";
        }
        catch (WireFormatException refused)
        {
            return refused.Message;
        }
    }

    private void Walk(PgMapDigest expected)
    {
        var end = Begin(expected.StructVersion, 1, "digest");
        Same(_reader.ReadInt64(), expected.PgCount, "number of groups");
        Same(_reader.ReadInt64(), expected.ActivePgCount, "number of active groups");
        Same(_reader.ReadInt64(), expected.UnknownPgCount, "number of unknown groups");
        Same(_reader.ReadInt64(), expected.OsdCount, "number of OSDs");
        for (var left = Count(expected.Pools.Count, "pools"); left > 0; left--)
        {
            var pool = expected.Pools[Known(_reader.ReadInt32(), expected.Pools.ContainsKey, "pool")];
            WalkPool(pool);
        }

        WalkPool(expected.PoolSum);
        WalkOsd(expected.OsdSum);
        for (var left = Count(expected.PgsByState.Count, "states"); left > 0; left--)
        {
            var state = _reader.ReadUInt64();
            Same(_reader.ReadInt32(), expected.PgsByState.GetValueOrDefault(state), "groups in a state");
        }

        for (var left = Count(expected.PgsByOsd.Count, "OSDs with groups"); left > 0; left--)
        {
            var count = expected.PgsByOsd[Known(_reader.ReadInt32(), expected.PgsByOsd.ContainsKey, "OSD")];
            Same(_reader.ReadInt32(), count.Acting, "acting groups");
            Same(_reader.ReadInt32(), count.UpNotActing, "groups that are not acting yet");
            Same(_reader.ReadInt32(), count.Primary, "primary groups");
        }

        for (var left = Count(expected.PgsByPool.Count, "pools with groups"); left > 0; left--)
        {
            var pool = _reader.ReadInt64();
            Same(_reader.ReadInt64(), expected.PgsByPool.GetValueOrDefault(pool), "groups of a pool");
        }

        for (var (left, osd) = (Count(expected.OsdLastSequence.Count, "sequences"), 0); left > 0; left--, osd++)
        {
            Same((long)_reader.ReadUInt64(), (long)expected.OsdLastSequence[osd], "sequence");
        }

        WalkDeltas(expected);
        WalkTail(expected);
        End(end, "digest");
        if (!_reader.AtEnd)
        {
            throw Wrong("bytes follow the digest");
        }
    }

    private void WalkDeltas(PgMapDigest expected)
    {
        for (var left = Count(expected.PoolDeltas.Count, "deltas"); left > 0; left--)
        {
            var pool = expected.PoolDeltas[Known(_reader.ReadInt64(), expected.PoolDeltas.ContainsKey, "pool")];
            WalkPool(pool.Delta);
            Skip(2 * sizeof(uint));
        }

        for (var left = Count(expected.PoolDeltaDurations.Count, "durations"); left > 0; left--)
        {
            Known(_reader.ReadInt64(), expected.PoolDeltaDurations.ContainsKey, "pool");
            Skip(2 * sizeof(uint));
        }

        WalkPool(expected.PoolSumDelta);
        Same(_reader.ReadUInt32(), expected.DeltaDuration.Seconds, "seconds of the delta");
        Same(_reader.ReadUInt32(), expected.DeltaDuration.Nanoseconds, "nanoseconds of the delta");
    }

    private void WalkTail(PgMapDigest expected)
    {
        for (var left = Count(expected.AvailableByRule.Count, "rules"); left > 0; left--)
        {
            var rule = _reader.ReadInt32();
            Same(_reader.ReadInt64(), expected.AvailableByRule.GetValueOrDefault(rule), "space of a rule");
        }

        for (var left = Count(expected.PurgedSnaps.Count, "pools with snapshots"); left > 0; left--)
        {
            var pool = Known(_reader.ReadInt64(), expected.PurgedSnaps.ContainsKey, "pool");
            Skip(Count(expected.PurgedSnaps[pool].Length, "purged snapshots") * 2 * sizeof(ulong));
        }

        for (var left = Count(expected.OsdSumByClass.Count, "device classes"); left > 0; left--)
        {
            WalkOsd(expected.OsdSumByClass[Known(_reader.ReadString(), expected.OsdSumByClass.ContainsKey, "device class")]);
        }

        if (expected.StructVersion < PgMapDigest.TentacleVersion)
        {
            return;
        }

        for (var left = Count(expected.UnavailablePgs.Count, "pools with unavailable groups"); left > 0; left--)
        {
            var pool = Known(_reader.ReadUInt64(), expected.UnavailablePgs.ContainsKey, "pool");
            Skip(Count(expected.UnavailablePgs[pool].Length, "unavailable groups") * PgIdSize);
        }
    }

    private void WalkPool(PoolStat expected)
    {
        var pool = Begin(7, 5, "pool's statistics");
        var collection = Begin(2, 2, "collection of counts");
        var sum = Begin(20, 14, "counts of objects");
        for (var stat = 0; stat < StatCount; stat++)
        {
            var value = stat is >= FirstNarrowStat and <= LastNarrowStat ? _reader.ReadInt32() : _reader.ReadInt64();
            var wanted = expected.Stats[(ObjectStat)stat];
            Same(value, stat is >= FirstNarrowStat and <= LastNarrowStat ? (int)wanted : wanted, "count of objects");
        }

        End(sum, "counts of objects");
        Same(_reader.ReadUInt32(), 0, "number of categories");
        End(collection, "collection of counts");
        Same(_reader.ReadInt64(), expected.LogSize, "log size");
        Same(_reader.ReadInt64(), expected.OndiskLogSize, "log size on disk");
        Same(_reader.ReadInt32(), expected.Up, "copies up");
        Same(_reader.ReadInt32(), expected.Acting, "copies acting");
        WalkStatfs(expected.StoreStats);
        Same(_reader.ReadUInt32(), expected.StoreCount, "number of stores");
        End(pool, "pool's statistics");
    }

    private void WalkStatfs(StoreStatfs expected)
    {
        var statfs = Begin(1, 1, "store's statistics");
        var start = _reader.Position;
        Same((long)_reader.ReadUInt64(), (long)expected.Total, "size of a store");
        Same((long)_reader.ReadUInt64(), (long)expected.Available, "free space of a store");
        Skip(start + StatfsSize - _reader.Position);
        End(statfs, "store's statistics");
    }

    private void WalkOsd(OsdStat expected)
    {
        var osd = Begin(14, 2, "OSD's statistics");
        Same(_reader.ReadInt64(), expected.Kb, "OSD's size");
        Same(_reader.ReadInt64(), expected.KbUsed, "OSD's use");
        Same(_reader.ReadInt64(), expected.KbAvailable, "OSD's free space");
        Skip(2 * sizeof(uint));
        Skip(Count(expected.HeartbeatPeers.Count, "heartbeat peers") * sizeof(int));
        Skip(Count(expected.HeartbeatOut.Count, "heartbeats out") * sizeof(int));
        var histogram = Begin(1, 1, "histogram");
        Skip(Count(expected.OpQueueAgeHistogram.Count, "ages") * sizeof(int));
        End(histogram, "histogram");
        var isNew = expected.Performance.StructVersion > 1;
        var performance = Begin(isNew ? (byte)2 : (byte)1, isNew ? (byte)2 : (byte)1, "latencies");
        Skip(2 * (isNew ? sizeof(ulong) : sizeof(uint)));
        End(performance, "latencies");
        Same(_reader.ReadUInt32(), expected.UpFrom, "epoch");
        Same((long)_reader.ReadUInt64(), (long)expected.Sequence, "sequence");
        Same(_reader.ReadUInt32(), expected.PgCount, "OSD's groups");
        Skip(3 * sizeof(long));
        WalkStatfs(expected.Statfs);
        for (var left = Count(expected.Alerts.Count, "OSDs with alerts"); left > 0; left--)
        {
            Skip(sizeof(int));
            for (var texts = _reader.ReadCount(2 * sizeof(uint)); texts > 0; texts--)
            {
                Skip(_reader.ReadLength());
                Skip(_reader.ReadLength());
            }
        }

        Same(_reader.ReadInt64(), expected.ShardsRepaired, "repaired shards");
        Same(_reader.ReadInt32(), expected.OsdCount, "number of OSDs in the sum");
        Skip(2 * sizeof(int));
        Skip(Count(expected.Pings.Count, "heartbeats") * PingSize);
        End(osd, "OSD's statistics");
    }

    private int Begin(byte version, byte oldestReader, string what)
    {
        Same(_reader.ReadByte(), version, $"version of the {what}");
        Same(_reader.ReadByte(), oldestReader, $"oldest reader of the {what}");
        return _reader.ReadLength() + _reader.Position;
    }

    private readonly void End(int end, string what)
    {
        if (_reader.Position != end)
        {
            throw Wrong($"the {what} ends {_reader.Position - end} bytes after the end that it tells");
        }
    }

    private int Count(int expected, string what)
    {
        var count = _reader.ReadUInt32();
        Same(count, expected, $"number of {what}");
        return (int)count;
    }

    private readonly TKey Known<TKey>(TKey key, Func<TKey, bool> isKnown, string what) =>
        isKnown(key) ? key : throw Wrong($"{what} {key} is not in the digest");

    private readonly void Same(long found, long expected, string what)
    {
        if (found != expected)
        {
            throw Wrong($"the {what} is {found} where {expected} was meant");
        }
    }

    private void Skip(int count) => _reader.Skip(count);

    private readonly WireFormatException Wrong(string message) => new(message, _reader.Position);
}
