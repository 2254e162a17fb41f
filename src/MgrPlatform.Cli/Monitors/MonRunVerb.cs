using System.CommandLine;
using MgrPlatform.Messenger.Transport;
using MgrPlatform.Monitor.Daemon;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Handshake;
using MgrPlatform.Wire.Primitives;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace MgrPlatform.Cli.Monitors;

/// <summary><c>mgrp mon run</c>: a monitor in the foreground.</summary>
internal static class MonRunVerb
{
    public static Command Create()
    {
        var id = new Option<string>("--id") { Description = "The monitor's name", Required = true };
        var data = new Option<string>("--data") { Description = "The monitor's folder, made with mkfs", Required = true };
        var hosts = new Option<string[]>("--mon-host")
        {
            Description = "Addresses of monitors to ask besides those of the map",
            AllowMultipleArgumentsPerToken = true,
        };
        var address =
            new Option<string?>("--public-addr") { Description = "Where to listen, for a monitor that is to join and is in no map yet" };
        var secure = new Option<bool>("--secure-only") { Description = "Refuse connections that are not encrypted" };
        var settings = new Option<string[]>("--option", "-o")
        {
            Description = "An option under Ceph's name, in seconds or per cent: mon_lease=1, auth_service_ticket_ttl=60",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Tell more" };
        var command = new Command("run", "Run a monitor in the foreground") { id, data, hosts, address, secure, settings, verbose };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new MonitorDaemonOptions
            {
                Name = parsed.GetRequiredValue(id),
                Directory = new MonitorDirectory(parsed.GetRequiredValue(data)),
                Hints = [.. (parsed.GetValue(hosts) ?? []).Select(Address)],
                Addresses = parsed.GetValue(address) is { } text ? Address(text) : EntityAddressVector.Empty,
                Modes = parsed.GetValue(secure) ? [ConnectionMode.Secure] : [ConnectionMode.Secure, ConnectionMode.Crc],
            };
            foreach (var setting in parsed.GetValue(settings) ?? [])
            {
                if (!MonitorSettings.TryApply(options, setting, out options, out var error))
                {
                    throw new CommandLineException(error);
                }
            }

            return RunAsync(
                options,
                parsed.GetValue(verbose) ? LogLevel.Debug : LogLevel.Information,
                parsed.InvocationConfiguration.Output,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        MonitorDaemonOptions options, LogLevel level, TextWriter output, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(builder => builder.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        }).SetMinimumLevel(level));
        using var transport = new SocketTransport();
        try
        {
            await using var daemon = await MonitorDaemon.StartAsync(options, transport, TimeProvider.System, loggers, cancellationToken);
            await output.WriteLineAsync($"READY mon.{options.Name} at {daemon.Addresses}");
            await output.FlushAsync(cancellationToken);
            var exit = await daemon.Completion.WaitAsync(cancellationToken);
            return exit.IsFailure ? throw new CommandLineException(exit.Reason, ExitCode.Failure) : ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success; // It was asked to stop, and it has.
        }
        catch (AddressInUseException)
        {
            throw new CommandLineException(
                $"somebody listens already where mon.{options.Name} is to listen; is it running?", ExitCode.Failure);
        }
        catch (Exception error) when (error is MonitorStoreException or System.Net.Sockets.SocketException or IOException)
        {
            throw new CommandLineException(error.Message, ExitCode.Failure);
        }
    }

    private static EntityAddressVector Address(string text) =>
        EntityAddressParser.TryParse(text, EntityAddressType.Msgr2, out EntityAddressVector? addresses) && addresses.Msgr2 is not null
            ? addresses
            : throw new CommandLineException($"'{text}' is no address; write IP:PORT");
}
