using System.Globalization;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Osd;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Reads the arguments that commands about OSDs have in common, and refuses in Ceph's words what is none.</summary>
internal static class OsdArguments
{
    /// <summary>Ceph's <c>mon_max_osd</c>: the map has lists as long as the highest number.</summary>
    public const int MostOsds = 10000;

    public static bool IsAll(IReadOnlyList<string> ids) => ids.Count > 0 && ids[0] is "all" or "any" or "*";

    /// <summary>The OSDs that are named: <c>0</c>, <c>osd.0</c>.</summary>
    public static IReadOnlyList<int> Ids(IReadOnlyList<string> words) => [.. words.Select(Id)];

    public static int Id(string word)
    {
        var digits = word.StartsWith("osd.", StringComparison.Ordinal) ? word[4..] : word;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new CommandException(Errno.Invalid, $"Expected option value to be integer, got '{digits}'invalid osd id-1");
    }

    /// <summary>A field <c>id</c>, which clients send as a number.</summary>
    public static int Osd(this CommandArguments arguments, string name = "id")
    {
        var text = arguments.Find(name);
        var digits = text?.StartsWith("osd.", StringComparison.Ordinal) == true ? text[4..] : text;
        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new CommandException(Errno.Invalid, $"bad or missing field '{name}'");
    }

    public static PgId Pg(this CommandArguments arguments)
    {
        var text = arguments.String("pgid");
        return PgId.TryParse(text, out var pg) ? pg : throw new CommandException(Errno.Invalid, $"invalid pgid '{text}'");
    }

    /// <summary>Words like <c>host=vm</c>, as type to name.</summary>
    public static SortedDictionary<string, string> Location(this CommandArguments arguments)
    {
        var location = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in arguments.Strings("args").SelectMany(static words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == word.Length - 1)
            {
                throw new CommandException(Errno.Invalid, $"bad crush location '{word}'");
            }

            location[word[..equals]] = word[(equals + 1)..];
        }

        return location;
    }

    /// <summary><c>{host=vm,root=default}</c>.</summary>
    public static string Text(IReadOnlyDictionary<string, string> location) =>
        "{" + string.Join(',', location.Select(static pair => $"{pair.Key}={pair.Value}")) + "}";

    /// <summary>A number as Ceph's streams print it: six significant digits.</summary>
    public static string Number(double value) =>
        value.ToString("G6", CultureInfo.InvariantCulture).Replace("E-0", "e-0", StringComparison.Ordinal);

    /// <summary>A size with or without a unit: <c>10M</c>, <c>4096</c>, <c>1Gi</c>.</summary>
    /// <param name="binary">Whether k is 1024.</param>
    public static long Size(string text, bool binary)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        var unit = text[digits..].TrimEnd('B', 'b');
        var isBinary = binary || unit.EndsWith('i');
        var power = unit.TrimEnd('i') switch
        {
            "" => 0,
            "k" or "K" => 1,
            "M" => 2,
            "G" => 3,
            "T" => 4,
            "P" => 5,
            "E" => 6,
            _ => -1,
        };
        if (digits == 0 || power < 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new CommandException(Errno.Invalid, $"error parsing value '{text}': strict_iecstrtoll: illegal prefix or value");
        }

        for (; power > 0; power--)
        {
            number *= isBinary ? 1024 : 1000;
        }

        return number;
    }

    /// <summary>What an OSD that must exist is told when it does not.</summary>
    public static CommandException NoSuchOsd(int osd) => new(Errno.NotFound, $"osd.{osd} does not exist");

    public static CommandException NoSuchPool(string name) => new(Errno.NotFound, $"unrecognized pool '{name}'");

    /// <summary>The pool that a command names, by name or by id.</summary>
    public static (long Id, PgPool Pool) Pool(this PendingOsdMap map, string name)
    {
        var id = map.FindPool(name) ?? throw NoSuchPool(name);
        return (id, map.FindPool(id)!);
    }

    /// <inheritdoc cref="Pool(PendingOsdMap, string)"/>
    public static (long Id, PgPool Pool) Pool(this OsdMap map, string name)
    {
        foreach (var (id, known) in map.Client.PoolNames)
        {
            if (known == name)
            {
                return (id, map.Client.Pools[id]);
            }
        }

        throw NoSuchPool(name);
    }
}
