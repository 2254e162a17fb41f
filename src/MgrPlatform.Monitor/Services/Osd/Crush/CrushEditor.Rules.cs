using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Monitor.Services.Osd.Crush;

/// <summary>Rules by which data is placed.</summary>
internal sealed partial class CrushEditor
{
    private const byte Replicated = 1;
    private const byte SmallestPool = 1;
    private const byte LargestPool = 10;
    private const byte SmallestErasure = 3;
    private const byte LargestErasure = 20;
    private const int ErasureLeafTries = 5;
    private const int ErasureTries = 100;

    /// <summary>Null for an unknown name.</summary>
    public int? FindRule(string name)
    {
        foreach (var (id, known) in _ruleNames)
        {
            if (known == name)
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>A rule that spreads over the buckets of one type below a root. The first free id is its.</summary>
    /// <param name="className">Only devices of this class; null for all.</param>
    /// <param name="independent">For erasure-coded pools, where each place means something.</param>
    /// <param name="size">Of the pools, for an erasure-coded rule; 0 when unknown.</param>
    public int AddSimpleRule(string name, string root, string failureDomain, string? className, bool independent, byte type, int size = 0)
    {
        var rootId = FindItem(root) ?? throw new CommandException(Errno.NotFound, $"root item {root} does not exist");
        var domain = FindType(failureDomain) ?? throw new CommandException(Errno.Invalid, $"unknown type {failureDomain}");
        if (className is not null)
        {
            rootId = ShadowForRule(rootId, root, className);
        }

        var id = _rules.FindIndex(static rule => rule is null);
        id = id < 0 ? _rules.Count : id;
        List<CrushStep> steps = [];
        if (independent)
        {
            steps.Add(new CrushStep(CrushOperation.SetChooseLeafTries, ErasureLeafTries, 0));
            steps.Add(new CrushStep(CrushOperation.SetChooseTries, ErasureTries, 0));
        }

        steps.Add(new CrushStep(CrushOperation.Take, rootId, 0));
        steps.Add(new CrushStep(Choose(independent, toLeaf: domain != 0), 0, domain));
        steps.Add(new CrushStep(CrushOperation.Emit, 0, 0));
        var rule = type == Replicated
            ? new CrushRule((byte)id, type, SmallestPool, LargestPool, steps)
            : new CrushRule((byte)id, type, SmallestErasure, (byte)Math.Max(size, size > 0 ? 0 : LargestErasure), steps);
        if (id == _rules.Count)
        {
            _rules.Add(rule);
        }
        else
        {
            _rules[id] = rule;
        }

        _ruleNames[id] = name;
        return id;
    }

    public void RemoveRule(int id)
    {
        _rules[id] = null;
        _ruleNames.Remove(id);
        RebuildShadows();
    }

    public void RenameRule(int id, string name) => _ruleNames[id] = name;

    private int ShadowForRule(int rootId, string root, string className)
    {
        foreach (var (classId, name) in _classNames)
        {
            if (name == className)
            {
                return ShadowOf(rootId, classId)
                    ?? throw new CommandException(Errno.Invalid, $"root {root} has no devices with class {className}");
            }
        }

        throw new CommandException(Errno.NotFound, $"device class {className} does not exist");
    }

    private static CrushOperation Choose(bool independent, bool toLeaf) => (independent, toLeaf) switch
    {
        (false, false) => CrushOperation.ChooseFirst,
        (false, true) => CrushOperation.ChooseLeafFirst,
        (true, false) => CrushOperation.ChooseIndependent,
        (true, true) => CrushOperation.ChooseLeafIndependent,
    };
}
