using System.Diagnostics.CodeAnalysis;

namespace MgrPlatform.Monitor.Commands;

/// <summary>The monitors' own commands, by their words, with the service that does each.</summary>
public sealed class CommandTable
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<MonitorCommand> _order = [];

    /// <summary>In the order in which they were added, for whoever lists them.</summary>
    public IReadOnlyList<MonitorCommand> Commands => _order;

    /// <param name="service">Null for commands of the monitor itself.</param>
    public void Add(MonitorCommand command, Services.PaxosService? service)
    {
        if (!_entries.TryAdd(command.Prefix, new Entry(command, service)))
        {
            throw new InvalidOperationException($"the command '{command.Prefix}' is declared twice");
        }

        _order.Add(command);
    }

    public bool TryFind(string prefix, [NotNullWhen(true)] out MonitorCommand? command, out Services.PaxosService? service)
    {
        var isKnown = _entries.TryGetValue(prefix, out var entry);
        command = entry.Command;
        service = entry.Service;
        return isKnown;
    }

    private readonly record struct Entry(MonitorCommand Command, Services.PaxosService? Service);
}
