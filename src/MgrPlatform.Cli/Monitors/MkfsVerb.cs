using System.CommandLine;
using System.Security.Cryptography;
using MgrPlatform.Monitor.Mkfs;
using MgrPlatform.Monitor.Store;
using MgrPlatform.Wire.Cephx;
using MgrPlatform.Wire.Maps.Mon;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Cli.Monitors;

/// <summary><c>mgrp mon mkfs</c>: makes the store of a new monitor, and never touches one that is there.</summary>
internal static class MkfsVerb
{
    public static Command Create()
    {
        var id = new Option<string>("--id") { Description = "The monitor's name", Required = true };
        var data = new Option<string>("--data") { Description = "The monitor's folder; made if it is not there", Required = true };
        var fsid = new Option<Guid?>("--fsid") { Description = "The cluster's id; a new one by default" };
        var mons = new Option<string[]>("--mon")
        {
            Description = "A monitor that the cluster begins with, NAME=ADDRESS; once for each",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var keyring = new Option<string>("--keyring")
        {
            Description = "Keyring with the keys of mon. and client.admin, the same for all monitors; made if it is not there",
            Required = true,
        };
        var cipher = new Option<string>("--cipher")
        {
            Description = "Of new keys and of the services' keys; aes for a cluster with daemons or tools of Pacific or Reef",
            DefaultValueFactory = static _ => "aes256k",
        };
        cipher.AcceptOnlyFromAmong("aes", "aes256k");
        var command = new Command("mkfs", "Make the store of a new monitor") { id, data, fsid, mons, keyring, cipher };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(id),
            parsed.GetRequiredValue(data),
            parsed.GetValue(fsid) ?? Guid.NewGuid(),
            parsed.GetRequiredValue(mons),
            parsed.GetRequiredValue(keyring),
            parsed.GetRequiredValue(cipher) == "aes" ? KeyType.Aes : KeyType.Aes256k,
            parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string id, string data, Guid fsid, string[] mons, string keyringPath, KeyType cipher, TextWriter output)
    {
        var now = UTime.From(DateTimeOffset.UtcNow);
        var map = mons.Aggregate(MonitorMkfs.NewMap(fsid, cipher, now), (map, mon) => Add(map, mon, now));
        try
        {
            if (!File.Exists(keyringPath))
            {
                using var file = new FileStream(keyringPath, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                file.Write(System.Text.Encoding.UTF8.GetBytes(MonitorMkfs.NewKeyring(cipher, now, RandomNumberGenerator.Fill)));
            }

            MonitorMkfs.Run(new MonitorDirectory(data), new MkfsRequest(id, map, File.ReadAllText(keyringPath)));
        }
        catch (Exception error) when (error is MonitorStoreException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(error.Message, ExitCode.Failure);
        }

        output.WriteLine($"mon.{id} of cluster {fsid} is in {data}");
        return ExitCode.Success;
    }

    private static MonMap Add(MonMap map, string mon, UTime now)
    {
        var equals = mon.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0
            || !EntityAddressParser.TryParse(mon.AsSpan(equals + 1), EntityAddressType.Msgr2, out EntityAddressVector? addresses)
            || addresses.Msgr2?.EndPoint is null or { Port: 0 })
        {
            throw new CommandLineException($"'{mon}' is no monitor; write --mon NAME=IP:PORT");
        }

        var name = mon[..equals];
        return map.Monitors.ContainsKey(name)
            ? throw new CommandLineException($"the monitor '{name}' is named twice")
            : MonitorMkfs.Add(map, name, addresses, now);
    }
}
