using System.Collections.ObjectModel;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Wire.Maps.Health;

/// <summary>Health checks by their code, <c>PG_DEGRADED</c> and so on.</summary>
public sealed record HealthCheckMap(IReadOnlyDictionary<string, HealthCheck> Checks) : IWireType<HealthCheckMap>
{
    private const byte Version = 1;

    public static readonly HealthCheckMap Empty = new(ReadOnlyDictionary<string, HealthCheck>.Empty);

    public static int MinimumSize => 6;

    public static HealthCheckMap Decode(ref WireReader reader)
    {
        var scope = reader.BeginStruct(Version);
        var checks = reader.ReadMap(Codecs.String, Codecs.Of<HealthCheck>());
        reader.EndStruct(scope);
        return new HealthCheckMap(checks);
    }

    public void Encode(WireWriter writer)
    {
        var scope = writer.BeginStruct(Version, Version);
        writer.WriteMap(Checks, Codecs.String, Codecs.Of<HealthCheck>());
        writer.EndStruct(scope);
    }
}
