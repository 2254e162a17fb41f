using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands about CRUSH rules, tunables, and the profiles of erasure codes from which rules are made.</summary>
internal sealed class CrushRuleCommands(OsdMapService service)
{
    private const string DefaultProfile = "default";

    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new CrushRuleCommands(service);
        return new DeclaredCommands(OsdCommands.Table)
            .Read("osd crush rule ls", call => words.List(call, static _ => true))
            .Read("osd crush rule list", call => words.List(call, static _ => true))
            .Read("osd crush rule ls-by-class", words.ListByClass)
            .Read("osd crush rule dump", words.Dump)
            .Read("osd crush show-tunables", call => call.Json(json => words.Map.DumpTunablesAlone(json), prettyByDefault: true))
            .Read("osd crush get-tunable", words.GetTunable)
            .Read("osd erasure-code-profile ls", words.ListProfiles)
            .Read("osd erasure-code-profile get", words.GetProfile)
            .Write("osd crush tunables", words.SetTunables)
            .Write("osd crush rule create-simple", call => words.Create(call, call.Arguments.Find("mode") == "indep"))
            .Write("osd crush rule create-replicated", call => words.Create(call, false))
            .Write("osd crush rule create-erasure", words.CreateErasure)
            .Write("osd crush rule rm", words.Remove)
            .Write("osd crush rule rename", words.Rename)
            .Write("osd erasure-code-profile set", words.SetProfile)
            .Write("osd erasure-code-profile rm", words.RemoveProfile)
            .Commands;
    }

    private CrushMap Map => service.Map.Client.Crush ?? new CrushMap();

    private PendingOsdMap Pending => service.Pending;

    private CommandResult List(CommandCall call, Func<CrushRule, bool> wanted)
    {
        var names =
            Map.RuleNames.Where(pair => Map.Rules[pair.Key] is { } rule && wanted(rule)).Select(static pair => pair.Value).ToArray();
        return call.IsPlain ? CommandResult.Text(string.Concat(names.Select(static name => name + "\n"))) : Strings(call, names);
    }

    private CommandResult ListByClass(CommandCall call)
    {
        var suffix = "~" + call.Arguments.String("class");
        return List(call, rule => rule.Steps.Any(step => step.Operation == CrushOperation.Take
            && Map.ItemNames.GetValueOrDefault(step.First, "").EndsWith(suffix, StringComparison.Ordinal)));
    }

    private CommandResult Dump(CommandCall call)
    {
        if (call.Arguments.Find("name") is not { Length: > 0 } name)
        {
            return call.Json(json => Map.DumpRulesAlone(json, Release.Pacific), prettyByDefault: true);
        }

        var id = Map.FindRule(name) ?? throw new CommandException(Errno.NotFound, $"unknown crush rule '{name}'");
        return call.Json(json => Map.DumpRule(json, id, Release.Pacific), prettyByDefault: true);
    }

    private CommandResult GetTunable(CommandCall call)
    {
        var value = Map.Tunables.StrawCalcVersion;
        return call.IsPlain
            ? CommandResult.Text($"{value}\n")
            : call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("straw_calc_version", value);
                json.WriteEndObject();
            });
    }

    private CommandOutcome SetTunables(CommandCall call)
    {
        var profile = call.Arguments.String("profile");
        var tunables = CrushTunables.OfProfile(profile) ?? throw new CommandException(Errno.Invalid, $"unrecognized profile '{profile}'");
        Pending.NewCrush = Pending.Crush with { Tunables = tunables };
        return After($"adjusted tunables profile to {profile}");
    }

    private CommandOutcome Create(CommandCall call, bool independent)
    {
        var name = call.Arguments.String("name");
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindRule(name) is not null)
        {
            return Exists(name);
        }

        editor.AddSimpleRule(
            name,
            call.Arguments.String("root"),
            call.Arguments.String("type"),
            call.Arguments.Find("class") is { Length: > 0 } className ? className : null,
            independent,
            PoolCreation.Replicated);
        Pending.NewCrush = editor.Build();
        return After("");
    }

    private CommandOutcome CreateErasure(CommandCall call)
    {
        var name = call.Arguments.String("name");
        var profileName = call.Arguments.Find("profile") is { Length: > 0 } given ? given : DefaultProfile;
        var profile = Pending.FindProfile(profileName)
            ?? throw new CommandException(Errno.NotFound, $"erasure code profile {profileName} doesn't exist");
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindRule(name) is not null)
        {
            return Exists(name);
        }

        var size = PoolCreation.Number(profile, "k", 2) + PoolCreation.Number(profile, "m", 1);
        var id = PoolCreation.AddErasureRule(editor, name, profile, (int)size);
        Pending.NewCrush = editor.Build();
        return After($"created rule {name} at {id}");
    }

    private CommandOutcome Exists(string name)
    {
        var said = CommandResult.Said($"rule {name} already exists");
        return Pending.NewCrush is null ? CommandOutcome.Answer(said) : CommandOutcome.AfterCommit(said);
    }

    private CommandOutcome Remove(CommandCall call)
    {
        var name = call.Arguments.String("name");
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindRule(name) is not { } id)
        {
            return CommandOutcome.Answer(CommandResult.Said($"rule {name} does not exist"));
        }

        if (Pending.PoolNames().Keys.Any(pool => Pending.FindPool(pool)?.CrushRule == id))
        {
            throw new CommandException(Errno.Busy, $"crush ruleset {name} {id} is in use");
        }

        editor.RemoveRule(id);
        Pending.NewCrush = editor.Build();
        return After("");
    }

    private CommandOutcome Rename(CommandCall call)
    {
        var (from, to) = (call.Arguments.String("srcname"), call.Arguments.String("dstname"));
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindRule(from) is not { } id)
        {
            return editor.FindRule(to) is not null
                ? CommandOutcome.Answer(CommandResult.Said($"already renamed to '{to}'"))
                : throw new CommandException(Errno.NotFound, $"rule '{from}' does not exist");
        }

        if (editor.FindRule(to) is not null)
        {
            throw new CommandException(Errno.Exists, $"dst rule '{to}' already exists");
        }

        editor.RenameRule(id, to);
        Pending.NewCrush = editor.Build();
        return After("");
    }

    private CommandResult ListProfiles(CommandCall call)
    {
        var names = service.Map.Client.ErasureCodeProfiles.Keys.ToArray();
        return call.IsPlain ? CommandResult.Text(string.Concat(names.Select(static name => name + "\n"))) : Strings(call, names);
    }

    private CommandResult GetProfile(CommandCall call)
    {
        var name = call.Arguments.String("name");
        if (!service.Map.Client.ErasureCodeProfiles.TryGetValue(name, out var profile))
        {
            throw new CommandException(Errno.NotFound, $"unknown erasure code profile '{name}'");
        }

        return call.IsPlain
            ? CommandResult.Text(string.Concat(profile.Select(static pair => $"{pair.Key}={pair.Value}\n")))
            : call.Json(json =>
            {
                json.WriteStartObject();
                foreach (var (key, value) in profile)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            });
    }

    private CommandOutcome SetProfile(CommandCall call)
    {
        var name = call.Arguments.String("name");
        var profile = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["crush-device-class"] = "",
            ["crush-failure-domain"] = "host",
            ["crush-root"] = DefaultProfile,
            ["k"] = "2",
            ["m"] = "2",
            ["plugin"] = "jerasure",
        };
        foreach (var word in call.Arguments.Strings("profile"))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            profile[equals < 0 ? word : word[..equals]] = equals < 0 ? "" : word[(equals + 1)..];
        }

        if (profile["plugin"] == "jerasure")
        {
            profile.TryAdd("jerasure-per-chunk-alignment", "false");
            profile.TryAdd("technique", "reed_sol_van");
            profile.TryAdd("w", "8");
        }

        CheckNumbers(profile);
        if (Pending.FindProfile(name) is { } known && !known.SequenceEqual(profile) && !call.Arguments.Flag("force"))
        {
            throw new CommandException(
                Errno.Permission,
                $"will not override erasure code profile {name} because the existing profile {Text(known)} "
                + $"is different from the proposed profile {Text(profile)}");
        }

        Pending.OldProfiles.Remove(name);
        Pending.NewProfiles[name] = new OrderedDictionary<string, string>(profile);
        return After("");
    }

    private static void CheckNumbers(SortedDictionary<string, string> profile)
    {
        foreach (var key in (string[])["k", "m"])
        {
            if (!uint.TryParse(profile[key], out var number) || number == 0 || number > 200)
            {
                throw new CommandException(Errno.Invalid, $"{key}={profile[key]} must be a number from 1 to 200");
            }
        }
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> profile) =>
        "{" + string.Join(',', profile.Select(static pair => $"{pair.Key}={pair.Value}")) + "}";

    private CommandOutcome RemoveProfile(CommandCall call)
    {
        var name = call.Arguments.String("name");
        if (Pending.FindProfile(name) is null)
        {
            return CommandOutcome.Answer(CommandResult.Said($"erasure-code-profile {name} does not exist"));
        }

        var users = Pending.PoolNames().Where(pair => Pending.FindPool(pair.Key)?.ErasureCodeProfile == name)
            .Select(static pair => pair.Value).ToArray();
        if (users.Length > 0)
        {
            throw new CommandException(Errno.Busy, $"{string.Join(',', users)} pool(s) are using the erasure code profile '{name}'");
        }

        Pending.NewProfiles.Remove(name);
        if (Pending.Current.Client.ErasureCodeProfiles.ContainsKey(name))
        {
            Pending.OldProfiles.Add(name);
        }

        return After("");
    }

    private static CommandResult Strings(CommandCall call, IReadOnlyList<string> words) => call.Json(json =>
    {
        json.WriteStartArray();
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    });

    private static CommandOutcome After(string status) => CommandOutcome.AfterCommit(CommandResult.Said(status));
}
