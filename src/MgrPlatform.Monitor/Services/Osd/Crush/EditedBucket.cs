using MgrPlatform.Wire.Maps.Crush;

namespace MgrPlatform.Monitor.Services.Osd.Crush;

/// <summary>A bucket while it is changed. Only straw2 buckets can be; others, from old clusters, stay as they are.</summary>
internal sealed class EditedBucket
{
    private readonly CrushBucket? _untouched;

    public EditedBucket(int id, ushort type)
    {
        Id = id;
        Type = type;
    }

    public EditedBucket(CrushBucket bucket)
    {
        _untouched = bucket.Algorithm == CrushAlgorithm.Straw2 ? null : bucket;
        Id = bucket.Id;
        Type = bucket.Type;
        Items.AddRange(bucket.Items);
        Weights.AddRange(Enumerable.Range(0, bucket.Items.Count).Select(bucket.ItemWeight));
    }

    public int Id { get; }

    public ushort Type { get; }

    public List<int> Items { get; } = [];

    public List<uint> Weights { get; } = [];

    public bool IsFixed => _untouched is not null;

    public uint Weight => (uint)Weights.Sum(static weight => (long)weight);

    public void Add(int item, uint weight)
    {
        Items.Add(item);
        Weights.Add(weight);
    }

    public void RemoveAt(int at)
    {
        Items.RemoveAt(at);
        Weights.RemoveAt(at);
    }

    public CrushBucket Build() => _untouched ?? new CrushBucket(Id, Type, CrushAlgorithm.Straw2, 0, Weight, [.. Items], [.. Weights], []);
}
