using System.Diagnostics;
using MgrPlatform.Client.Configuration;
using MgrPlatform.Wire.Primitives;

namespace MgrPlatform.Client.Tests.Configuration;

public sealed class CephConfigurationTests
{
    private static readonly EntityName Admin = new(EntityType.Client, "admin");

    [Theory]
    [MemberData(nameof(ConfText.Values), MemberType = typeof(ConfText))]
    public void A_configuration_reads_as_in_Ceph(string text, string option, string? value) =>
        Assert.Equal(value, Load(text).Find(option));

    [Theory]
    [MemberData(nameof(ConfText.Mistakes), MemberType = typeof(ConfText))]
    public void A_mistake_is_told_with_file_and_line(string text, int line, string words)
    {
        var error = Assert.Throws<ClientException>(() => Load(text));

        Assert.StartsWith($"b.conf, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.Invalid, error.Errno);
    }

    [Fact]
    public async Task The_official_tool_reads_the_same_values_and_refuses_the_same_mistakes()
    {
        if (!File.Exists("/usr/bin/ceph-conf"))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") != "true", "CI");
            Assert.Skip("ceph-conf (package ceph-common) is not installed");
        }

        var folder = Directory.CreateTempSubdirectory("mgrp-conf-");
        try
        {
            foreach (var (text, option, value) in ConfText.Values.Select(static row => row.Data))
            {
                Assert.Equal((text, value is null ? 1 : 0, value ?? ""), (text, await CephConfAsync(folder.FullName, text, option)) switch
                {
                    var (same, (code, output)) => (same, code, output),
                });
            }

            foreach (var (text, _, _) in ConfText.Mistakes.Select(static row => row.Data))
            {
                Assert.NotEqual(0, (await CephConfAsync(folder.FullName, text, "x")).Code);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Dashes_are_as_good_as_underscores_and_blanks()
    {
        var configuration = Load("[global]\nmon-host = 10.0.0.1\nlog file = /l\n");

        Assert.Equal("10.0.0.1", configuration.Find("mon_host"));
        Assert.Equal("/l", configuration.Find("log-file"));
    }

    [Fact]
    public void A_last_line_needs_no_end_and_a_blank_line_may_hold_blanks() =>
        Assert.Equal("1", Load("\n   \n[global]\n\t\na = 1").Find("a"));

    [Fact]
    public void An_option_that_mentions_itself_ends()
    {
        var configuration = Load("[global]\nhost = $host\nmon_data = $run_dir\nrun_dir = $mon_data\n");

        Assert.NotNull(configuration.Find("host"));
        Assert.NotNull(configuration.Find("run_dir"));
    }

    [Fact]
    public void The_command_line_goes_before_the_environment_and_both_before_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "[global]\nkeyring = /file\nmon host = 10.0.0.1\nfsid = 00000000-0000-0000-0000-000000000001\n");
            var source = new CephConfigurationSource
            {
                Path = path,
                Environment = static name => name switch
                {
                    "CEPH_ARGS" => "--keyring=/args --mon-host 10.0.0.2 --log-to-stderr",
                    "CEPH_KEYRING" => "/environment",
                    _ => null,
                },
                Overrides = new Dictionary<string, string> { ["mon-host"] = "10.0.0.3" },
            };

            var configuration = CephConfiguration.Load(source);

            Assert.Equal("/environment", configuration.Find("keyring"));
            Assert.Equal("10.0.0.3", configuration.Find("mon_host"));
            Assert.Equal("true", configuration.Find("log_to_stderr"));
            Assert.Equal(new Guid("00000000-0000-0000-0000-000000000001"), configuration.Fsid);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_first_file_of_a_list_that_exists_counts()
    {
        var folder = Directory.CreateTempSubdirectory("mgrp-conf-");
        try
        {
            var second = Path.Combine(folder.FullName, "west.conf");
            File.WriteAllText(second, "[global]\nx = 2\n");

            var configuration = CephConfiguration.Load(new CephConfigurationSource
            {
                Cluster = "west",
                Environment = name => name == "CEPH_CONF" ? $"{folder.FullName}/none.conf,{folder.FullName}/$cluster.conf" : null,
            });

            Assert.Equal("2", configuration.Find("x"));
            Assert.Equal(second, configuration.Path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_that_was_named_must_be_there()
    {
        var error = Assert.Throws<ClientException>(() => CephConfiguration.Load(new CephConfigurationSource { Path = "/no/such.conf" }));

        Assert.Equal(Errno.NoEntry, error.Errno);
        Assert.Contains("/no/such.conf", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0.5", 0.5)]
    [InlineData("5m", 300)]
    [InlineData("250ms", 0.25)]
    [InlineData("1 hour", 3600)]
    [InlineData("99999999999d", 315_360_000)]
    public void Durations_may_have_units(string text, double seconds)
    {
        Assert.True(CephDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("5 parsecs")]
    [InlineData("1e400")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(CephDuration.TryParse(text, out _));

    private static CephConfiguration Load(string text) =>
        CephConfiguration.From(CephConfFile.Parse(text, "b.conf"), new CephConfigurationSource { Name = Admin, Cluster = "b" });

    private static async Task<(int Code, string Output)> CephConfAsync(string folder, string text, string option)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "b.conf"), text, TestContext.Current.CancellationToken);
        var info = new ProcessStartInfo("/usr/bin/ceph-conf", ["-c", "b.conf", "-n", "client.admin", "--lookup", option])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode == 0 ? 0 : 1, output.EndsWith('\n') ? output[..^1] : output);
    }
}
