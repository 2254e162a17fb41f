using System.Collections.Immutable;
using System.Globalization;
using MgrPlatform.CephTool.Answers;

namespace MgrPlatform.CephTool.Words;

/// <summary>
/// The words after <c>mgrp ceph</c>, split as the official tool splits them: its own options are recognised everywhere,
/// every other word belongs to the command, an unknown option too once the command has begun.
/// </summary>
public sealed record CephArguments
{
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>The dev cluster's directory; recognised only before the command.</summary>
    public string? Directory { get; private init; }

    /// <summary>A socket to ask instead; recognised only before the command.</summary>
    public string? AdminSocket { get; init; }

    /// <summary>Which cluster is meant and who we are to it.</summary>
    public ConnectionArguments Connection { get; init; } = new();

    /// <summary>What of the cluster log is followed; null for a command.</summary>
    public WatchArguments? Watch { get; private init; }

    public string? Format { get; private init; }

    /// <summary>What a format that is a template is given to; null where there is none.</summary>
    public TemplateRenderer? Templates { get; init; }

    public string? InputFile { get; private init; }

    public string? OutputFile { get; private init; }

    public bool Help { get; private init; }

    public bool Version { get; private init; }

    public bool Verbose { get; private init; }

    /// <summary>How often a polling command is repeated; zero means once.</summary>
    public TimeSpan Period { get; private init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="CommandLineException">An option that neither we nor the official tool know, or one without its value.</exception>
    public static CephArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new CephArguments();
        var words = ImmutableArray.CreateBuilder<string>();
        var status = false;
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (arg == "--")
            {
                words.AddRange(args.Skip(i + 1));
                break;
            }

            var (name, attached) = Split(arg);
            if ((Canonical(name, beforeCommand: words.Count == 0) ?? AsOption(arg, attached, words.Count == 0)) is not { } option)
            {
                RefuseUnknown(arg, words.Count == 0);
                words.Add(arg);
                continue;
            }

            switch (option)
            {
                case "--help":
                    parsed = parsed with { Help = true };
                    break;
                case "--version":
                    parsed = parsed with { Version = true };
                    break;
                case "--verbose":
                    parsed = parsed with { Verbose = true };
                    break;
                case "--status":
                    status = true;
                    break;
                case "--concise":
                    parsed = parsed with { Verbose = false };
                    break;
                case "--watch" or "--watch-debug" or "--watch-info" or "--watch-sec" or "--watch-warn" or "--watch-error":
                    parsed = parsed with { Watch = (parsed.Watch ?? new WatchArguments()).With(option) };
                    break;
                case "option":
                    parsed = parsed with { Connection = parsed.Connection.With(name, attached!) };
                    break;
                default:
                    parsed = parsed.WithValue(option, attached ?? Next(args, ref i, arg));
                    break;
            }
        }

        if (status)
        {
            words.Insert(0, "status");
        }

        return parsed with { Words = words.DrainToImmutable() };
    }

    /// <summary><c>-fjson</c> and <c>--format=json</c> carry their value with them.</summary>
    private static (string Name, string? Attached) Split(string arg)
    {
        if (arg.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (arg, null) : (arg[..equals], arg[(equals + 1)..]);
        }

        return arg.Length > 2 && arg[0] == '-' && "fiopcnkmW".Contains(arg[1], StringComparison.Ordinal) ? (arg[..2], arg[2..]) : (arg, null);
    }

    private static string? Canonical(string name, bool beforeCommand) => name switch
    {
        "-h" or "--help" => "--help",
        "-v" or "--version" => "--version",
        "-s" or "--status" => "--status",
        "-f" or "--format" => "--format",
        "-i" or "--in-file" => "--in-file",
        "-o" or "--out-file" => "--out-file",
        "-p" or "--period" => "--period",
        "-w" or "--watch" => "--watch",
        "-W" or "--watch-channel" => "--watch-channel",
        "-c" or "--conf" => "--conf",
        "-n" or "--name" => "--name",
        "--id" or "--user" => "--id",
        "-k" or "--keyring" => "--keyring",
        "-m" or "--mon-host" or "--mon_host" => "--mon-host",
        "--verbose" or "--concise" or "--cluster" or "--connect-timeout" => name,
        "--watch-debug" or "--watch-info" or "--watch-sec" or "--watch-warn" or "--watch-error" => name,
        "--fsid" or "--key" or "--keyfile" when beforeCommand => name,
        "--dir" or "--admin-socket" when beforeCommand => name,
        "--admin-daemon" when beforeCommand => "--admin-socket",
        _ => null,
    };

    /// <summary>Before the command any option of ceph.conf may be given as <c>--NAME=VALUE</c>.</summary>
    private static string? AsOption(string arg, string? attached, bool beforeCommand) =>
        beforeCommand && attached is not null && arg.StartsWith("--", StringComparison.Ordinal) ? "option" : null;

    private static void RefuseUnknown(string arg, bool beforeCommand)
    {
        if (beforeCommand && arg.Length > 1 && arg[0] == '-' && !char.IsAsciiDigit(arg[1]))
        {
            throw new CommandLineException(
                $"ceph: unknown option {arg}; options of a command stand after its words, mgrp's own are in 'mgrp ceph --help'");
        }
    }

    private static string Next(IReadOnlyList<string> args, ref int i, string option) =>
        ++i < args.Count ? args[i] : throw new CommandLineException($"ceph: {option} needs a value; see 'mgrp ceph --help'");

    private CephArguments WithValue(string option, string value) => option switch
    {
        "--format" => this with { Format = value },
        "--in-file" => this with { InputFile = value },
        "--out-file" => this with { OutputFile = value },
        "--dir" => this with { Directory = value },
        "--admin-socket" => this with { AdminSocket = value },
        "--watch-channel" => this with { Watch = (Watch ?? new WatchArguments()) with { Channel = value } },
        "--conf" or "--name" or "--id" or "--keyring" or "--mon-host" or "--cluster" or "--connect-timeout" or "--fsid" or "--key" or "--keyfile" =>
            this with { Connection = Connection.With(option, value) },
        _ => this with { Period = ParsePeriod(value) },
    };

    private static TimeSpan ParsePeriod(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 86400
            ? TimeSpan.FromSeconds(seconds)
            : throw new CommandLineException($"ceph: --period takes seconds, 0 to 86400, not '{value}'");
}
