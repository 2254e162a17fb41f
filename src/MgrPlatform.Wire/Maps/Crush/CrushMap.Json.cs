using System.Globalization;
using System.Text.Json;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Wire.Maps.Crush;

public sealed partial record CrushMap
{
    // A map that claims more devices than any cluster has is not listed to its end.
    private const int DumpedDevices = 100_000;
    private const double UnitWeight = 0x10000;

    /// <summary>As <c>ceph osd crush dump</c>.</summary>
    public void Dump(Utf8JsonWriter json, Release release)
    {
        json.WriteStartObject();
        DumpDevices(json);
        json.WriteStartArray("types");
        foreach (var (id, name) in TypeNames)
        {
            json.WriteStartObject();
            json.WriteNumber("type_id", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        DumpBuckets(json);
        DumpRules(json, release);
        DumpTunables(json);
        DumpChooseArgs(json);
        json.WriteEndObject();
    }

    private void DumpDevices(Utf8JsonWriter json)
    {
        json.WriteStartArray("devices");
        for (var id = 0; id < Math.Min(MaxDevices, DumpedDevices); id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString(
                "name",
                ItemNames.TryGetValue(id, out var name) ? name : string.Create(CultureInfo.InvariantCulture, $"device{id}"));
            if (ItemClasses.TryGetValue(id, out var classId) && ClassNames.TryGetValue(classId, out var className))
            {
                json.WriteString("class", className);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void DumpBuckets(Utf8JsonWriter json)
    {
        json.WriteStartArray("buckets");
        foreach (var bucket in Buckets)
        {
            if (bucket is null)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteNumber("id", bucket.Id);
            if (ItemNames.TryGetValue(bucket.Id, out var name))
            {
                json.WriteString("name", name);
            }

            json.WriteNumber("type_id", bucket.Type);
            if (TypeNames.TryGetValue(bucket.Type, out var typeName))
            {
                json.WriteString("type_name", typeName);
            }

            json.WriteNumber("weight", bucket.Weight);
            json.WriteString("alg", ToName(bucket.Algorithm));
            json.WriteString("hash", bucket.Hash == 0 ? "rjenkins1" : "unknown");
            json.WriteStartArray("items");
            for (var i = 0; i < bucket.Items.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("id", bucket.Items[i]);
                json.WriteNumber("weight", bucket.ItemWeight(i));
                json.WriteNumber("pos", i);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>As <c>ceph osd crush rule dump</c>.</summary>
    public void DumpRulesAlone(Utf8JsonWriter json, Release release)
    {
        json.WriteStartArray();
        DumpEachRule(json, release);
        json.WriteEndArray();
    }

    /// <summary>As <c>ceph osd crush show-tunables</c>.</summary>
    public void DumpTunablesAlone(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        DumpTunableMembers(json);
        json.WriteEndObject();
    }

    /// <summary>One rule, which must exist.</summary>
    public void DumpRule(Utf8JsonWriter json, int id, Release release)
    {
        var rule = Rules[id] ?? throw new ArgumentOutOfRangeException(nameof(id), id, "the map has no such rule");
        json.WriteStartObject();
        json.WriteNumber("rule_id", id);
        if (RuleNames.TryGetValue(id, out var name))
        {
            json.WriteString("rule_name", name);
        }

        if (release < Release.Quincy)
        {
            json.WriteNumber("ruleset", rule.Ruleset);
        }

        json.WriteNumber("type", rule.Type);
        if (release < Release.Quincy)
        {
            json.WriteNumber("min_size", rule.MinSize);
            json.WriteNumber("max_size", rule.MaxSize);
        }

        json.WriteStartArray("steps");
        foreach (var step in rule.Steps)
        {
            DumpStep(json, step);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void DumpRules(Utf8JsonWriter json, Release release)
    {
        json.WriteStartArray("rules");
        DumpEachRule(json, release);
        json.WriteEndArray();
    }

    private void DumpEachRule(Utf8JsonWriter json, Release release)
    {
        for (var id = 0; id < Rules.Count; id++)
        {
            if (Rules[id] is not null)
            {
                DumpRule(json, id, release);
            }
        }
    }

    private void DumpStep(Utf8JsonWriter json, CrushStep step)
    {
        json.WriteStartObject();
        switch (step.Operation)
        {
            case CrushOperation.None:
                json.WriteString("op", "noop");
                break;
            case CrushOperation.Take:
                json.WriteString("op", "take");
                json.WriteNumber("item", step.First);
                json.WriteString("item_name", ItemNames.TryGetValue(step.First, out var name) ? name : "");
                break;
            case CrushOperation.Emit:
                json.WriteString("op", "emit");
                break;
            case CrushOperation.ChooseFirst:
                DumpChoose(json, "choose_firstn", step);
                break;
            case CrushOperation.ChooseIndependent:
                DumpChoose(json, "choose_indep", step);
                break;
            case CrushOperation.ChooseLeafFirst:
                DumpChoose(json, "chooseleaf_firstn", step);
                break;
            case CrushOperation.ChooseLeafIndependent:
                DumpChoose(json, "chooseleaf_indep", step);
                break;
            case CrushOperation.SetChooseTries:
                DumpSetting(json, "set_choose_tries", step);
                break;
            case CrushOperation.SetChooseLeafTries:
                DumpSetting(json, "set_chooseleaf_tries", step);
                break;
            default:
                json.WriteNumber("opcode", (uint)step.Operation);
                json.WriteNumber("arg1", step.First);
                json.WriteNumber("arg2", step.Second);
                break;
        }

        json.WriteEndObject();
    }

    private void DumpChoose(Utf8JsonWriter json, string operation, CrushStep step)
    {
        json.WriteString("op", operation);
        json.WriteNumber("num", step.First);
        json.WriteString("type", TypeNames.TryGetValue(step.Second, out var name) ? name : "");
    }

    private static void DumpSetting(Utf8JsonWriter json, string operation, CrushStep step)
    {
        json.WriteString("op", operation);
        json.WriteNumber("num", step.First);
    }

    private void DumpTunables(Utf8JsonWriter json)
    {
        json.WriteStartObject("tunables");
        DumpTunableMembers(json);
        json.WriteEndObject();
    }

    private void DumpTunableMembers(Utf8JsonWriter json)
    {
        var hasV2Rules = HasStep(static operation => operation is CrushOperation.ChooseIndependent or CrushOperation.ChooseLeafIndependent
            or CrushOperation.SetChooseTries or CrushOperation.SetChooseLeafTries);
        var hasV3Rules = HasStep(static operation => operation == CrushOperation.SetChooseLeafVaryR);
        var hasV5Rules = HasStep(static operation => operation == CrushOperation.SetChooseLeafStable);
        var needsJewel = Tunables.ChooseLeafStable != 0;
        Tunables.DumpMembers(json);
        json.WriteString("minimum_required_version", MinimumRelease(hasV5Rules || needsJewel));
        WriteFlag(json, "require_feature_tunables", Tunables.NeedsBobtail);
        WriteFlag(json, "require_feature_tunables2", Tunables.ChooseLeafDescendOnce != 0);
        WriteFlag(json, "has_v2_rules", hasV2Rules);
        WriteFlag(json, "require_feature_tunables3", Tunables.ChooseLeafVaryR != 0);
        WriteFlag(json, "has_v3_rules", hasV3Rules);
        WriteFlag(json, "has_v4_buckets", HasStraw2);
        WriteFlag(json, "require_feature_tunables5", needsJewel);
        WriteFlag(json, "has_v5_rules", hasV5Rules);
    }

    private void DumpChooseArgs(Utf8JsonWriter json)
    {
        json.WriteStartObject("choose_args");
        foreach (var (id, args) in ChooseArgs)
        {
            json.WriteStartArray(id.ToString(CultureInfo.InvariantCulture));
            foreach (var arg in args)
            {
                json.WriteStartObject();
                json.WriteNumber("bucket_id", -1L - arg.BucketIndex);
                if (arg.WeightSets.Count > 0)
                {
                    DumpWeightSets(json, arg);
                }

                if (arg.Ids.Count > 0)
                {
                    json.WriteNumbers("ids", arg.Ids);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void DumpWeightSets(Utf8JsonWriter json, CrushChooseArg arg)
    {
        json.WriteStartArray("weight_set");
        foreach (var weights in arg.WeightSets)
        {
            json.WriteStartArray();
            foreach (var weight in weights)
            {
                json.WriteNumberValue(weight / UnitWeight);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool value) => json.WriteNumber(name, value ? 1 : 0);

    private static string ToName(CrushAlgorithm algorithm) => algorithm switch
    {
        CrushAlgorithm.Uniform => "uniform",
        CrushAlgorithm.List => "list",
        CrushAlgorithm.Tree => "tree",
        CrushAlgorithm.Straw => "straw",
        CrushAlgorithm.Straw2 => "straw2",
        _ => "unknown",
    };
}
