using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Maps.Mgr;

namespace MgrPlatform.Monitor.Services.ConfigKey;

/// <summary>The commands <c>config-key …</c>.</summary>
internal static class KvCommands
{
    private const string Module = "config-key";

    public static IReadOnlyList<MonitorCommand> Of(KvService kv) =>
    [
        MonitorCommand.Read("config-key get name=key,type=CephString", "get <key>", Module, "r", call => Get(kv, call)),
        MonitorCommand.Write(
            "config-key set name=key,type=CephString name=val,type=CephString,req=false", "set <key> to value <val>", Module, "rw",
            call => Set(kv, call)),
        MonitorCommand.Write(
            "config-key put name=key,type=CephString name=val,type=CephString,req=false", "put <key>, value <val>", Module, "rw",
            call => Set(kv, call), MonCommandFlags.Deprecated),
        MonitorCommand.Write(
            "config-key del name=key,type=CephString", "delete <key>", Module, "rw", call => Remove(kv, call), MonCommandFlags.Deprecated),
        MonitorCommand.Write("config-key rm name=key,type=CephString", "rm <key>", Module, "rw", call => Remove(kv, call)),
        MonitorCommand.Read(
            "config-key exists name=key,type=CephString", "check for <key>'s existence", Module, "r", call => Exists(kv, call)),
        MonitorCommand.Read("config-key list", "list keys", Module, "r", call => List(kv, call), MonCommandFlags.Deprecated),
        MonitorCommand.Read("config-key ls", "list keys", Module, "r", call => List(kv, call)),
        MonitorCommand.Read(
            "config-key dump name=key,type=CephString,req=false", "dump keys and values (with optional prefix)", Module, "r",
            call => Dump(kv, call)),
    ];

    private static CommandResult Get(KvService kv, CommandCall call)
    {
        var key = call.Arguments.String("key");
        return kv.Find(key) is { } value
            ? new CommandResult(0, "", value)
            : CommandResult.Failed(Errno.NotFound, "");
    }

    private static CommandResult Exists(KvService kv, CommandCall call)
    {
        var key = call.Arguments.String("key");
        return kv.Find(key) is null
            ? CommandResult.Failed(Errno.NotFound, $"key '{key}' doesn't exist")
            : CommandResult.Said($"key '{key}' exists");
    }

    private static CommandOutcome Set(KvService kv, CommandCall call)
    {
        var key = call.Arguments.String("key");
        var value = call.Input.Length > 0 ? call.Input.ToArray() : Encoding.UTF8.GetBytes(call.Arguments.String("val", ""));
        if (value.Length > kv.MaximumValue)
        {
            throw new CommandException(
                Errno.FileTooBig,
                $"error: entry size limited to {kv.MaximumValue} bytes. Use 'mon config key max entry size' to manually adjust");
        }

        kv.Set(key, value);
        return CommandOutcome.AfterCommit(CommandResult.Said("set " + key));
    }

    private static CommandOutcome Remove(KvService kv, CommandCall call)
    {
        var key = call.Arguments.String("key");
        if (kv.Find(key) is null)
        {
            return CommandOutcome.Answer(CommandResult.Said("key deleted")); // As Ceph says it, whether there was one or not.
        }

        kv.Remove(key);
        return CommandOutcome.AfterCommit(CommandResult.Said("key deleted"));
    }

    private static CommandResult List(KvService kv, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartArray();
            foreach (var (key, _) in kv.Entries())
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
        },
        prettyByDefault: true, endsLine: true);

    private static CommandResult Dump(KvService kv, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            foreach (var (key, value) in kv.Entries(call.Arguments.String("key", "")))
            {
                json.WriteString(key, Shown(value!));
            }

            json.WriteEndObject();
        },
        prettyByDefault: true, endsLine: true);

    // Certificates and keys are text; what is not is only measured.
    private static string Shown(byte[] value) =>
        Array.TrueForAll(value, static b => b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\t' or (byte)'\r')
            ? Encoding.UTF8.GetString(value)
            : $"<<< binary blob of length {value.Length} >>>";
}
