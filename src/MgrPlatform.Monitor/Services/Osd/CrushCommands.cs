using System.Globalization;
using System.Text;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Services.Osd.Crush;
using MgrPlatform.Monitor.Services.Osd.Texts;
using MgrPlatform.Wire.Encoding;

using MgrPlatform.Wire.Maps.Crush;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Osd;

/// <summary>Commands about the CRUSH tree: where devices are, what they weigh, of which class they are.</summary>
internal sealed class CrushCommands(OsdMapService service)
{
    public static IReadOnlyList<MonitorCommand> Of(OsdMapService service)
    {
        var words = new CrushCommands(service);
        return new DeclaredCommands(OsdCommands.Table)
            .Read("osd crush dump", call => call.Json(json => words.Map.Dump(json, Release.Pacific), prettyByDefault: true))
            .Read("osd crush tree", words.Tree)
            .Read("osd crush ls", words.List)
            .Read("osd crush class ls", words.ListClasses)
            .Read("osd crush class ls-osd", words.ListClassOsds)
            .Read("osd crush get-device-class", words.GetClasses)
            .Read("osd crush weight-set ls", words.ListWeightSets)
            .Write("osd crush create-or-move", words.CreateOrMove)
            .Write("osd crush set", call => words.Set(call, "set"))
            .Write("osd crush add", call => words.Set(call, "add"))
            .Write("osd crush set-device-class", words.SetClass)
            .Write("osd crush rm-device-class", words.RemoveClass)
            .Write("osd crush add-bucket", words.AddBucket)
            .Write("osd crush move", words.Move)
            .Write("osd crush link", words.Link)
            .Write("osd crush rename-bucket", words.RenameBucket)
            .Write("osd crush rm", words.Remove)
            .Write("osd crush remove", words.Remove)
            .Write("osd crush unlink", words.Remove)
            .Write("osd crush reweight", words.Reweight)
            .Write("osd crush reweight-subtree", words.ReweightSubtree)
            .Write("osd setcrushmap", words.SetMap)
            .Commands;
    }

    private CrushMap Map => service.Map.Client.Crush ?? new CrushMap();

    private PendingOsdMap Pending => service.Pending;

    private CommandResult Tree(CommandCall call)
    {
        var tree = new OsdTree(service.Map, []) { IsCrushOnly = true };
        return call.IsPlain ? CommandResult.Text(tree.ToText()) : call.Json(json => tree.Write(json));
    }

    private CommandResult List(CommandCall call)
    {
        var node = call.Arguments.String("node");
        var id = Map.FindItem(node) ?? throw new CommandException(Errno.NotFound, $"node '{node}' does not exist");
        var names = (Map.BucketOf(id)?.Items ?? [id]).Select(item => Map.ItemNames.GetValueOrDefault(item, "")).ToArray();
        return Strings(call, names);
    }

    private CommandResult ListClasses(CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartArray();
            foreach (var name in Map.ClassNames.Values)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        },
        prettyByDefault: true);

    private CommandResult ListClassOsds(CommandCall call)
    {
        var className = call.Arguments.String("class");
        var osds = Map.ItemClasses.Keys.Where(id => id >= 0 && Map.ClassOf(id) == className).ToArray();
        return call.IsPlain
            ? CommandResult.Text(string.Concat(osds.Select(static osd => $"{osd}\n")))
            : call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var osd in osds)
                {
                    json.WriteNumberValue(osd);
                }

                json.WriteEndArray();
            });
    }

    private CommandResult GetClasses(CommandCall call) => call.Json(json =>
    {
        json.WriteStartArray();
        foreach (var osd in OsdArguments.Ids(call.Arguments.Strings("ids")))
        {
            json.WriteStartObject();
            json.WriteNumber("osd", osd);
            json.WriteString("device_class", Map.ClassOf(osd) ?? "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private CommandResult ListWeightSets(CommandCall call)
    {
        var names = Map.ChooseArgs.Keys.Select(id => id == CrushMap.CompatChooseArgs ? "(compat)" : PoolName(id)).ToArray();
        return Strings(call, names);
    }

    private string PoolName(long id) =>
        service.Map.Client.PoolNames.TryGetValue(id, out var name) ? name : id.ToString(CultureInfo.InvariantCulture);

    private static CommandResult Strings(CommandCall call, IReadOnlyList<string> words) => call.IsPlain
        ? CommandResult.Text(string.Concat(words.Select(static word => word + "\n")))
        : call.Json(json =>
        {
            json.WriteStartArray();
            foreach (var word in words)
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();
        });

    private CommandOutcome CreateOrMove(CommandCall call)
    {
        var (osd, location) = (call.Arguments.Osd(), call.Arguments.Location());
        var weight = call.Arguments.Real("weight");
        RequireOsd(osd);
        var editor = new CrushEditor(Pending.Crush);
        var shown = $"item name 'osd.{osd}' weight {OsdArguments.Number(weight)} at location {OsdArguments.Text(location)} to crush map";
        if (!editor.CreateOrMove(osd, CrushEditor.ToWeight(weight), $"osd.{osd}", location))
        {
            return Unchanged($"create-or-move updated {shown}");
        }

        return Changed(editor, $"create-or-move updating {shown}");
    }

    private CommandOutcome Set(CommandCall call, string word)
    {
        var (osd, location) = (call.Arguments.Osd(), call.Arguments.Location());
        var weight = call.Arguments.Real("weight");
        RequireOsd(osd);
        var editor = new CrushEditor(Pending.Crush);
        var isKnown = editor.Exists($"osd.{osd}");
        if (word == "set" && !isKnown)
        {
            throw new CommandException(Errno.NotFound, $"unable to set item id {osd} name 'osd.{osd}' weight {OsdArguments.Number(weight)} "
                + $"at location {OsdArguments.Text(location)}: does not exist");
        }

        var shown =
            $"item id {osd} name 'osd.{osd}' weight {OsdArguments.Number(weight)} at location {OsdArguments.Text(location)} to crush map";
        var changes = editor.Update(osd, CrushEditor.ToWeight(weight), $"osd.{osd}", location);
        var said = $"{(isKnown ? "set" : "add")} {shown}";
        return changes ? Changed(editor, said) : Unchanged(said);
    }

    private CommandOutcome SetClass(CommandCall call)
    {
        var className = call.Arguments.String("class");
        var words = call.Arguments.Strings("ids");
        var editor = new CrushEditor(Pending.Crush);
        var text = new StringBuilder();
        List<int> done = [];
        foreach (var osd in Named(words))
        {
            if (!Pending.Exists(osd))
            {
                text.Append(CultureInfo.InvariantCulture, $"osd.{osd} does not exist. ");
            }
            else if (editor.SetClass(osd, $"osd.{osd}", className))
            {
                done.Add(osd);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"osd.{osd} already set to class {className}. ");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"set-device-class item id {osd} name 'osd.{osd}' device_class '{className}': no change. ");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"set osd(s) {string.Join(',', done)} to class '{className}'");
        return done.Count > 0 ? Changed(editor, text.ToString()) : Unchanged(text.ToString());
    }

    private CommandOutcome RemoveClass(CommandCall call)
    {
        var editor = new CrushEditor(Pending.Crush);
        var text = new StringBuilder();
        List<int> done = [];
        foreach (var osd in Named(call.Arguments.Strings("ids")))
        {
            if (!Pending.Exists(osd))
            {
                text.Append(CultureInfo.InvariantCulture, $"osd.{osd} does not exist. ");
            }
            else if (editor.RemoveClass(osd))
            {
                done.Add(osd);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"osd.{osd} belongs to no class, ");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"done removing class of osd(s): {string.Join(',', done)}");
        return done.Count > 0 ? Changed(editor, text.ToString()) : Unchanged(text.ToString());
    }

    private IReadOnlyList<int> Named(IReadOnlyList<string> words) =>
        OsdArguments.IsAll(words) ? [.. Enumerable.Range(0, Pending.MaxOsd).Where(Pending.Exists)] : OsdArguments.Ids(words);

    private CommandOutcome AddBucket(CommandCall call)
    {
        var (name, typeName) = (call.Arguments.String("name"), call.Arguments.String("type"));
        var location = call.Arguments.Location();
        var editor = new CrushEditor(Pending.Crush);
        if (editor.Exists(name))
        {
            return Unchanged($"bucket '{name}' already exists");
        }

        var type = editor.FindType(typeName) ?? throw new CommandException(Errno.Invalid, $"type '{typeName}' does not exist");
        if (type == 0)
        {
            throw new CommandException(Errno.Invalid, $"type '{typeName}' is for devices, not buckets");
        }

        editor.AddBucket(name, type);
        if (location.Count == 0)
        {
            return Changed(editor, $"added bucket {name} type {typeName} to crush map");
        }

        editor.Link(name, location);
        return Changed(editor, $"added bucket {name} type {typeName} to location {OsdArguments.Text(location)}");
    }

    private CommandOutcome Move(CommandCall call)
    {
        var (name, location) = (call.Arguments.String("name"), call.Arguments.Location());
        var editor = new CrushEditor(Pending.Crush);
        var id = editor.FindItem(name) ?? throw new CommandException(Errno.NotFound, $"item {name} does not exist");
        var shown = $"item id {id} name '{name}' to location {OsdArguments.Text(location)} in crush map";
        if (editor.IsAt(id, location))
        {
            return Unchanged($"no need to move {shown}");
        }

        editor.Move(name, location);
        return Changed(editor, $"moved {shown}");
    }

    private CommandOutcome Link(CommandCall call)
    {
        var (name, location) = (call.Arguments.String("name"), call.Arguments.Location());
        var editor = new CrushEditor(Pending.Crush);
        var id = editor.FindItem(name) ?? throw new CommandException(Errno.NotFound, $"item {name} does not exist");
        if (editor.IsAt(id, location))
        {
            return Unchanged($"no need to move item id {id} name '{name}' to location {OsdArguments.Text(location)} in crush map");
        }

        editor.Link(name, location);
        return Changed(editor, $"linked item id {id} name '{name}' to location {OsdArguments.Text(location)} in crush map");
    }

    private CommandOutcome RenameBucket(CommandCall call)
    {
        var (from, to) = (call.Arguments.String("srcname"), call.Arguments.String("dstname"));
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindItem(from) is not { } id)
        {
            return editor.Exists(to)
                ? Unchanged($"srcname = '{from}' does not exist and dstname = '{to}' already exists")
                : throw new CommandException(Errno.NotFound, $"srcname '{from}' does not exist");
        }

        if (editor.Exists(to))
        {
            throw new CommandException(Errno.Exists, $"dstname = '{to}' already exists");
        }

        if (id >= 0)
        {
            throw new CommandException(20, $"srcname = '{from}' is not a bucket because its id = {id} is >= 0");
        }

        editor.RenameBucket(id, to);
        return Changed(editor, $"renamed bucket {from} into {to}");
    }

    private CommandOutcome Remove(CommandCall call)
    {
        var name = call.Arguments.String("name");
        var editor = new CrushEditor(Pending.Crush);
        if (editor.FindItem(name) is not { } id)
        {
            return Unchanged($"device '{name}' does not appear in the crush map");
        }

        if (editor.IsTaken(id))
        {
            throw new CommandException(Errno.Busy, $"(16) Device or resource busy");
        }

        if (call.Arguments.Prefix == "osd crush unlink")
        {
            editor.Detach(id, call.Arguments.Find("ancestor"));
        }
        else
        {
            editor.Remove(id);
        }

        return Changed(editor, $"removed item id {id} name '{name}' from crush map");
    }

    private CommandOutcome Reweight(CommandCall call)
    {
        var (name, weight) = (call.Arguments.String("name"), call.Arguments.Real("weight"));
        var editor = new CrushEditor(Pending.Crush);
        var id = editor.FindItem(name) ?? throw new CommandException(Errno.NotFound, $"device '{name}' does not appear in the crush map");
        if (id < 0)
        {
            throw new CommandException(Errno.Invalid, $"device '{name}' is not a leaf in the crush map");
        }

        editor.Reweight(id, CrushEditor.ToWeight(weight));
        return Changed(editor, $"reweighted item id {id} name '{name}' to {OsdArguments.Number(weight)} in crush map");
    }

    private CommandOutcome ReweightSubtree(CommandCall call)
    {
        var (name, weight) = (call.Arguments.String("name"), call.Arguments.Real("weight"));
        var editor = new CrushEditor(Pending.Crush);
        var id = editor.FindItem(name) ?? throw new CommandException(Errno.NotFound, $"device '{name}' does not appear in the crush map");
        if (id >= 0)
        {
            throw new CommandException(Errno.Invalid, $"device '{name}' is not a subtree in the crush map");
        }

        editor.ReweightSubtree(id, CrushEditor.ToWeight(weight));
        return Changed(editor, $"reweighted subtree id {id} name '{name}' to {OsdArguments.Number(weight)} in crush map");
    }

    private CommandOutcome SetMap(CommandCall call)
    {
        try
        {
            var map = new WireReader(call.Input.Span).Read<CrushMap>();
            _ = new CrushMapper(map); // Throws for buckets in a circle, which would hang every daemon.
            Pending.NewCrush = map.CountDevices();
        }
        catch (WireFormatException error)
        {
            throw new CommandException(Errno.Invalid, $"Failed to parse crushmap: {error.Message}");
        }

        var version = service.Map.Client.CrushVersion + 1;
        return CommandOutcome.AfterCommit(CommandResult.Said(version.ToString(CultureInfo.InvariantCulture)));
    }

    private void RequireOsd(int osd)
    {
        if (!Pending.Exists(osd))
        {
            throw new CommandException(Errno.NotFound, $"osd.{osd} does not exist.  create it before updating the crush map");
        }
    }

    private CommandOutcome Changed(CrushEditor editor, string status)
    {
        Pending.NewCrush = editor.Build();
        return CommandOutcome.AfterCommit(CommandResult.Said(status));
    }

    // What an earlier command of this epoch did is not committed yet.
    private CommandOutcome Unchanged(string status)
    {
        var said = CommandResult.Said(status);
        return Pending.NewCrush is null ? CommandOutcome.Answer(said) : CommandOutcome.AfterCommit(said);
    }
}
