using System.Globalization;
using MgrPlatform.Monitor.Services;
using MgrPlatform.Monitor.Services.Config;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Monitor.Commands;

/// <summary>What <c>ceph tell mon.a …</c> can ask one monitor, quorum or not.</summary>
internal static class TellCommands
{
    private const string Module = "mon";

    /// <summary>The release whose words and formats ours are.</summary>
    internal const string CephVersion = "16.2.15";

    public static IReadOnlyList<MonitorCommand> Of(MonitorContext monitor) =>
    [
        Local("version", "get ceph version", Version),
        Local("mon_status", "report status of monitors", call => call.Json(
            json => MonitorStatus.Write(json, monitor), prettyByDefault: true)),
        Local("get_command_descriptions", "list available commands", call => CommandDescriptions.Write(
            call, Of(monitor).Select(static command => command.Declaration), isFull: false)),
        Local("sessions", "list existing sessions", call => Sessions(monitor, call)),
        Local("config get name=var,type=CephString", "config get <field>: get the config value", call => ConfigGet(monitor, call)),
        Local("help", "list available commands", call => Help(monitor, call)),
    ];

    internal static CommandResult Version(CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            json.WriteString("version", CephVersion);
            json.WriteString("release", "pacific");
            json.WriteString("release_type", "stable");
            json.WriteEndObject();
        },
        prettyByDefault: true);

    private static MonitorCommand Local(string signature, string help, Func<CommandCall, CommandResult> handler) =>
        MonitorCommand.Local(signature, help, Module, "r", handler);

    private static CommandResult ConfigGet(MonitorContext monitor, CommandCall call)
    {
        var name = call.Arguments.String("var");
        var resolved = monitor.Service<ConfigService>().Resolve(new EntityName(EntityType.Monitor, monitor.Name));
        var value = resolved.GetValueOrDefault(name)?.Value
            ?? ConfigSchema.Find(name, monitor.Service<Services.Mgr.MgrService>().Map)?.Default
            ?? throw new CommandException(Errno.NotFound, $"error getting '{name}': (2) No such file or directory");
        return call.Json(
            json =>
            {
                json.WriteStartObject();
                json.WriteString(name, value);
                json.WriteEndObject();
            },
            prettyByDefault: true);
    }

    private static CommandResult Help(MonitorContext monitor, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartObject();
            foreach (var command in Of(monitor))
            {
                json.WriteString(command.Prefix, command.Declaration.Help);
            }

            json.WriteEndObject();
        },
        prettyByDefault: true);

    private static CommandResult Sessions(MonitorContext monitor, CommandCall call) => call.Json(
        json =>
        {
            json.WriteStartArray();
            foreach (var session in monitor.Sessions)
            {
                json.WriteStartObject();
                json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"{session.Type.ToName()}.{session.GlobalId}"));
                json.WriteString("entity_name", session.Name.ToString());
                json.WriteStartObject("addrs");
                json.WriteStartArray("addrvec");
                foreach (var address in session.Addresses.Addresses)
                {
                    WriteAddress(address);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WritePropertyName("socket_addr");
                WriteAddress(session.Socket);
                json.WriteString("con_type", session.Type.ToName());
                json.WriteNumber("con_features", (ulong)session.Features);
                json.WriteString("con_features_hex", ((ulong)session.Features).ToString("x", CultureInfo.InvariantCulture));
                json.WriteString("con_features_release", "luminous");
                json.WriteBoolean("open", true);
                json.WriteStartObject("caps");
                json.WriteString("text", session.Caps.Text);
                json.WriteEndObject();
                json.WriteBoolean("authenticated", true);
                json.WriteNumber("global_id", session.GlobalId);
                json.WriteString("global_id_status", "reclaim_ok");
                json.WriteNumber("osd_epoch", 0);
                json.WriteString("remote_host", "");
                json.WriteEndObject();
            }

            json.WriteEndArray();

            void WriteAddress(EntityAddress address)
            {
                json.WriteStartObject();
                json.WriteString("type", EntityAddress.ToTypeName(address.Type));
                json.WriteString("addr", address.ToAddress());
                json.WriteNumber("nonce", address.Nonce);
                json.WriteEndObject();
            }
        },
        prettyByDefault: true);
}
