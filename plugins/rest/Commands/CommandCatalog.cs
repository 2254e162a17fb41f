using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using MgrPlatform.Plugins.Rest.Server;

namespace MgrPlatform.Plugins.Rest.Commands;

/// <summary>All commands of the manager's modules; asked for anew when one is wanted that it does not know, and for every listing.</summary>
internal sealed class CommandCatalog(ModuleHost host)
{
    private ImmutableSortedDictionary<string, CommandDescription> _known = ImmutableSortedDictionary<string, CommandDescription>.Empty;

    public async Task<IReadOnlyCollection<CommandDescription>> ListAsync(CancellationToken cancellationToken)
    {
        var reply = await host.SendCommandAsync(
            CephTarget.Mgr, new JsonObject { ["prefix"] = "get_command_descriptions", ["format"] = "json" }, cancellationToken);
        if (!reply.IsSuccess)
        {
            throw new ProblemException(HttpStatus.OfErrno(reply.Code), $"the manager did not list its commands: {reply.Status}", reply.Code);
        }

        var list = ImmutableSortedDictionary.CreateBuilder<string, CommandDescription>(StringComparer.Ordinal);
        foreach (var entry in JsonElement.Parse(reply.Output).EnumerateObject())
        {
            var command = CommandDescription.Read(entry.Value);
            list.TryAdd(command.Prefix, command);
        }

        _known = list.ToImmutable();
        return [.. _known.Values];
    }

    public async Task<CommandDescription> FindAsync(string prefix, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(prefix, out var known))
        {
            return known;
        }

        await ListAsync(cancellationToken);
        return _known.TryGetValue(prefix, out known) ? known : throw ProblemException.NotFound(
            $"there is no command '{prefix}'; GET /api/v2/command lists all of them");
    }
}
