using System.Globalization;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Encoding;

namespace MgrPlatform.Monitor.Answers;

/// <summary>
/// What recent requests were answered. A request that changes something comes twice when its monitor, its leader or its connection dies
/// before the answer; done twice it would undo what others have written since. So its answer is committed with what it changes, in the same
/// transaction: whoever leads then knows that it is done, and what to say. Kept for <see cref="MonitorOptions.AnswerLife"/>, within the
/// bounds of <see cref="MonitorOptions.AnswersKept"/> and <see cref="MonitorOptions.AnswerBytesKept"/>; who comes back later than that is
/// served as if for the first time.
/// </summary>
internal sealed class AnswerBook(MonitorContext monitor)
{
    /// <summary>Where the rows lie in the store, under their numbers.</summary>
    public const string Prefix = "answers";

    // Erasing costs about as much for one row as for many.
    private const int TrimAtLeast = 64;
    private const int PassingLimit = 4096;

    private readonly Dictionary<RequestIdentity, CommandResult> _answers = [];
    private readonly Queue<Kept> _rows = [];
    private readonly Dictionary<RequestIdentity, CommandResult> _passing = [];
    private readonly Queue<RequestIdentity> _passingOrder = [];
    private ulong _first;
    private ulong _last;
    private ulong _lastProposed;
    private long _size;

    /// <summary>How many requests are known.</summary>
    public int Count => _answers.Count;

    /// <summary>The store has been replaced, or we begin.</summary>
    public void Load()
    {
        _answers.Clear();
        _rows.Clear();
        _size = 0;
        _first = _last = 0;
        Follow();
    }

    /// <summary>Reads what was committed since.</summary>
    public void Follow()
    {
        foreach (var (key, value) in monitor.Store.Read(Prefix, Key(_last + 1)))
        {
            var row = StoreReading.Decode(Prefix, key, value, static (ref reader) => reader.Read<AnswerRow>());
            _last = ulong.Parse(key, CultureInfo.InvariantCulture);
            _first = row.First;
            Add(_last, row.Answers);
        }

        while (_rows.TryPeek(out var oldest) && oldest.Number < _first)
        {
            foreach (var request in _rows.Dequeue().Requests)
            {
                _answers.Remove(request);
            }

            _size -= oldest.Size;
        }
    }

    /// <summary>What was answered to it, if it was.</summary>
    public CommandResult? Find(RequestIdentity request) =>
        _answers.TryGetValue(request, out var answer) || _passing.TryGetValue(request, out answer) ? answer : null;

    /// <summary>
    /// It was answered and nothing was changed: known to this process only, which is enough for a copy that another monitor held back.
    /// </summary>
    public void Remember(RequestIdentity request, CommandResult result)
    {
        if (!_passing.TryAdd(request, result))
        {
            return;
        }

        _passingOrder.Enqueue(request);
        if (_passingOrder.Count > PassingLimit)
        {
            _passing.Remove(_passingOrder.Dequeue());
        }
    }

    /// <summary>We lead, and know all that was committed.</summary>
    public void BeginLeading() => _lastProposed = _last;

    /// <summary>Adds the answers to what changes with them, and drops what is too old or too much.</summary>
    public void Encode(MonitorTransaction transaction, IReadOnlyList<RecordedAnswer> answers)
    {
        if (answers.Count == 0)
        {
            return;
        }

        var first = FirstToKeep();
        if (first > _first)
        {
            transaction.EraseRange(Prefix, Key(_first), Key(first));
        }

        _lastProposed = Math.Max(_lastProposed, _last) + 1;
        transaction.Put(Prefix, Key(_lastProposed), WireWriter.Encode(new AnswerRow(first, answers)));
    }

    private void Add(ulong number, IReadOnlyList<RecordedAnswer> answers)
    {
        var size = 0;
        foreach (var answer in answers)
        {
            _answers[answer.Request] = answer.Result;
            size += answer.Size;
        }

        _rows.Enqueue(new Kept(number, monitor.Elapsed, [.. answers.Select(static answer => answer.Request)], size));
        _size += size;
    }

    private ulong FirstToKeep()
    {
        var (count, size, dropped, first) = (_answers.Count, _size, 0, _first);
        foreach (var row in _rows)
        {
            if (count <= monitor.Options.AnswersKept
                && size <= monitor.Options.AnswerBytesKept
                && monitor.Elapsed - row.Since <= monitor.Options.AnswerLife)
            {
                break;
            }

            (count, size, dropped, first) = (count - row.Requests.Length, size - row.Size, dropped + 1, row.Number + 1);
        }

        return dropped >= TrimAtLeast ? first : _first;
    }

    private static string Key(ulong number) => number.ToString("D20", CultureInfo.InvariantCulture);

    /// <param name="Since">When we learned of it, on our own steady clock: no set clock makes it older.</param>
    private sealed record Kept(ulong Number, TimeSpan Since, RequestIdentity[] Requests, int Size);
}
