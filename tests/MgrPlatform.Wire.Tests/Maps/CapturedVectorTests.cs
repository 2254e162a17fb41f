using System.Text.Json;
using MgrPlatform.Wire.Encoding;
using MgrPlatform.Wire.Messages;
using MgrPlatform.Wire.Primitives;
using MgrPlatform.Wire.Tests.Fuzzing;

namespace MgrPlatform.Wire.Tests.Maps;

/// <summary>Every captured payload: it says what its JSON says, comes back as the same bytes, and damaged it does no harm.</summary>
public sealed class CapturedVectorTests
{
    public static TheoryData<string> Messages => [.. CapturedMessage.All.Select(static message => message.Name)];

    public static TheoryData<string> MessagesWithJson =>
    [
        .. CapturedMessage.All
            .Select(static message => message.Name)
            .Where(static file => file.StartsWith("enc/", StringComparison.Ordinal)),
    ];

    /// <summary>The longest of each kind and release: it has the most in it. All of them where there is time for that.</summary>
    public static TheoryData<string> MessagesToDamage => WireFuzz.IsFull ? Messages :
    [
        .. CapturedMessage.All
            .GroupBy(static message => (message.Type, Release: message.Name.Split('_').ElementAtOrDefault(1)))
            .Select(static group => group.MaxBy(static message => Math.Min(message.Front.Length, 30_000) + message.Data.Length)!.Name),
    ];

    public static TheoryData<string> Structs => [.. CapturedStruct.All.Select(static vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_comes_back_as_the_same_bytes(string file)
    {
        var captured = CapturedMessage.Of(file);

        var message = captured.Decode();

        Assert.IsNotType<UnknownMessage>(message);
        Assert.Equal(captured.Type, message.Kind.Type);
        Assert.Equal(captured.Version, message.Kind.Version);
        AssertSame(captured.Front, MessageCodec.EncodeFront(message, Features.Tentacle));
        AssertSame(captured.Data, message.EncodeData(Features.Tentacle).ToArray());
    }

    [Theory]
    [MemberData(nameof(MessagesWithJson))]
    public void A_message_says_what_its_json_says(string file)
    {
        using var json = JsonDocument.Parse(Vectors.Text($"{file}.json"));

        var message = CapturedMessage.Of(file).Decode();

        Assert.Empty(WireValueComparer.Differences(message, json.RootElement));
    }

    [Theory]
    [MemberData(nameof(MessagesToDamage))]
    public void A_damaged_message_ends_in_a_value_or_a_format_error(string file)
    {
        var captured = CapturedMessage.Of(file);

        WireFuzz.Check(file, captured.Front, bytes => captured.Decode(bytes, captured.Data), captured.Data.Length);
        if (captured.Data.Length > 0)
        {
            WireFuzz.Check($"data of {file}", captured.Data, bytes => captured.Decode(captured.Front, bytes), captured.Front.Length);
        }
    }

    [Fact]
    public void Every_captured_file_is_one_of_these()
    {
        var taken = CapturedMessage.All.SelectMany(static message => new[] { message.Name, Path.ChangeExtension(message.Name, "data") })
            .Concat(CapturedMessage.All.SelectMany(static message => new[] { $"{message.Name}.bin", $"{message.Name}.data" }))
            .Concat(CapturedStruct.All.Select(static vector => $"enc/{vector.Name}.bin"))
            .ToHashSet();

        var files = from folder in new[] { "enc", "releases", "wire", "quorum", "osds" }
            from pattern in new[] { "*.bin", "*.front", "*.data" }
            from name in Vectors.Names(folder, pattern)
            select name;

        Assert.Empty(files.Where(name => !taken.Contains(name)));
    }

    [Theory]
    [MemberData(nameof(Structs))]
    public void A_structure_comes_back_as_the_same_bytes(string name)
    {
        var captured = CapturedStruct.All.First(vector => vector.Name == name);
        var reader = new WireReader(captured.Bytes);

        var value = captured.Decode(ref reader);

        Assert.True(reader.AtEnd);
        AssertSame(captured.Bytes, captured.Encode(value));
    }

    [Theory]
    [MemberData(nameof(Structs))]
    public void A_structure_says_what_its_json_says(string name)
    {
        var captured = CapturedStruct.All.First(vector => vector.Name == name);
        using var json = JsonDocument.Parse(Vectors.Text($"enc/{name}.json"));
        var reader = new WireReader(captured.Bytes);

        var value = captured.Decode(ref reader);

        Assert.Empty(WireValueComparer.Differences(value, json.RootElement));
    }

    [Theory]
    [MemberData(nameof(Structs))]
    public void A_damaged_structure_ends_in_a_value_or_a_format_error(string name)
    {
        var captured = CapturedStruct.All.First(vector => vector.Name == name);

        WireFuzz.Check(name, captured.Bytes, captured.Decode);
    }

    private static void AssertSame(byte[] expected, byte[] actual)
    {
        var at = expected.AsSpan().CommonPrefixLength(actual);
        Assert.True(
            at == expected.Length && at == actual.Length,
            $"differs at byte {at} of {expected.Length}, ours has {actual.Length}: "
            + $"{Convert.ToHexString(expected.AsSpan(Math.Max(0, at - 8))[..Math.Min(40, expected.Length - Math.Max(0, at - 8))])} against "
            + $"{Convert.ToHexString(actual.AsSpan(Math.Max(0, at - 8))[..Math.Min(40, actual.Length - Math.Max(0, at - 8))])}");
    }
}
