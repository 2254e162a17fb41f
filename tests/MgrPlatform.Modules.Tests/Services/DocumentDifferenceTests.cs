using System.Text;
using System.Text.Json.Nodes;
using MgrPlatform.Modules.Backend;
using MgrPlatform.Modules.Services;

namespace MgrPlatform.Modules.Tests.Services;

public sealed class DocumentDifferenceTests
{
    private const int NoLimit = int.MaxValue;

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", """{"set":{"b":3},"items":{}}""")]
    [InlineData("""{"a":12,"b":2}""", """{"a":1,"b":2}""", """{"set":{"a":1},"items":{}}""")]
    [InlineData("""{"l":[1,2,3]}""", """{"l":[1,5,3]}""", """{"set":{},"items":{"l":[[1,5]]}}""")]
    [InlineData("""{"l":[1]}""", """{"l":[1,{"x":2},3]}""", """{"set":{},"items":{"l":[[1,{"x":2}],[2,3]]}}""")]
    [InlineData("""{"l":[]}""", """{"l":[7]}""", """{"set":{},"items":{"l":[[0,7]]}}""")]
    [InlineData("""{"l":[1,2],"z":0}""", """{"l":[2],"z":1}""", """{"set":{"l":[2],"z":1},"items":{}}""")]
    [InlineData("""{"l":[1],"z":0}""", """{"l":"none","z":0}""", """{"set":{"l":"none"},"items":{}}""")]
    [InlineData("""{"l":"none","z":0}""", """{"l":[1],"z":0}""", """{"set":{"l":[1]},"items":{}}""")]
    [InlineData("""{"a":"]},"}""", """{"a":"\"]"}""", """{"set":{"a":"\"]"},"items":{}}""")]
    [InlineData("""{"a":{}}""", """{"a":{}}""", """{"set":{},"items":{}}""")]
    [InlineData("{}", "{}", """{"set":{},"items":{}}""")]
    public void The_changes_are_the_members_and_elements_that_differ(string before, string after, string changes) =>
        Assert.Equal(changes, Find(before, after, NoLimit));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("[1]", "[2]")]
    [InlineData("{}", "null")]
    [InlineData("""{ "a": 1 }""", """{"a":1}""")]
    public void Other_members_or_no_object_at_all_are_told_whole(string before, string after) => Assert.Null(Find(before, after, NoLimit));

    [Fact]
    public void Changes_longer_than_the_bound_are_told_whole() =>
        Assert.Null(Find("""{"a":"x","b":1}""", $$"""{"a":"{{new string('y', 100)}}","b":1}""", 50));

    [Fact]
    public void What_the_changes_make_of_the_older_version_is_the_newer_one()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var before = RandomDocument(random);
            var after = (JsonObject)before.DeepClone();
            for (var change = random.Next(4); change >= 0; change--)
            {
                Change(after, random);
            }

            var changes = Find(before.ToJsonString(), after.ToJsonString(), NoLimit);

            Assert.True(changes is not null, $"seed {seed}");
            Assert.True(
                JsonNode.DeepEquals(after, Apply(before, JsonNode.Parse(changes)!)), $"seed {seed}: {before.ToJsonString()} {changes}");
        }
    }

    [Fact]
    public void A_reader_of_the_version_before_is_told_the_changes_and_any_other_gets_the_whole()
    {
        var history = new DocumentHistory();
        var padding = new string('x', 1000);
        Document Version(long version) =>
            new("map", version, () => Encoding.UTF8.GetBytes($$"""{"epoch":{{version}},"padding":"{{padding}}"}"""));

        Assert.Null(history.ChangesSince(0, Version(1)));
        var second = Version(2);
        Assert.Equal("""{"set":{"epoch":2},"items":{}}""", Encoding.UTF8.GetString(history.ChangesSince(1, second)!.Value.Span));
        Assert.NotNull(history.ChangesSince(1, second));
        Assert.Null(history.ChangesSince(0, second));
        Assert.Null(history.ChangesSince(1, Version(3)));
        Assert.Null(history.ChangesSince(1, second));
    }

    private static string? Find(string before, string after, int most) =>
        DocumentDifference.Find(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after), most) is { } changes
            ? Encoding.UTF8.GetString(changes.Span)
            : null;

    private static JsonObject RandomDocument(Random random)
    {
        var document = new JsonObject();
        for (var member = random.Next(6); member >= 0; member--)
        {
            document[$"m{member}"] = RandomValue(random, 0);
        }

        return document;
    }

    private static JsonNode? RandomValue(Random random, int depth) => random.Next(depth > 2 ? 4 : 6) switch
    {
        0 => random.Next(200),
        1 => random.Next(2) == 0 ? "\"]},[{\\" : "☃",
        2 => null,
        3 => random.Next(2) == 0,
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => RandomValue(random, depth + 1))]),
        _ => new JsonObject { ["x"] = RandomValue(random, depth + 1), ["y"] = random.Next(30) },
    };

    private static void Change(JsonObject document, Random random)
    {
        var name = document.ElementAt(random.Next(document.Count)).Key;
        if (document[name] is JsonArray array && random.Next(4) != 0)
        {
            if (array.Count == 0 || random.Next(3) == 0)
            {
                array.Add(RandomValue(random, 1));
            }
            else if (random.Next(4) == 0)
            {
                array.RemoveAt(random.Next(array.Count));
            }
            else
            {
                array[random.Next(array.Count)] = RandomValue(random, 1);
            }
        }
        else
        {
            document[name] = RandomValue(random, 0);
        }
    }

    private static JsonObject Apply(JsonObject before, JsonNode changes)
    {
        var after = (JsonObject)before.DeepClone();
        foreach (var (name, value) in changes["set"]!.AsObject())
        {
            after[name] = value?.DeepClone();
        }

        foreach (var (name, elements) in changes["items"]!.AsObject())
        {
            var array = after[name]!.AsArray();
            foreach (var element in elements!.AsArray())
            {
                var index = (int)element![0]!;
                if (index == array.Count)
                {
                    array.Add(element[1]?.DeepClone());
                }
                else
                {
                    array[index] = element[1]?.DeepClone();
                }
            }
        }

        return after;
    }
}
