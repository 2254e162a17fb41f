using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MgrPlatform.Manager.Caps;

/// <summary>
/// A key's mgr caps: <c>allow *</c>, <c>allow rw</c>, <c>allow profile osd</c>, <c>allow module status r</c>,
/// <c>allow command "fs status" with fs=cephfs network 10.0.0.0/8</c>, several parted by commas. What cannot be read grants nothing.
/// </summary>
internal sealed class ManagerCaps
{
    public static readonly ManagerCaps None = new([]);

    private static readonly string[] All = ["*", "all"];

    private readonly ImmutableArray<ManagerGrant> _grants;

    private ManagerCaps(ImmutableArray<ManagerGrant> grants) => _grants = grants;

    public static ManagerCaps Everything { get; } = new([new ManagerGrant { AllowsAll = true }]);

    /// <summary>Caps of which a part cannot be read grant nothing at all, as in Ceph.</summary>
    public static ManagerCaps Parse(string text)
    {
        if (!CapsLexer.TryRead(text, out var words))
        {
            return None;
        }

        var grants = ImmutableArray.CreateBuilder<ManagerGrant>();
        for (var at = 0; at < words.Count;)
        {
            var end = words.FindIndex(at, static word => word is "," or ";");
            end = end < 0 ? words.Count : end;
            if (end > at && !TryReadGrant(new Queue<string>(words[at..end]), grants))
            {
                return None;
            }

            at = end + 1;
        }

        return new ManagerCaps(grants.ToImmutable());
    }

    public bool Allows(CommandClaim claim)
    {
        // Each letter that a command needs may come from another grant.
        return _grants.Any(grant => grant.Allows(claim))
            || (claim.Needs.Length > 1 && claim.Needs.All(need => Allows(claim with { Needs = need.ToString() })));
    }

    private static bool TryReadGrant(Queue<string> words, ImmutableArray<ManagerGrant>.Builder grants)
    {
        if (words.Peek() == "allow")
        {
            words.Dequeue();
        }

        var grant = new ManagerGrant();
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case var all when All.Contains(all):
                    grant = grant with { AllowsAll = grant.Service.Length == 0 && grant.Module.Length == 0, Permission = "rwx" };
                    break;
                case "service" when words.TryDequeue(out var service):
                    grant = grant with { Service = service };
                    break;
                case "module" when words.TryDequeue(out var module):
                    grant = grant with { Module = module };
                    break;
                case "command" when words.TryDequeue(out var command):
                    grant = grant with { Command = command };
                    break;
                case "profile" when words.TryDequeue(out var profile):
                    grants.AddRange(Profile(profile));
                    break;
                case "network" when words.TryDequeue(out var network) && NetworkRange.TryParse(network, out var range):
                    grant = grant with { Network = range };
                    break;
                case "with" when TryReadArguments(words, out var arguments):
                    grant = grant with { Arguments = arguments };
                    break;
                case var permission when permission.All("rwx".Contains):
                    grant = grant with { Permission = permission };
                    break;
                default:
                    return false;
            }
        }

        grants.Add(grant);
        return true;
    }

    private static bool TryReadArguments(Queue<string> words, out FrozenDictionary<string, ArgumentRule> arguments)
    {
        var rules = new Dictionary<string, ArgumentRule>(StringComparer.Ordinal);
        arguments = FrozenDictionary<string, ArgumentRule>.Empty;
        while (words.Count >= 3 && words.ElementAt(1) is "=" or "prefix" or "regex")
        {
            var name = words.Dequeue();
            rules[name] = new ArgumentRule(words.Dequeue(), words.Dequeue());
        }

        arguments = rules.ToFrozenDictionary(StringComparer.Ordinal);
        return rules.Count > 0;
    }

    private static IEnumerable<ManagerGrant> Profile(string name) => name switch
    {
        "read-only" => [new ManagerGrant { Permission = "r" }],
        "read-write" => [new ManagerGrant { Permission = "rw" }],
        "crash" => [new ManagerGrant { Command = "crash post" }],
        "rbd" => [new ManagerGrant { Module = "rbd_support", Permission = "rw" }],
        "rbd-read-only" => [new ManagerGrant { Module = "rbd_support", Permission = "r" }],
        _ => [], // Daemons' profiles: they report, and send no commands.
    };
}
