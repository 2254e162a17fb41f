using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Monmap;

/// <summary>The commands that change who the monitors are, and what kinds of key may log in.</summary>
internal static class MonmapChangeCommands
{
    private const string Module = "mon";
    private const ushort Msgr2Port = 3300;

    public static IReadOnlyList<MonitorCommand> Of(MonmapService monmap) =>
    [
        Write(
            "mon add name=name,type=CephString name=addr,type=CephIPAddr "
            + "name=location,type=CephString,n=N,req=false,goodchars=[A-Za-z0-9-_.=]",
            "add new monitor named <name> at <addr>, possibly with CRUSH location <location>", call => Add(monmap, call)),
        Write("mon rm name=name,type=CephString", "remove monitor named <name>", call => Remove(monmap, call)),
        Write(
            "mon remove name=name,type=CephString",
            "remove monitor named <name>",
            call => Remove(monmap, call),
            MonCommandFlags.Deprecated),
        Write(
            "mon set-addrs name=name,type=CephString name=addrs,type=CephString",
            "set the addrs (IPs and ports) a specific monitor binds to",
            call => SetAddresses(monmap, call)),
        Write(
            "mon set-weight name=name,type=CephString name=weight,type=CephInt,range=0|65535", "set the weight for the specified mon",
            call => SetWeight(monmap, call)),
        Write("mon enable-msgr2", "enable the msgr2 protocol on port 3300", call => CommandOutcome.Answer(CommandResult.Done)),
        Write(
            "mon set name=name,type=CephChoices,strings=auth_service_cipher|auth_allowed_ciphers|auth_preferred_cipher "
            + "name=value,type=CephString",
            "set mon configuration", call => Set(monmap, call)),
        MonitorCommand.Write("auth wipe-rotating-service-keys", "wipe rotating keys", "auth", "rwx", call => Wipe(monmap)),
    ];

    private static MonitorCommand Write(
        string signature, string help, Func<CommandCall, CommandOutcome> handler, MonCommandFlags flags = MonCommandFlags.None) =>
        MonitorCommand.Write(signature, help, Module, "rw", handler, flags);

    private static CommandOutcome Add(MonmapService monmap, CommandCall call)
    {
        var name = call.Arguments.String("name");
        var addresses = Addresses(call.Arguments.String("addr"));
        var existing = monmap.Pending.Monitors.GetValueOrDefault(name);
        if (existing is not null && existing.Addresses.Equals(addresses))
        {
            return CommandOutcome.AfterCommit(CommandResult.Said($"mon.{name} at {addresses} already exists"));
        }

        if (existing is not null || monmap.Pending.Monitors.Values.Any(monitor => monitor.Addresses.Equals(addresses)))
        {
            var other = existing?.Name ?? monmap.Pending.Monitors.Values.First(monitor => monitor.Addresses.Equals(addresses)).Name;
            throw new CommandException(Errno.Exists, $"mon.{other} already exists at address {monmap.Pending.Monitors[other].Addresses}");
        }

        monmap.Change(MonMapEdit.Add(monmap.Pending, name, addresses, monmap.Context.Now));
        return CommandOutcome.AfterCommit(CommandResult.Said($"adding mon.{name} at {addresses}"));
    }

    private static CommandOutcome Remove(MonmapService monmap, CommandCall call)
    {
        var name = call.Arguments.String("name");
        if (!monmap.Pending.Monitors.TryGetValue(name, out var monitor))
        {
            return CommandOutcome.AfterCommit(CommandResult.Said($"mon.{name} does not exist or has already been removed"));
        }

        if (monmap.Pending.Ranks.Count == 1)
        {
            throw new CommandException(Errno.Invalid, $"error: refusing removal of last monitor {name}");
        }

        monmap.Change(MonMapEdit.Remove(monmap.Pending, name));
        return CommandOutcome.AfterCommit(CommandResult.Said(
            $"removing mon.{name} at {monitor.Addresses}, there will be {monmap.Pending.Ranks.Count} monitors"));
    }

    private static CommandOutcome SetAddresses(MonmapService monmap, CommandCall call)
    {
        var text = call.Arguments.String("addrs");
        var monitor = Existing(monmap, call);
        if (!EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddressVector? addresses)
            || addresses.Addresses.Count == 0)
        {
            throw new CommandException(Errno.Invalid, $"failed to parse addrs '{text}'");
        }

        monmap.Change(MonMapEdit.Replace(monmap.Pending, monitor with { Addresses = addresses }));
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome SetWeight(MonmapService monmap, CommandCall call)
    {
        var monitor = Existing(monmap, call);
        var weight = call.Arguments.Integer("weight");
        if (weight is < 0 or > ushort.MaxValue)
        {
            throw new CommandException(Errno.Invalid, $"weight {weight} is not in 0..65535");
        }

        monmap.Change(MonMapEdit.Replace(monmap.Pending, monitor with { Weight = (ushort)weight }));
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome Set(MonmapService monmap, CommandCall call)
    {
        var auth = monmap.Context.Service<Auth.AuthService>();
        if (!auth.IsWriteable)
        {
            return CommandOutcome.Retry; // Its health checks follow the policy: both are committed together.
        }

        var value = call.Arguments.String("value");
        monmap.Change(call.Arguments.String("name") switch
        {
            "auth_allowed_ciphers" => monmap.Pending with { AuthAllowedCiphers = Ciphers(value) },
            "auth_preferred_cipher" => monmap.Pending with { AuthPreferredCipher = Cipher(value) },
            "auth_service_cipher" => monmap.Pending with { AuthServiceCipher = Cipher(value) },
            var other => throw new CommandException(Errno.Invalid, $"there is no setting '{other}'"),
        });
        auth.OnPolicyChanged();
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandOutcome Wipe(MonmapService monmap)
    {
        var auth = monmap.Context.Service<Auth.AuthService>();
        if (!auth.IsWriteable)
        {
            return CommandOutcome.Retry;
        }

        auth.WipeRotatingKeys();
        monmap.Change(monmap.Pending with { AuthEpoch = monmap.Map.Epoch + 1 });
        return CommandOutcome.AfterCommit(CommandResult.Said("wiped rotating service keys!"));
    }

    private static int Cipher(string name) => name.Trim() switch
    {
        "aes" => (int)KeyType.Aes,
        "aes256k" => (int)KeyType.Aes256k,
        _ => throw new CommandException(Errno.Invalid, "(22) Invalid argument"),
    };

    private static IReadOnlyList<int> Ciphers(string names) =>
        names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } some
            ? [.. some.Select(Cipher).Distinct().Order()]
            : throw new CommandException(Errno.Invalid, "(22) Invalid argument");

    private static MonInfo Existing(MonmapService monmap, CommandCall call)
    {
        var name = call.Arguments.String("name");
        return monmap.Pending.Monitors.TryGetValue(name, out var monitor)
            ? monitor
            : throw new CommandException(Errno.NotFound, $"mon.{name} does not exist");
    }

    /// <summary>What <c>mon add</c> takes: one address, whose protocol is msgr2 unless its port says otherwise, or a list.</summary>
    private static EntityAddressVector Addresses(string text)
    {
        if (!EntityAddressParser.TryParse(text, EntityAddressType.Any, out EntityAddressVector? parsed)
            || parsed.Addresses.Count == 0
            || parsed.Addresses.Any(static address => address.IsBlank))
        {
            throw new CommandException(Errno.Invalid, $"addr {text} does not parse");
        }

        return new EntityAddressVector([
            .. parsed.Addresses.Select(static address => address.Type is EntityAddressType.Msgr2 or EntityAddressType.Legacy
                ? address with { Nonce = 0 }
                : WithPort(address)),
        ]);
    }

    private static EntityAddress WithPort(EntityAddress address) => new(
        EntityAddressType.Msgr2,
        0,
        address.EndPoint!.Port != 0 ? address.EndPoint : new System.Net.IPEndPoint(address.EndPoint.Address, Msgr2Port));
}
