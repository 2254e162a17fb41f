using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Messages.Mgr;

/// <summary>A manager tells the monitors that it lives, every two seconds; the answer is a new mgrmap, if anything changed.</summary>
public sealed record MMgrBeacon : Message, IMessage<MMgrBeacon>
{
    private const ushort FeaturesVersion = 9;
    private const ushort ClientsVersion = 10;
    private const ushort ClientNamesVersion = 11;
    private const ushort OldestReaderVersion = 8;

    public static MessageKind KindOf => new(MessageType.MgrBeacon, ClientNamesVersion, OldestReaderVersion);

    public override MessageKind Kind => KindOf;

    public ulong PaxosVersion { get; init; }

    /// <summary>Where it listens; empty while it stands by. Take a new nonce at every start: old ones are blocklisted.</summary>
    public EntityAddressVector ServerAddresses { get; init; } = EntityAddressVector.Empty;

    /// <summary>Its own global id, from the login.</summary>
    public ulong Gid { get; init; }

    public bool Available { get; init; }

    public string Name { get; init; } = "";

    public Guid Fsid { get; init; }

    /// <summary>The names of <see cref="Modules"/> again, for monitors from before Mimic.</summary>
    public IReadOnlyList<string> ModuleNames { get; init; } = [];

    /// <summary>Only in the beacon with which <see cref="Available"/> changes; monitors ignore it in every other.</summary>
    public IReadOnlyList<MonCommand> Commands { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Services { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<MgrModule> Modules { get; init; } = [];

    public Features Features { get; init; }

    /// <summary>The addresses of its own clients; as long as <see cref="ClientNames"/>.</summary>
    public IReadOnlyList<EntityAddressVector> ClientAddresses { get; init; } = [];

    public IReadOnlyList<string> ClientNames { get; init; } = [];

    public static MMgrBeacon Decode(ref WireReader front, ushort version) => new()
    {
        PaxosVersion = PaxosField.Read(ref front),
        ServerAddresses = front.Read<EntityAddressVector>(),
        Gid = front.ReadUInt64(),
        Available = front.ReadBool(),
        Name = front.ReadString(),
        Fsid = front.ReadUuid(),
        ModuleNames = front.ReadList(Codecs.String),
        Commands = front.ReadList<MonCommand>(),
        Metadata = front.ReadMap(Codecs.String, Codecs.String),
        Services = front.ReadMap(Codecs.String, Codecs.String),
        Modules = front.ReadList<MgrModule>(),
        Features = version >= FeaturesVersion ? (Features)front.ReadUInt64() : Features.None,
        ClientAddresses = version >= ClientsVersion ? front.ReadList<EntityAddressVector>() : [],
        ClientNames = version >= ClientNamesVersion ? front.ReadList(Codecs.String) : [],
    };

    public override void EncodeFront(WireWriter writer)
    {
        PaxosField.Write(writer, PaxosVersion);
        writer.Write(ServerAddresses);
        writer.WriteUInt64(Gid);
        writer.WriteBool(Available);
        writer.WriteString(Name);
        writer.WriteUuid(Fsid);
        writer.WriteList(ModuleNames, Codecs.String);
        writer.WriteList(Commands);
        writer.WriteMap(Metadata, Codecs.String, Codecs.String);
        writer.WriteMap(Services, Codecs.String, Codecs.String);
        writer.WriteList(Modules);
        writer.WriteUInt64((ulong)Features);
        writer.WriteList(ClientAddresses);
        writer.WriteList(ClientNames, Codecs.String);
    }
}
