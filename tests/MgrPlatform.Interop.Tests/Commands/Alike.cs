using System.Text.Json;
using System.Text.RegularExpressions;

namespace MgrPlatform.Interop.Tests.Commands;

/// <summary>
/// What two clusters of the same shape cannot have in common is taken out of the tool's answers: ids, keys, addresses, times, numbers. What
/// is left must be the same.
/// </summary>
internal static partial class Alike
{
    // They tell of the disks and the container under a monitor, of what only ours have, and of who happens to be connected to one of them.
    private static readonly string[] OfTheHost =
        ["container_name", "container_image", "device_ids", "device_paths", "devices", "mgrp_command_table", "feature_map"];

    public static string Text(string text, string folder)
    {
        text = text.Replace(folder, "FOLDER", StringComparison.Ordinal);
        text = AdminSocket().Replace(text, "");
        text = Waited().Replace(text, "");
        text = Uuid().Replace(text, "UUID");
        text = Key().Replace(text, "KEY");
        text = Version().Replace(text, "VERSION");
        text = Address().Replace(text, "ADDRESS");
        text = text.Replace("[v2:ADDRESS,v1:ADDRESS]", "v2:ADDRESS", StringComparison.Ordinal);
        text = Time().Replace(text, "TIME");
        text = Age().Replace(text, "$1 AGE");

        // Only ours know the newer keys; they say so where Ceph's say what they know.
        text = text.Replace(",cephx_auth_aes256k", "", StringComparison.Ordinal);
        text = Number().Replace(text, "N");
        text = Size().Replace(text, "SIZE");
        text = Merged().Replace(text, "");
        return Spaces().Replace(text, " ");
    }

    /// <summary>The first line that differs; null when none does.</summary>
    public static string? FindInText(string theirs, string ours)
    {
        var (left, right) = (theirs.Split('\n'), ours.Split('\n'));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var (their, our) = (left.ElementAtOrDefault(i), right.ElementAtOrDefault(i));
            if (their != our)
            {
                return $"line {i + 1}:\n   theirs {their ?? "(none)"}\n   ours   {our ?? "(none)"}";
            }
        }

        return null;
    }

    /// <summary>Keys, their order, and kinds of values; null when they are alike. Elements of a list have one shape together.</summary>
    public static string? FindInJson(JsonElement theirs, JsonElement ours) => Find(Shape.Of(theirs), Shape.Of(ours), "");

    private static string? Find(Shape theirs, Shape ours, string path)
    {
        if (theirs.Kind != ours.Kind)
        {
            return $"{path}: theirs {theirs.Kind}, ours {ours.Kind}";
        }

        if (theirs.Item is { } left && ours.Item is { } right)
        {
            return Find(left, right, path + "[]");
        }

        var (their, our) = (theirs.Members.Keys.ToList(), ours.Members.Keys.ToList());
        if (!theirs.IsMixed && !ours.IsMixed && !their.SequenceEqual(our))
        {
            return Differ(path, their, our);
        }

        // Of elements that are not alike each cluster may lack one; of those that are, none may lack a key.
        return theirs.IsMixed != ours.IsMixed || their.ToHashSet().SetEquals(our)
            ? their.Where(our.Contains).Select(name => Find(theirs.Members[name], ours.Members[name], $"{path}.{name}"))
                .FirstOrDefault(static found => found is not null)
            : Differ(path, their, our);
    }

    private static string Differ(string path, List<string> theirs, List<string> ours) =>
        $"{path}: they have [{string.Join(' ', theirs.Except(ours))}], we have [{string.Join(' ', ours.Except(theirs))}], or another order";

    [GeneratedRegex(@"^.* asok\(.*\n", RegexOptions.Multiline)]
    private static partial Regex AdminSocket();

    // On a crowded machine the tool remarks that it waited for an election.
    [GeneratedRegex(@"^\S+ \S+ -1 monclient: get_monmap_and_config failed to get config\n", RegexOptions.Multiline)]
    private static partial Regex Waited();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("A[A-Za-z0-9+/]{37,}={0,2}")]
    private static partial Regex Key();

    [GeneratedRegex(@"ceph version [0-9.]+ \([^)]*\) \w+ \(\w+\)")]
    private static partial Regex Version();

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+:\d+(/\d+)?")]
    private static partial Regex Address();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(\+0000|Z)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(age|since) [\d.]+[smhdwy]\b")]
    private static partial Regex Age();

    [GeneratedRegex(@"\d+(\.\d+)?(e-?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("N ([KMGT]i)?B\\b")]
    private static partial Regex Size();

    // When the manager last changed the number of a pool's groups.
    [GeneratedRegex(" lfor N/N/N")]
    private static partial Regex Merged();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    /// <param name="Kind">Of the value: object, array, string, number, true or false.</param>
    /// <param name="IsMixed">Whether it comes from several elements that do not have the same keys.</param>
    private sealed record Shape(string Kind, OrderedDictionary<string, Shape> Members, Shape? Item, bool IsMixed)
    {
        private static readonly OrderedDictionary<string, Shape> None = [];

        public static Shape Of(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value),
            JsonValueKind.Array => new Shape("array", None, value.EnumerateArray().Select(Of).Aggregate((Shape?)null, Merge), false),
            JsonValueKind.True or JsonValueKind.False => new Shape("boolean", None, null, false),
            var kind => new Shape(kind.ToString().ToLowerInvariant(), None, null, false),
        };

        private static Shape OfObject(JsonElement value)
        {
            var members = new OrderedDictionary<string, Shape>(StringComparer.Ordinal);
            // In a map of services ceph-mgr has empty places for OSDs and metadata servers, and drops them when it comes to it.
            var isServiceMap = value.TryGetProperty("services", out _) && value.TryGetProperty("modified", out _);
            foreach (var member in value.EnumerateObject().Where(
                member => !OfTheHost.Contains(member.Name) && !(isServiceMap && member.Name == "services")))
            {
                var name = Text(member.Name, "\0");
                members[name] = Merge(members.GetValueOrDefault(name), Of(member.Value));
            }

            return new Shape("object", members, null, false);
        }

        private static Shape Merge(Shape? left, Shape right)
        {
            if (left is null || left.Kind != right.Kind)
            {
                return right;
            }

            var members = new OrderedDictionary<string, Shape>(left.Members, StringComparer.Ordinal);
            foreach (var (name, shape) in right.Members)
            {
                members[name] = Merge(members.GetValueOrDefault(name), shape);
            }

            var item = left.Item is not null && right.Item is not null ? Merge(left.Item, right.Item) : left.Item ?? right.Item;
            return new Shape(
                left.Kind, members, item, left.IsMixed || right.IsMixed || !left.Members.Keys.SequenceEqual(right.Members.Keys));
        }
    }
}
