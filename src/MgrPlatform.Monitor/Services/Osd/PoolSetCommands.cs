using System.Globalization;
using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Messages.Osd;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>The settings of a pool: <c>osd pool set</c>, <c>osd pool get</c>.</summary>
internal sealed class PoolSetCommands(OsdMapService service)
{
    public const ulong NoDelete = 1 << 4;
    public const ulong Bulk = 1 << 17;
    private const double Micro = 1_000_000;

    private static readonly (string Name, ulong Bit)[] Flags =
    [
        ("hashpspool", 1), ("nodelete", NoDelete), ("nopgchange", 1 << 5), ("nosizechange", 1 << 6), ("write_fadvise_dontneed", 1 << 7),
        ("noscrub", 1 << 8), ("nodeep-scrub", 1 << 9), ("allow_ec_overwrites", 1 << 2), ("bulk", Bulk),
    ];

    // Options by their numbers, and what they hold.
    private static readonly (string Name, int Number, PoolOptionKind Kind)[] Options =
    [
        ("scrub_min_interval", 0, PoolOptionKind.Real), ("scrub_max_interval", 1, PoolOptionKind.Real),
        ("deep_scrub_interval", 2, PoolOptionKind.Real), ("recovery_priority", 3, PoolOptionKind.Integer),
        ("recovery_op_priority", 4, PoolOptionKind.Integer), ("scrub_priority", 5, PoolOptionKind.Integer),
        ("compression_mode", 6, PoolOptionKind.Text), ("compression_algorithm", 7, PoolOptionKind.Text),
        ("compression_required_ratio", 8, PoolOptionKind.Real), ("compression_max_blob_size", 9, PoolOptionKind.Integer),
        ("compression_min_blob_size", 10, PoolOptionKind.Integer), ("csum_type", 11, PoolOptionKind.Integer),
        ("csum_max_block", 12, PoolOptionKind.Integer), ("csum_min_block", 13, PoolOptionKind.Integer),
        ("fingerprint_algorithm", 14, PoolOptionKind.Text), ("pg_num_min", 15, PoolOptionKind.Integer),
        ("target_size_bytes", 16, PoolOptionKind.Integer), ("target_size_ratio", 17, PoolOptionKind.Real),
        ("pg_autoscale_bias", 18, PoolOptionKind.Real), ("dedup_tier", 20, PoolOptionKind.Integer),
        ("dedup_chunk_algorithm", 21, PoolOptionKind.Text), ("dedup_cdc_chunk_size", 22, PoolOptionKind.Integer),
        ("pg_num_max", 23, PoolOptionKind.Integer),
    ];

    // What "all" shows, in Ceph's order.
    private static readonly string[] Shown =
    [
        "size", "min_size", "pg_num", "pgp_num", "crush_rule", "hashpspool", "allow_ec_overwrites", "nodelete", "nopgchange",
        "nosizechange",
        "write_fadvise_dontneed", "noscrub", "nodeep-scrub", "use_gmt_hitset", "erasure_code_profile", "fast_read", "scrub_min_interval",
        "scrub_max_interval", "deep_scrub_interval", "recovery_priority", "recovery_op_priority", "scrub_priority", "compression_mode",
        "compression_algorithm", "compression_required_ratio", "compression_max_blob_size", "compression_min_blob_size", "csum_type",
        "csum_max_block", "csum_min_block", "fingerprint_algorithm", "pg_autoscale_mode", "pg_num_min", "target_size_bytes",
        "target_size_ratio", "dedup_tier", "dedup_chunk_algorithm", "dedup_cdc_chunk_size", "pg_autoscale_bias", "pg_num_max", "bulk",
    ];

    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new PoolSetCommands(service);
        return new DeclaredCommands(OsdCommands.Table).Read("osd pool get", words.Get).Write("osd pool set", words.Set).Commands;
    }

    public static PgPool With(PgPool pool, int option, PoolOption? value)
    {
        var values = new SortedDictionary<int, PoolOption>(pool.Options.Values.ToDictionary());
        if (value is { } given)
        {
            values[option] = given;
        }
        else
        {
            values.Remove(option);
        }

        return pool with { Options = values.Count == 0 ? PoolOptions.None : new PoolOptions(values) };
    }

    private PendingOsdMap Pending => service.Pending;

    private CommandOutcome Set(CommandCall call)
    {
        var (variable, value) = (call.Arguments.String("var"), call.Arguments.String("val"));
        var (id, pool) = Pending.Pool(call.Arguments.String("pool"));
        var isConfirmed = call.Arguments.Flag("yes_i_really_mean_it");
        var isUnset = false;
        PgPool changed;
        if (Array.FindIndex(Flags, flag => flag.Name == variable) is >= 0 and var flagAt)
        {
            changed = SetFlag(pool, Flags[flagAt], value, isConfirmed);
        }
        else if (Array.FindIndex(Options, option => option.Name == variable) is >= 0 and var optionAt)
        {
            (changed, isUnset) = SetOption(pool, Options[optionAt], value);
        }
        else
        {
            changed = variable switch
            {
                "size" => SetSize(pool, value, isConfirmed),
                "min_size" => SetMinSize(pool, value),
                "pg_num" => SetPgCount(pool, Whole(value)),
                "pg_num_actual" => SetPgCountNow(id, pool, Whole(value)),
                "pgp_num" => SetPgpCount(pool, Whole(value)),
                "pgp_num_actual" => pool with { PgpCount = Whole(value) },
                "crush_rule" => SetRule(pool, value),
                "pg_autoscale_mode" => pool with { AutoscaleMode = AutoscaleMode(value) },
                "fast_read" => SetFastRead(pool, value),
                "use_gmt_hitset" => pool with { UseGmtHitSet = IsTrue(value) },
                "target_max_bytes" => pool with { TargetMaxBytes = (ulong)OsdArguments.Size(value, binary: true) },
                "target_max_objects" => pool with { TargetMaxObjects = (ulong)OsdArguments.Size(value, binary: false) },
                _ => throw new CommandException(Errno.Invalid, $"unrecognized variable '{variable}'"),
            };
        }

        Pending.NewPools[id] = changed;
        return CommandOutcome.AfterCommit(
            CommandResult.Said(isUnset ? $"unset pool {id} {variable}" : $"set pool {id} {variable} to {value}"));
    }

    private static PgPool SetFlag(PgPool pool, (string Name, ulong Bit) flag, string value, bool isConfirmed)
    {
        if (flag.Name == "allow_ec_overwrites" && pool.Type != PoolCreation.Erasure)
        {
            throw new CommandException(Errno.Invalid, "ec overwrites can only be enabled for an erasure coded pool");
        }

        if (flag.Name == "hashpspool" && !isConfirmed)
        {
            throw new CommandException(
                Errno.Permission,
                "are you SURE?  this will remap all placement groups in this pool, this triggers large data movement, "
                + "pass --yes-i-really-mean-it if you really do.");
        }

        return pool with { Flags = IsTrue(value) ? pool.Flags | flag.Bit : pool.Flags & ~flag.Bit };
    }

    private static (PgPool Pool, bool IsUnset) SetOption(PgPool pool, (string Name, int Number, PoolOptionKind Kind) option, string value)
    {
        if (value is "unset" or "" || (value == "0" && option.Kind != PoolOptionKind.Text))
        {
            return (With(pool, option.Number, null), true);
        }

        if (option.Name == "csum_type")
        {
            return (With(pool, option.Number, PoolOption.Of(CsumType(value))), false);
        }

        var parsed = option.Kind switch
        {
            PoolOptionKind.Text => PoolOption.Of(value),
            PoolOptionKind.Integer => PoolOption.Of(OsdArguments.Size(value, binary: true)),
            _ => PoolOption.Of(Real(value)),
        };
        return (With(pool, option.Number, parsed), false);
    }

    private static long CsumType(string value) => value switch
    {
        "none" => 1,
        "xxhash32" => 2,
        "xxhash64" => 3,
        "crc32c" => 4,
        "crc32c_16" => 5,
        "crc32c_8" => 6,
        _ => throw new CommandException(Errno.Invalid, $"unrecognized csum_type '{value}'"),
    };

    private PgPool SetSize(PgPool pool, string value, bool isConfirmed)
    {
        var size = Whole(value);
        if (pool.Type == PoolCreation.Erasure)
        {
            throw new CommandException(Errno.NotSupported, "can not change the size of an erasure-coded pool");
        }

        if (size is < 1 or > 10)
        {
            throw new CommandException(Errno.Invalid, "pool size must be between 1 and 10");
        }

        if ((pool.Flags & (1 << 6)) != 0)
        {
            throw new CommandException(
                Errno.Permission, "pool size change is disabled; you must unset nosizechange flag for the pool first");
        }

        if (size == 1 && !service.AllowsPoolSizeOne)
        {
            throw new CommandException(
                Errno.Permission, "configuring pool size as 1 is disabled by default.");
        }

        if (size == 1 && !isConfirmed)
        {
            throw new CommandException(
                Errno.Permission,
                "WARNING: setting pool size 1 could lead to data loss without recovery. "
                + "If you are *ABSOLUTELY CERTAIN* that is what you want, pass the flag --yes-i-really-mean-it.");
        }

        // The least that may serve follows the size, unless it was chosen otherwise and still fits.
        var minSize = service.Options.PoolDefaultMinSize > 0
            ? Math.Min(service.Options.PoolDefaultMinSize, size)
            : size - (size / 2);
        return pool with { Size = (byte)size, MinSize = (byte)minSize };
    }

    private static PgPool SetMinSize(PgPool pool, string value)
    {
        var size = Whole(value);
        return size >= 1 && size <= pool.Size
            ? pool with { MinSize = (byte)size }
            : throw new CommandException(Errno.Invalid, $"pool min_size must be between 1 and size, which is set to {pool.Size}");
    }

    // Only the goal: the manager moves the number step by step.
    private PgPool SetPgCount(PgPool pool, uint count)
    {
        PoolCreation.CheckPgCount("pg_num", count, service.Options.MaxPoolPgCount);
        CheckPgChange(pool);
        return pool with
        {
            PgCountTarget = count,
            PgpCountTarget = count < pool.PgpCountTarget || pool.AutoscaleMode != 0 || pool.PgpCountTarget == pool.PgCountTarget
                ? count
                : pool.PgpCountTarget,
        };
    }

    private PgPool SetPgCountNow(long id, PgPool pool, uint count)
    {
        PoolCreation.CheckPgCount("pg_num_actual", count, service.Options.MaxPoolPgCount);
        CheckPgChange(pool);
        if (count < pool.PgCount)
        {
            if (count != pool.PgCount - 1)
            {
                throw new CommandException(Errno.Invalid, "can only decrement pg_num one at a time");
            }

            // OSDs that hold the group which goes must be ready first; they tell with a message of their own.
            return pool with { PgCountPending = count };
        }

        // Groups that split need no order: their OSDs make them. Those that no OSD has made yet do.
        if (service.PendingCreations.HasAny(id))
        {
            service.PendingCreations.Order(id, pool.PgCount, count, new PgCreation(Pending.Epoch, service.Context.Now));
        }

        return pool with
        {
            PgCount = count,
            PgCountPending = count,
            LastForceOpResendPreluminous = Pending.Epoch,
        };
    }

    private static PgPool SetPgpCount(PgPool pool, uint count)
    {
        CheckPgChange(pool);
        return count >= 1 && count <= Math.Max(pool.PgCountTarget, pool.PgCount)
            ? pool with { PgpCountTarget = count }
            : throw new CommandException(
                Errno.Invalid, $"specified pgp_num {count} > pg_num {Math.Max(pool.PgCountTarget, pool.PgCount)}");
    }

    private static void CheckPgChange(PgPool pool)
    {
        if ((pool.Flags & (1 << 5)) != 0)
        {
            throw new CommandException(
                Errno.Permission, "pool pg_num change is disabled; you must unset nopgchange flag for the pool first");
        }
    }

    private PgPool SetRule(PgPool pool, string name)
    {
        var rule = Pending.Crush.FindRule(name) ?? throw new CommandException(Errno.NotFound, $"crush rule {name} does not exist");
        return Pending.Crush.Rules[rule]!.Type == pool.Type
            ? pool with { CrushRule = (byte)rule }
            : throw new CommandException(Errno.Invalid, $"crush rule {name} type does not match pool");
    }

    private static byte AutoscaleMode(string value) => value switch
    {
        "off" => 0,
        "warn" => 1,
        "on" => 2,
        _ => throw new CommandException(Errno.Invalid, $"specified invalid mode {value}"),
    };

    private static PgPool SetFastRead(PgPool pool, string value) => pool.Type == PoolCreation.Erasure
        ? pool with { FastRead = IsTrue(value) }
        : throw new CommandException(Errno.Invalid, "fast read is not supported in replication pool");

    private CommandResult Get(CommandCall call)
    {
        var (name, variable) = (call.Arguments.String("pool"), call.Arguments.String("var"));
        var (id, pool) = service.Map.Pool(name);
        List<(string Name, object Value)> values = [];
        if (variable == "all")
        {
            foreach (var shown in Shown)
            {
                if (Applies(pool, shown) && ValueOf(pool, shown) is { } value)
                {
                    values.Add((shown, value));
                }
            }
        }
        else
        {
            if (!Applies(pool, variable))
            {
                throw new CommandException(Errno.AccessDenied, $"pool '{name}' is not a erasure pool: variable not applicable");
            }

            values.Add((variable, ValueOf(pool, variable) ?? throw new CommandException(
                Errno.NotFound, $"option '{variable}' is not set on pool '{name}'")));
        }

        return call.IsPlain ? CommandResult.Text(ToText(values)) : call.Json(json => Write(json, name, id, values));
    }

    private static bool Applies(PgPool pool, string variable) =>
        pool.Type == PoolCreation.Erasure || variable is not ("erasure_code_profile" or "allow_ec_overwrites");

    private object? ValueOf(PgPool pool, string variable)
    {
        if (Array.FindIndex(Flags, flag => flag.Name == variable) is >= 0 and var flagAt)
        {
            return (pool.Flags & Flags[flagAt].Bit) != 0;
        }

        if (Array.FindIndex(Options, option => option.Name == variable) is >= 0 and var optionAt)
        {
            return pool.Options.Values.TryGetValue(Options[optionAt].Number, out var option)
                ? option.Kind switch
                {
                    PoolOptionKind.Text => option.Text,
                    PoolOptionKind.Integer => option.Integer,
                    _ => option.Real,
                }
                : null;
        }

        return variable switch
        {
            "size" => (long)pool.Size,
            "min_size" => (long)pool.MinSize,
            "pg_num" => (long)pool.PgCount,
            "pgp_num" => (long)pool.PgpCount,
            "crush_rule" =>
                service.Map.Client.Crush?.RuleNames.GetValueOrDefault(pool.CrushRule)
                    ?? pool.CrushRule.ToString(CultureInfo.InvariantCulture),
            "use_gmt_hitset" => pool.UseGmtHitSet ? 1L : 0L,
            "erasure_code_profile" => pool.ErasureCodeProfile,
            "fast_read" => pool.FastRead ? 1L : 0L,
            "pg_autoscale_mode" => PoolLine.AutoscaleMode(pool.AutoscaleMode),
            "target_max_bytes" => (long)pool.TargetMaxBytes,
            "target_max_objects" => (long)pool.TargetMaxObjects,
            "cache_target_dirty_ratio" => pool.CacheTargetDirtyRatioMicro / Micro,
            "cache_target_dirty_high_ratio" => pool.CacheTargetDirtyHighRatioMicro / Micro,
            "cache_target_full_ratio" => pool.CacheTargetFullRatioMicro / Micro,
            "cache_min_flush_age" => (long)pool.CacheMinFlushAge,
            "cache_min_evict_age" => (long)pool.CacheMinEvictAge,
            _ => throw new CommandException(Errno.Invalid, $"unrecognized variable '{variable}'"),
        };
    }

    private static string ToText(List<(string Name, object Value)> values)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in values)
        {
            var shown = value switch
            {
                bool flag => flag ? "true" : "false",
                double real => OsdArguments.Number(real),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
            text.Append(name).Append(": ").Append(shown).Append('\n');
        }

        return text.ToString();
    }

    private static void Write(Utf8JsonWriter json, string pool, long id, List<(string Name, object Value)> values)
    {
        json.WriteStartObject();
        json.WriteString("pool", pool);
        json.WriteNumber("pool_id", id);
        foreach (var (name, value) in values)
        {
            switch (value)
            {
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                case double real:
                    json.WriteNumber(name, real);
                    break;
                case long number when name == "use_gmt_hitset":
                    json.WriteBoolean(name, number != 0);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static bool IsTrue(string value) => value switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new CommandException(Errno.Invalid, "expecting value 'true', 'false', '0', or '1'"),
    };

    private static uint Whole(string value) => uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandException(
            Errno.Invalid, $"error parsing integer value '{value}': Expected option value to be integer, got '{value}'");

    private static double Real(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandException(Errno.Invalid, $"error parsing floating point value '{value}'");
}
