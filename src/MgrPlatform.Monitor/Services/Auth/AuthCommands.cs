using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Caps;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Mgr;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Services.Auth;

/// <summary>The commands <c>auth …</c>.</summary>
internal static class AuthCommands
{
    private const string Module = "auth";
    private const string Entity = " name=entity,type=CephString";
    private const string CapsArgument = " name=caps,type=CephString,n=N,req=false name=key_type,type=CephString,req=false";

    public static IReadOnlyList<MonitorCommand> Of(AuthService auth) =>
    [
        Read(
            "auth export name=entity,type=CephString,req=false",
            "write keyring for requested entity, or master keyring if none given",
            call => Export(auth, call)),
        Read("auth get" + Entity, "write keyring file with requested key", call => Get(auth, call)),
        Read("auth get-key" + Entity, "display requested key", call => Key(auth, call)),
        Read("auth print-key" + Entity, "display requested key", call => Key(auth, call)),
        Read("auth print_key" + Entity, "display requested key", call => Key(auth, call)),
        Read("auth list", "list authentication state", call => List(auth, call), MonCommandFlags.Deprecated),
        Read("auth ls", "list authentication state", call => List(auth, call)),
        Write("auth import", "auth import: read keyring file from -i <file>", call => Import(auth, call)),
        Write(
            "auth add" + Entity + CapsArgument,
            "add auth info for <entity> from input file, or random key if no input is given, and/or any caps specified in the command",
            call => Add(auth, call)),
        Write(
            "auth get-or-create-key" + Entity + CapsArgument,
            "get, or add, key for <name> from system/caps pairs specified in the command.  If key already exists, "
            + "any given caps must match the existing caps for that key.",
            call => GetOrCreate(auth, call, keyOnly: true)),
        Write(
            "auth get-or-create" + Entity + CapsArgument,
            "add auth info for <entity> from input file, or random key if no input given, and/or any caps specified in the command",
            call => GetOrCreate(auth, call, keyOnly: false)),
        Write(FsAuthorize.Signature, FsAuthorize.Help, call => AuthorizeFs(auth, call)),
        Write(
            "auth caps name=entity,type=CephString name=caps,type=CephString,n=N",
            "update caps for <name> from caps specified in the command",
            call => SetCaps(auth, call)),
        Write("auth rotate" + Entity + " name=key_type,type=CephString,req=false", "rotate entity key", call => Rotate(auth, call)),
        Write("auth del" + Entity, "delete all caps for <name>", call => Remove(auth, call), MonCommandFlags.Deprecated),
        Write("auth rm" + Entity, "remove all caps for <name>", call => Remove(auth, call)),
    ];

    private static MonitorCommand Read(
        string signature, string help, Func<CommandCall, CommandResult> handler, MonCommandFlags flags = MonCommandFlags.None) =>
        MonitorCommand.Read(signature, help, Module, "rx", handler, flags);

    private static MonitorCommand Write(
        string signature, string help, Func<CommandCall, CommandOutcome> handler, MonCommandFlags flags = MonCommandFlags.None) =>
        MonitorCommand.Write(signature, help, Module, "rwx", handler, flags);

    private static CommandResult Export(AuthService auth, CommandCall call)
    {
        if (!call.Arguments.Has("entity"))
        {
            return Show(auth, call, auth.Keys.Entities, "exported master keyring");
        }

        var (name, entity) = Existing(auth, call);
        return Show(auth, call, [new(name, entity)], $"export auth(key={entity.Key.ToBase64()})");
    }

    private static CommandResult Get(AuthService auth, CommandCall call)
    {
        var (name, entity) = Existing(auth, call);
        return Show(auth, call, [new(name, entity)], $"exported keyring for {name}");
    }

    private static CommandResult Key(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        var entity = auth.Keys.Entities.GetValueOrDefault(name)
            ?? throw new CommandException(Errno.NotFound, $"don't have {name}");
        return call.IsPlain
            ? CommandResult.Text(entity.Key.ToBase64())
            : call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", entity.Key.ToBase64());
                json.WriteEndObject();
            });
    }

    private static CommandResult List(AuthService auth, CommandCall call)
    {
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartObject();
                WriteEntities(json, "auth_dump", auth.Keys.Entities.Where(static entity => entity.Key.Type != EntityType.Monitor));
                json.WriteEndObject();
            });
        }

        var text = new StringBuilder();
        foreach (var (name, entity) in auth.Keys.Entities.Where(static entity => entity.Key.Type != EntityType.Monitor))
        {
            text.Append(name).Append("\n\tkey: ").Append(entity.Key.ToBase64()).Append('\n');
            foreach (var (service, caps) in entity.Caps.OrderBy(static cap => cap.Key, StringComparer.Ordinal))
            {
                text.Append("\tcaps: [").Append(service).Append("] ").Append(caps).Append('\n');
            }
        }

        return CommandResult.Text(text.ToString(), "installed auth entries:\n");
    }

    private static CommandOutcome Import(AuthService auth, CommandCall call)
    {
        if (call.Input.Length == 0)
        {
            throw new CommandException(Errno.Invalid, "auth import: no data supplied");
        }

        var entries = ReadKeyring(call);
        foreach (var (name, entity) in entries)
        {
            if (entity.Caps.Count == 0)
            {
                throw new CommandException(Errno.Invalid, $"auth import: no caps supplied for entity {name}");
            }

            CheckType(auth, entity.Key);
            CheckCaps(entity.Caps);
        }

        foreach (var (name, entity) in entries)
        {
            auth.Set(name, entity);
        }

        return CommandOutcome.AfterCommit(CommandResult.Said("imported keyring"));
    }

    private static CommandOutcome Add(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        var given = call.Input.Length == 0 ? null
            : ReadKeyring(call).Where(entry => entry.Key == name).Select(static entry => entry.Value).FirstOrDefault()
                ?? throw new CommandException(Errno.Invalid, $"unable to find key for {name} in input keyring");
        var caps = Caps(call, given?.Caps);
        if (auth.FindPending(name) is { } existing)
        {
            if (given is not null && given.Key != existing.Key)
            {
                throw new CommandException(Errno.Invalid, $"entity {name} exists but key does not match");
            }

            if (Mismatch(existing, caps) is { } service)
            {
                throw new CommandException(Errno.Invalid, $"entity {name} exists but cap {service} does not match");
            }

            return WhenCommitted(auth, name, existing, CommandResult.Done);
        }

        CheckCaps(caps);
        if (given is not null)
        {
            CheckType(auth, given.Key);
        }

        auth.Set(name, new EntityAuth(given?.Key ?? auth.NewKey(WantedType(call)), caps));
        return CommandOutcome.AfterCommit(CommandResult.Said($"added key for {name}"));
    }

    private static CommandOutcome GetOrCreate(AuthService auth, CommandCall call, bool keyOnly)
    {
        var name = Name(call);
        var caps = Caps(call, null);
        if (auth.FindPending(name) is { } existing)
        {
            if (caps.Count > 0 && Mismatch(existing, caps) is { } service)
            {
                throw new CommandException(Errno.Invalid, $"key for {name} exists but cap {service} does not match");
            }

            return WhenCommitted(auth, name, existing, Created(call, name, existing, keyOnly));
        }

        CheckCaps(caps);
        var entity = new EntityAuth(auth.NewKey(WantedType(call)), caps);
        auth.Set(name, entity);
        return CommandOutcome.AfterCommit(Created(call, name, entity, keyOnly));
    }

    /// <summary>The entity may be on its way still; what a client is told must be committed.</summary>
    private static CommandOutcome WhenCommitted(AuthService auth, EntityName name, EntityAuth entity, CommandResult result) =>
        auth.Keys.Entities.TryGetValue(name, out var committed) && committed == entity
            ? CommandOutcome.Answer(result)
            : CommandOutcome.AfterCommit(result);

    private static CommandOutcome SetCaps(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        var entity = auth.FindPending(name) ?? throw new CommandException(Errno.NotFound, $"couldn't find entry {name}");
        var caps = Caps(call, null);
        CheckCaps(caps);
        auth.Set(name, entity with { Caps = caps });
        return CommandOutcome.AfterCommit(CommandResult.Said($"updated caps for {name}"));
    }

    private static CommandOutcome AuthorizeFs(AuthService auth, CommandCall call)
    {
        var text = call.Arguments.String("entity");
        if (!EntityName.TryParse(text, out var name))
        {
            throw new CommandException(Errno.Invalid, "bad entity name");
        }

        var caps = FsAuthorize.Caps(
            auth.Filesystems, call.Arguments.String("filesystem"), call.Arguments.Strings("caps"));
        if (auth.FindPending(name) is { } existing)
        {
            return Mismatch(existing, caps) is null
                ? WhenCommitted(auth, name, existing, Authorized(call, name, existing))
                : throw new CommandException(
                    Errno.Invalid,
                    $"{name} already has fs capabilities that differ from those supplied. To generate a new auth key for {name}, first "
                    + $"remove {name} from configuration files, execute 'ceph auth rm {name}', then execute this command again.");
        }

        var entity = new EntityAuth(auth.NewKey(null), caps);
        auth.Set(name, entity);
        return CommandOutcome.AfterCommit(Authorized(call, name, entity));
    }

    private static CommandResult Authorized(CommandCall call, EntityName name, EntityAuth entity) =>
        Created(call, name, entity, keyOnly: false);

    private static CommandOutcome Rotate(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        var entity = auth.FindPending(name) ?? throw new CommandException(Errno.NotFound, $"entity {name} does not exist");
        if (name.Type == EntityType.Monitor)
        {
            throw new CommandException(Errno.Invalid, "the monitors' own key is in their keyrings and cannot be replaced here");
        }

        var rotated = entity with { Key = auth.NewKey(WantedType(call)) };
        auth.Set(name, rotated);
        return CommandOutcome.AfterCommit(Show(auth, call, [new(name, rotated)], ""));
    }

    private static CommandOutcome Remove(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        if (auth.FindPending(name) is null)
        {
            return CommandOutcome.Answer(CommandResult.Said($"entity {name} does not exist"));
        }

        auth.Remove(name);
        return CommandOutcome.AfterCommit(CommandResult.Said("updated"));
    }

    private static EntityName Name(CommandCall call)
    {
        var text = call.Arguments.String("entity");
        return EntityName.TryParse(text, out var name) ? name : throw new CommandException(Errno.Invalid, $"invalid entity_auth {text}");
    }

    private static (EntityName Name, EntityAuth Entity) Existing(AuthService auth, CommandCall call)
    {
        var name = Name(call);
        return auth.Keys.Entities.TryGetValue(name, out var entity)
            ? (name, entity)
            : throw new CommandException(Errno.NotFound, $"failed to find {name} in keyring");
    }

    private static KeyType? WantedType(CommandCall call) => call.Arguments.Find("key_type") switch
    {
        null => null,
        "aes" => KeyType.Aes,
        "aes256k" => KeyType.Aes256k,
        var other => throw new CommandException(Errno.Invalid, $"unknown key type {other}"),
    };

    private static void CheckType(AuthService auth, CephxKey key)
    {
        if (!auth.Keys.AllowedTypes.Contains(key.Type))
        {
            throw new CommandException(Errno.Invalid, $"creating key with insecure key type (\"{key.Type.ToName()}\") not allowed");
        }
    }

    private static string? Mismatch(EntityAuth existing, IReadOnlyDictionary<string, string> caps)
    {
        foreach (var (service, text) in caps)
        {
            if (!existing.Caps.TryGetValue(service, out var has) || has != text)
            {
                return service;
            }
        }

        return existing.Caps.Keys.FirstOrDefault(service => !caps.ContainsKey(service));
    }

    /// <summary>Pairs of a service and its caps, as they stand on the command line.</summary>
    private static IReadOnlyDictionary<string, string> Caps(CommandCall call, IReadOnlyDictionary<string, string>? fallback)
    {
        var words = call.Arguments.Strings("caps");
        if (words.Count % 2 != 0)
        {
            throw new CommandException(Errno.Invalid, "bad capabilities request; odd number of arguments");
        }

        if (words.Count == 0 && fallback is not null)
        {
            return fallback;
        }

        var caps = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i += 2)
        {
            caps[words[i]] = words[i + 1];
        }

        return caps;
    }

    private static void CheckCaps(IReadOnlyDictionary<string, string> caps)
    {
        foreach (var (service, text) in caps)
        {
            if (!EntityTypeNames.TryParse(service, out _))
            {
                throw new CommandException(Errno.Invalid, $"unknown cap type '{service}'");
            }

            // The caps of managers have the monitors' grammar; those of OSDs and MDS have their own, and their daemons judge it.
            var isKnown = service is "mon" or "mgr" ? MonitorCaps.TryParse(text, out _) : LooksLikeCaps(text);
            if (!isKnown && text.Length > 0)
            {
                throw new CommandException(Errno.Invalid, $"{service} capability parse failed, stopped at '{text}' of '{text}'");
            }
        }
    }

    private static bool LooksLikeCaps(string text) =>
        text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .All(static grant =>
                grant.StartsWith("allow", StringComparison.Ordinal) || grant.StartsWith("profile", StringComparison.Ordinal));

    private static IReadOnlyList<KeyValuePair<EntityName, EntityAuth>> ReadKeyring(CommandCall call)
    {
        try
        {
            return Keyring.Parse(Encoding.UTF8.GetString(call.Input.Span));
        }
        catch (FormatException error)
        {
            throw new CommandException(Errno.Invalid, $"error decoding keyring: {error.Message}");
        }
    }

    private static CommandResult Created(CommandCall call, EntityName name, EntityAuth entity, bool keyOnly)
    {
        if (call.IsPlain)
        {
            if (keyOnly)
            {
                return CommandResult.Text(entity.Key.ToBase64() + "\n");
            }

            var text = new StringBuilder();
            Keyring.Append(text, name, entity, withCaps: false);
            return CommandResult.Text(text.ToString());
        }

        return keyOnly
            ? call.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", entity.Key.ToBase64());
                json.WriteEndObject();
            })
            : call.Json(json => WriteList(json, [new(name, entity)]));
    }

    private static CommandResult Show(
        AuthService auth, CommandCall call, IEnumerable<KeyValuePair<EntityName, EntityAuth>> entities, string status)
    {
        if (!call.IsPlain)
        {
            return call.Json(json => WriteList(json, entities), status);
        }

        var text = new StringBuilder();
        foreach (var (name, entity) in entities)
        {
            Keyring.Append(text, name, entity);
        }

        return CommandResult.Text(text.ToString(), status);
    }

    private static void WriteEntities(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<EntityName, EntityAuth>> entities)
    {
        json.WritePropertyName(name);
        WriteList(json, entities);
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable<KeyValuePair<EntityName, EntityAuth>> entities)
    {
        json.WriteStartArray();
        foreach (var (name, entity) in entities)
        {
            json.WriteStartObject();
            json.WriteString("entity", name.ToString());
            json.WriteString("key", entity.Key.ToBase64());
            json.WriteStartObject("caps");
            foreach (var (service, caps) in entity.Caps.OrderBy(static cap => cap.Key, StringComparer.Ordinal))
            {
                json.WriteString(service, caps);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
