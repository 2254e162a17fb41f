using System.Text;
using System.Text.Json;
using MgrPlatform.Monitor.Commands;
using MgrPlatform.Wire.Messages.Mon;

namespace MgrPlatform.Monitor.Services.Log;

/// <summary>The commands <c>log</c> and <c>log last</c>.</summary>
internal static class LogCommands
{
    private const int DefaultLines = 20;
    private const string AllChannels = "*";
    private const string DefaultChannel = "cluster";

    public static IReadOnlyList<MonitorCommand> Of(LogService log) =>
    [
        MonitorCommand.Write(
            "log name=logtext,type=CephString,n=N", "log supplied text to the monitor log", "mon", "rw", call => Write(log, call)),
        MonitorCommand.Read(
            "log last name=num,type=CephInt,range=1,req=false name=level,type=CephChoices,strings=debug|info|sec|warn|error,req=false " +
            "name=channel,type=CephChoices,strings=*|cluster|audit|cephadm,req=false",
            "print last few lines of the cluster log", "mon", "r", call => Last(log, call)),
    ];

    private static CommandOutcome Write(LogService log, CommandCall call)
    {
        log.Write(call.Session, LogLevel.Information, DefaultChannel, string.Join(' ', call.Arguments.Strings("logtext")));
        return CommandOutcome.AfterCommit(CommandResult.Done);
    }

    private static CommandResult Last(LogService log, CommandCall call)
    {
        var count = call.Arguments.FindInteger("num") ?? DefaultLines;
        LogService.TryLevel(call.Arguments.String("level", "info"), out var level);
        var channel = call.Arguments.String("channel", DefaultChannel);
        var entries = log.Recent
            .Where(entry => entry.Level >= level && (channel == AllChannels || entry.Channel == channel))
            .TakeLast((int)Math.Clamp(count, 1, int.MaxValue)).ToList();
        if (!call.IsPlain)
        {
            return call.Json(json =>
            {
                json.WriteStartArray();
                foreach (var entry in entries)
                {
                    Dump(json, entry);
                }

                json.WriteEndArray();
            });
        }

        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            text.Append(LogLine.Format(entry)).Append('\n');
        }

        return CommandResult.Text(text.ToString());
    }

    private static void Dump(Utf8JsonWriter json, LogEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Name.ToString());
        json.WriteString("rank", entry.Rank.ToString());
        json.WriteStartObject("addrs");
        json.WriteStartArray("addrvec");
        foreach (var address in entry.Addresses.Addresses)
        {
            json.WriteStartObject();
            json.WriteString("type", Wire.Primitives.EntityAddress.ToTypeName(address.Type));
            json.WriteString("addr", address.ToAddress());
            json.WriteNumber("nonce", address.Nonce);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("stamp", entry.Stamp.ToString());
        json.WriteNumber("seq", entry.Sequence);
        json.WriteString("channel", entry.Channel);
        json.WriteString("priority", LogLine.Mark(entry.Level));
        json.WriteString("message", entry.Message);
        json.WriteEndObject();
    }
}
