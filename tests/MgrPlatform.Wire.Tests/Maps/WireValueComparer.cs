using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Maps.Fs;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Maps.Pg;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Messages.Mgr;
using MgrPlatform.Wire.Messages.Quorum;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>
/// Compares a decoded value with the JSON that another decoder made of the same bytes. Both list their fields in the order of the wire,
/// so fields are paired by place; keys of maps and all values must be equal.
/// </summary>
internal static class WireValueComparer
{
    // Of our values: what the wire does not carry.
    private static readonly HashSet<string> NotOnTheWire = ["StructVersion", "Data", "EqualityContract", "Digest", "PaxosVersion"];

    // Of our values: what the other decoder leaves out or marks as dead, and what is compared elsewhere.
    private static readonly HashSet<string> NotInTheJson =
        ["HeartbeatOut", "StandbyForRank", "StandbyForName", "StandbyReplay", "Packed", "Pings"];

    // Of the JSON: lengths and things that its decoder computed, and paxos headers.
    private static readonly HashSet<string> NotValues =
    [
        "paxos", "packed_len", "inc_crc_off", "crc_off", "digest", "magic", "max_buckets", "max_rules", "txns", "sharing_len", "value_len",
        "state_high", "n2", "hb_pingtime",
    ];

    public static IReadOnlyList<string> Differences(object? value, JsonElement json)
    {
        var differences = new List<string>();
        Compare("", value, json, differences);
        return differences;
    }

    private static void Compare(string path, object? value, JsonElement json, List<string> differences)
    {
        switch (value)
        {
            case null:
                Check(path, json.ValueKind is JsonValueKind.Null, "null", json, differences);
                break;
            case string or bool or Guid or UTime or EVersion or PgId or Enum or ITuple:
            case byte[]:
            case byte or sbyte or short or ushort or int or uint or long or ulong or float or double:
                CompareLeaf(path, value, json, differences);
                break;
            case EntityAddress address:
                CompareAddress(path, address, json, differences);
                break;
            case MMonSync sync:
                string[] last = [sync.LastPrefix, sync.LastKey];
                object[] replyTo = [sync.ReplyTo, sync.ReplyAddress];
                CompareList(path, [sync.Operation, sync.Cookie, sync.LastCommitted, last, sync.Chunk, replyTo], json, differences);
                break;
            case DaemonHealthMetric metric:
                CompareList(path, [metric.Type, metric.Low, metric.High], json, differences);
                break;
            case ObjectStorePerformance performance:
                CompareList(path, [performance.CommitNanoseconds / 1_000_000, performance.ApplyNanoseconds / 1_000_000], json, differences);
                break;
            case OsdStat stat:
                CompareRecord(path, stat, json, differences);
                ComparePings(path, stat, json.GetProperty("hb_pingtime"), differences);
                break;
            case HitSetParameters { Kind: HitSetKind.None }:
                Check(path, json.GetProperty("type").GetString() == "none", "none", json, differences);
                break;
            case PoolOption option:
                object? number = option.Kind == PoolOptionKind.Integer ? option.Integer : option.Real;
                Compare(path, option.Text ?? number, json, differences);
                break;
            case CrushBucket { Derived.Count: > 0 } bucket:
                var pairs = bucket.Weights.Zip(bucket.Derived).ToArray();
                CompareList(path, [.. Head(bucket), pairs], json, differences);
                break;
            case MirrorPeer peer:
                CompareList(path, [peer.Uuid, new[] { peer.ClientName, peer.ClusterName, peer.FsName }], json, differences);
                break;
            case MgrStandby standby:
                object[] fields = [standby.Gid, standby.Name, standby.ModuleNames, standby.AvailableModules, standby.Features];
                CompareList(path, fields, json, differences);
                break;
            case MetricReports { MetricKind: MetricKind.Mds } reports:
                CompareList(path, [reports.MetricKind, new object[] { reports.Reports, reports.DelayedRanks }], json, differences);
                break;
            case MetricReports reports:
                CompareList(path, [reports.MetricKind, reports.Reports], json, differences);
                break;
            case ulong[] { Length: 1 } words when json.ValueKind == JsonValueKind.Number:
                CompareLeaf(path, words[0], json, differences);
                break;
            case CrushChooseArg arg:
                CompareList(path, [arg.WeightSets, arg.Ids], json, differences); // Theirs are by bucket.
                break;
            case CrushBucket { Algorithm: CrushAlgorithm.Uniform } bucket:
                CompareList(path, [.. Head(bucket), bucket.Weights[0]], json, differences);
                break;
            case EntityAddressVector addresses:
                Compare(path, addresses.Addresses, json, differences);
                break;
            case IDictionary map:
                CompareMap(path, Pairs(map), json, differences);
                break;
            case IEnumerable list:
                CompareList(path, [.. list.Cast<object?>()], json, differences);
                break;
            default:
                CompareRecord(path, value, json, differences);
                break;
        }
    }

    private static List<(object Key, object? Value)> Pairs(IDictionary map)
    {
        var pairs = new List<(object, object?)>();
        foreach (DictionaryEntry entry in map)
        {
            pairs.Add((entry.Key, entry.Value));
        }

        return pairs;
    }

    private static void CompareLeaf(string path, object value, JsonElement json, List<string> differences)
    {
        if (value is ITuple tuple)
        {
            Check(path, json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == tuple.Length, value, json, differences);
            for (var i = 0; i < tuple.Length && json.ValueKind == JsonValueKind.Array && i < json.GetArrayLength(); i++)
            {
                Compare($"{path}[{i}]", tuple[i], json[i], differences);
            }

            return;
        }

        Check(path, Matches(value, json), value, json, differences);
    }

    private static bool Matches(object value, JsonElement json) => (value, json.ValueKind) switch
    {
        (string text, JsonValueKind.String) => text == json.GetString(),
        (bool flag, JsonValueKind.True or JsonValueKind.False) => flag == json.GetBoolean(),
        (bool flag, JsonValueKind.Number) => (flag ? 1 : 0) == json.GetInt32(),
        (UTime time, _) => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}.{time.Nanoseconds:D9}") == json.GetString(),
        (byte[] bytes, JsonValueKind.Number) => bytes.Length == json.GetInt32(),
        (byte[] bytes, JsonValueKind.String) => Convert.ToBase64String(bytes) == json.GetString(),
        (byte[] bytes, JsonValueKind.Array) => bytes.SequenceEqual(json.EnumerateArray().Select(static element => element.GetByte())),
        (byte[] bytes, JsonValueKind.Object) => MatchesBlob(bytes, json),
        (float or double, JsonValueKind.Number) => Convert.ToDouble(value, CultureInfo.InvariantCulture).Equals(json.GetDouble()),
        (Enum number, JsonValueKind.Number) => number.ToString("D") == json.GetRawText(),
        (Enum number, JsonValueKind.String) => number.ToString().Equals(json.GetString(), StringComparison.OrdinalIgnoreCase),
        (_, JsonValueKind.Number) => Convert.ToString(value, CultureInfo.InvariantCulture) == Integer(json),
        (_, JsonValueKind.String) => Convert.ToString(value, CultureInfo.InvariantCulture) == json.GetString(),
        _ => false,
    };

    private static string Integer(JsonElement json) =>
        BigInteger.TryParse(json.GetRawText(), CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : json.GetDouble().ToString(CultureInfo.InvariantCulture);

    private static bool MatchesBlob(byte[] bytes, JsonElement json)
    {
        if (json.TryGetProperty("hex", out var hex))
        {
            return Convert.ToHexStringLower(bytes) == hex.GetString();
        }

        return json.TryGetProperty("sha256", out var sum)
            ? Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) == sum.GetString()
            : bytes.Length > 0; // A structure that the other decoder read; whoever needs it compares it by itself.
    }

    private static void CompareAddress(string path, EntityAddress address, JsonElement json, List<string> differences)
    {
        Check(path, EntityAddress.ToTypeName(address.Type) == json.GetProperty("type").GetString(), address, json, differences);
        Check(path, (address.IsBlank ? "-" : address.ToAddress()) == json.GetProperty("addr").GetString(), address, json, differences);
        Check(path, address.Nonce == json.GetProperty("nonce").GetUInt32(), address, json, differences);
    }

    private static void CompareMap(string path, List<(object Key, object? Value)> map, JsonElement json, List<string> differences)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            CompareList(path, [.. map.Select(static pair => (object?)new object?[] { pair.Key, pair.Value })], json, differences);
            return;
        }

        var properties = json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().ToArray() : [];
        Check(path, properties.Length == map.Count, $"{map.Count} entries", json, differences);
        foreach (var ((key, value), property) in map.Zip(properties))
        {
            var text = key is Enum number ? number.ToString("D") : Convert.ToString(key, CultureInfo.InvariantCulture);
            Check($"{path}/{text}", text == property.Name, $"key {text}", property.Value, differences);
            Compare($"{path}/{text}", value, property.Value, differences);
        }
    }

    private static void CompareList(string path, object?[] list, JsonElement json, List<string> differences)
    {
        // A map without an order of keys of its own is a list of ours, an object of theirs, or the other way round.
        var elements = json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().ToArray(),
            JsonValueKind.Object => [.. json.EnumerateObject().Select(static property => property.Value)],
            _ => [],
        };
        Check(path, elements.Length == list.Length, $"{list.Length} elements", json, differences);
        foreach (var (index, (element, other)) in list.Zip(elements).Index())
        {
            Compare($"{path}[{index}]", element, other, differences);
        }
    }

    private static void CompareRecord(string path, object value, JsonElement json, List<string> differences)
    {
        var others = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Where(property => !property.Name.StartsWith('_') && !NotValues.Contains(property.Name) && !IsUnpacked(property.Name, json))
                .Select(static property => property.Value).ToArray(),
            JsonValueKind.Array => [.. json.EnumerateArray()],
            _ => [],
        };
        var fields = WithoutAbsent(value, Fields(value), others.Length);
        if (fields.Length == 1 && fields[0].GetValue(value) is IDictionary map && Try(path, map, json))
        {
            return; // A map is all there is, and the other decoder did not give it a name.
        }

        if (fields.Length == others.Length && json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            foreach (var (field, other) in fields.Zip(others))
            {
                Compare($"{path}.{field.Name}", field.GetValue(value), other, differences);
            }
        }
        else if (others.Length == 1 && fields.Length != 1)
        {
            Compare(path, value, others[0], differences);
        }
        else if (fields.Length == 1)
        {
            Compare($"{path}.{fields[0].Name}", fields[0].GetValue(value), json, differences);
        }
        else
        {
            differences.Add($"{path}: {string.Join(' ', fields.Select(static field => field.Name))} against {Shorten(json)}");
        }
    }

    private static bool IsUnpacked(string name, JsonElement json) => name == "values" && json.TryGetProperty("packed_len", out _);

    private static bool Try(string path, IDictionary map, JsonElement json)
    {
        var differences = new List<string>();
        Compare(path, map, json, differences);
        return differences.Count == 0;
    }

    private static void ComparePings(string path, OsdStat stat, JsonElement json, List<string> differences)
    {
        var pings = new OrderedDictionary<int, object?[]>();
        foreach (var ping in stat.Pings)
        {
            pings[ping.Osd] =
            [
                ping.LastUpdate, ping.Back.Average, ping.Back.Min, ping.Back.Max, ping.Back.Last,
                ping.Front.Average, ping.Front.Min, ping.Front.Max, ping.Front.Last,
            ];
        }

        Compare($"{path}.pings", pings, json, differences);
    }

    // A field that the sender did not send is absent from the JSON; ours then has its default, at the end or as a null.
    private static PropertyInfo[] WithoutAbsent(object value, PropertyInfo[] fields, int count)
    {
        PropertyInfo[] present = [.. fields.Where(field => field.GetValue(value) is not null)];
        if (present.Length == count)
        {
            return present;
        }

        while (fields.Length > count && count > 1 && IsDefault(value, fields[^1]))
        {
            fields = fields[..^1];
        }

        return fields.Length > count ? [.. fields.Where(field => field.GetValue(value) is not null)] : fields;
    }

    private static bool IsDefault(object value, PropertyInfo field)
    {
        var mine = field.GetValue(value);
        if (mine is ICollection { Count: 0 })
        {
            return true;
        }

        if (value.GetType().GetConstructor([]) is null)
        {
            return false;
        }

        var fresh = field.GetValue(Activator.CreateInstance(value.GetType()));
        return mine is ICollection collection && fresh is ICollection other
            ? collection.Cast<object>().SequenceEqual(other.Cast<object>())
            : Equals(mine, fresh);
    }

    private static object[] Head(CrushBucket bucket) =>
        [bucket.Id, bucket.Type, bucket.Algorithm, bucket.Hash, bucket.Weight, bucket.Items];

    // A record's own fields, in the order in which they are declared: those that can be set.
    private static PropertyInfo[] Fields(object value) =>
    [
        .. value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.CanRead && property.GetIndexParameters().Length == 0
                && property.PropertyType != typeof(MessageKind)
                && !NotOnTheWire.Contains(property.Name) && !NotInTheJson.Contains(property.Name)
                && (property.CanWrite || property.Name == "Values"))
            .OrderBy(static property => property.MetadataToken),
    ];

    private static void Check(string path, bool equal, object value, JsonElement json, List<string> differences)
    {
        if (!equal)
        {
            differences.Add($"{path}: {value} against {Shorten(json)}");
        }
    }

    private static string Shorten(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}
