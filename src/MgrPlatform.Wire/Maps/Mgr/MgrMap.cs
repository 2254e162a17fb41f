using System.Collections.ObjectModel;
using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Mgr;

/// <summary>Which manager is active and where, who stands by, and what modules there are.</summary>
public sealed record MgrMap : IWireType<MgrMap>
{
    public const byte PacificVersion = 12;
    public const byte ReefVersion = 13;
    public const byte TentacleVersion = 14;
    private const byte OldestReader = 6;

    private static readonly Codec<string[]> Names = Codecs.List(Codecs.String);

    public static int MinimumSize => 6;

    public byte StructVersion { get; init; } = PacificVersion;

    public uint Epoch { get; init; }

    public EntityAddressVector ActiveAddresses { get; init; } = EntityAddressVector.Empty;

    public ulong ActiveGid { get; init; }

    public bool Available { get; init; }

    public string ActiveName { get; init; } = "";

    public IReadOnlyDictionary<ulong, MgrStandby> Standbys { get; init; } = ReadOnlyDictionary<ulong, MgrStandby>.Empty;

    /// <summary>What the operator enabled.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    public IReadOnlyDictionary<string, string> Services { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<MgrModule> AvailableModules { get; init; } = [];

    public UTime ActiveChange { get; init; }

    public IReadOnlyDictionary<uint, string[]> AlwaysOnModules { get; init; } = ReadOnlyDictionary<uint, string[]>.Empty;

    public Features ActiveFeatures { get; init; }

    public uint LastFailureOsdEpoch { get; init; }

    /// <summary>The active manager's own clients, to be blocklisted with it; as long as <see cref="ClientNames"/>.</summary>
    public IReadOnlyList<EntityAddressVector> ClientAddresses { get; init; } = [];

    public IReadOnlyList<string> ClientNames { get; init; } = [];

    /// <summary>Bit 0: the operator wants no active manager.</summary>
    public ulong Flags { get; init; }

    public IReadOnlyList<string> ForceDisabledModules { get; init; } = [];

    public static MgrMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(PacificVersion, TentacleVersion);
        var map = new MgrMap
        {
            StructVersion = Math.Min(scope.Version, TentacleVersion),
            Epoch = reader.ReadUInt32(),
            ActiveAddresses = reader.Read<EntityAddressVector>(),
            ActiveGid = reader.ReadUInt64(),
            Available = reader.ReadBool(),
            ActiveName = reader.ReadString(),
            Standbys = reader.ReadMap(Codecs.UInt64, Codecs.Of<MgrStandby>()),
            Modules = reader.ReadList(Codecs.String),
            Services = reader.ReadMap(Codecs.String, Codecs.String),
            AvailableModules = reader.ReadList<MgrModule>(),
            ActiveChange = reader.ReadUTime(),
            AlwaysOnModules = reader.ReadMap(Codecs.UInt32, Names),
            ActiveFeatures = (Features)reader.ReadUInt64(),
            LastFailureOsdEpoch = reader.ReadUInt32(),
            ClientAddresses = reader.ReadList<EntityAddressVector>(),
            ClientNames = reader.ReadList(Codecs.String),
            Flags = scope.Version >= ReefVersion ? reader.ReadUInt64() : 0,
            ForceDisabledModules = scope.Version >= TentacleVersion ? reader.ReadList(Codecs.String) : [],
        };
        reader.EndStruct(scope);
        return map;
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(StructVersion, OldestReader);
        writer.WriteUInt32(Epoch);
        writer.Write(ActiveAddresses);
        writer.WriteUInt64(ActiveGid);
        writer.WriteBool(Available);
        writer.WriteString(ActiveName);
        writer.WriteMap(Standbys, Codecs.UInt64, Codecs.Of<MgrStandby>());
        writer.WriteList(Modules, Codecs.String);
        writer.WriteMap(Services, Codecs.String, Codecs.String);
        writer.WriteList(AvailableModules);
        writer.WriteUTime(ActiveChange);
        writer.WriteMap(AlwaysOnModules, Codecs.UInt32, Names);
        writer.WriteUInt64((ulong)ActiveFeatures);
        writer.WriteUInt32(LastFailureOsdEpoch);
        writer.WriteList(ClientAddresses);
        writer.WriteList(ClientNames, Codecs.String);
        if (StructVersion >= ReefVersion)
        {
            writer.WriteUInt64(Flags);
        }

        if (StructVersion >= TentacleVersion)
        {
            writer.WriteList(ForceDisabledModules, Codecs.String);
        }

        writer.EndStruct(scope);
    }

    /// <summary>As <c>ceph mgr dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", Epoch);
        if (release >= Release.Reef)
        {
            json.WriteNumber("flags", Flags);
        }

        json.WriteNumber("active_gid", ActiveGid);
        json.WriteString("active_name", ActiveName);
        json.WriteAddresses("active_addrs", ActiveAddresses);
        json.WriteString("active_addr", ActiveAddresses.Legacy.ToAddressAndNonce());
        json.WriteTime("active_change", ActiveChange);
        json.WriteNumber("active_mgr_features", (ulong)ActiveFeatures);
        json.WriteBoolean("available", Available);
        json.WriteStartArray("standbys");
        foreach (var (_, standby) in Standbys)
        {
            standby.Dump(json);
        }

        json.WriteEndArray();
        json.WriteStrings("modules", Modules);
        MgrModule.Dump(json, "available_modules", AvailableModules);
        json.WriteStringMap("services", Services);
        json.WriteStartObject("always_on_modules");
        foreach (var (number, modules) in AlwaysOnModules)
        {
            json.WriteStrings(((Release)Math.Min(number, byte.MaxValue)).ToName(), modules);
        }

        json.WriteEndObject();
        if (release >= Release.Tentacle)
        {
            DumpForceDisabled(json);
        }

        json.WriteNumber("last_failure_osd_epoch", LastFailureOsdEpoch);
        DumpClients(json);
        json.WriteEndObject();
    }

    /// <summary>Some modules with their options, as <c>ceph mgr module ls</c> shows the disabled ones.</summary>
    public static void DumpModules(Utf8JsonWriter json, string name, IReadOnlyList<MgrModule> modules) => MgrModule.Dump(json, name, modules);

    private void DumpForceDisabled(Utf8JsonWriter json)
    {
        // Ceph opens an object where it means an array, so the key repeats.
        json.WriteStartObject("force_disabled_modules");
        foreach (var module in ForceDisabledModules)
        {
            json.WriteString("module", module);
        }

        json.WriteEndObject();
    }

    private void DumpClients(Utf8JsonWriter json)
    {
        json.WriteStartArray("active_clients");
        for (var i = 0; i < ClientAddresses.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", i < ClientNames.Count ? ClientNames[i] : "");
            json.WriteAddressList("addrvec", ClientAddresses[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
