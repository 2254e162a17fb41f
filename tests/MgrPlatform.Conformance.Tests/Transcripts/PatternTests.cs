using System.Text.Json.Nodes;

namespace MgrPlatform.Conformance.Tests.Transcripts;

public sealed class PatternTests
{
    [Theory]
    [InlineData("""{"a": 1}""", """{"a": 1, "b": 2}""")]
    [InlineData("""{"$type": "negative"}""", "-5")]
    [InlineData("""{"$match": "line [0-9]+"}""", "\"at line 17\"")]
    [InlineData("""{"$text": "5"}""", "5")]
    [InlineData("""{"$text": "5"}""", "\"5\"")]
    [InlineData("""{"$json": {"a": [1]}}""", """ "{\"a\": [1], \"b\": 2}" """)]
    [InlineData("""{"$some": [{"n": 2}, {"n": 1}]}""", """[{"n": 1}, {"n": 2}, {"n": 3}]""")]
    [InlineData("""{"$repeat": ["ab", 2]}""", "\"abab\"")]
    [InlineData("""{"$all": [{"$match": "a"}, {"$match": "b"}]}""", "\"ab\"")]
    public void A_pattern_matches_what_it_says(string pattern, string actual) => Assert.Null(Compare(pattern, actual));

    [Theory]
    [InlineData("""{"a": 1}""", """{"b": 2}""", "message.a is missing")]
    [InlineData("""{"a": 1}""", """{"a": 2}""", "message.a: expected 1, got 2")]
    [InlineData("null", "0", "message: expected null")]
    [InlineData("[1]", "[1, 2]", "message: expected [1]")]
    [InlineData("""{"$type": "negative"}""", "0", "negative")]
    [InlineData("""{"$match": "^a"}""", "\"ba\"", "^a")]
    [InlineData("""{"$match": "1"}""", "1", "expected")]
    [InlineData("""{"$json": 5}""", "\"six\"", "expected 5")]
    [InlineData("""{"$some": [{"n": 4}]}""", """[{"n": 1}]""", "lacks an element")]
    [InlineData("""{"$some": [{"n": 1, "m": 2}]}""", """[{"n": 0}, {"n": 1, "m": 3}]""", "message[].m: expected 2, got 3")]
    [InlineData("""{"$all": [{"$match": "a"}, {"$match": "c"}]}""", "\"ab\"", "expected \"c\"")]
    [InlineData("""{"$capture": "x"}""", "null", "nothing to capture")]
    public void A_difference_is_told_with_its_place(string pattern, string actual, string difference) =>
        Assert.Contains(difference, Compare(pattern, actual), StringComparison.Ordinal);

    [Fact]
    public void What_did_not_match_captures_nothing()
    {
        var pattern = new Pattern(new Dictionary<string, JsonNode?>());

        Assert.NotNull(pattern.Compare(JsonNode.Parse("""{"id": {"$capture": "id"}, "method": "get"}"""), JsonNode.Parse("""{"id": 3, "method": "remote"}""")));

        Assert.Empty(pattern.Captured);
    }

    [Fact]
    public void A_form_that_is_not_known_is_a_mistake_of_the_transcript() =>
        Assert.Throws<FormatException>(() => Compare("""{"$matches": "a"}""", "\"a\""));

    private static string? Compare(string pattern, string actual) =>
        new Pattern(new Dictionary<string, JsonNode?>()).Compare(JsonNode.Parse(pattern), JsonNode.Parse(actual));
}
