using MgrPlatform.Modules.Logs;
using MgrPlatform.PluginSdk.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MgrPlatform.Modules.Tests.Logs;

public sealed class ModuleLogTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ModuleLog _log;

    public ModuleLogTests() => _log = new ModuleLog("hello", NullLogger.Instance, _time);

    [Fact]
    public void The_last_lines_are_kept_oldest_first()
    {
        for (var line = 0; line < ModuleLog.KeptLines + 10; line++)
        {
            Write($"line {line}\n");
        }

        Assert.Equal(["line 508", "line 509"], _log.Tail(2).Select(line => line.Text));
        Assert.Equal(("line 10", ModuleLog.KeptLines), (_log.Tail(10_000)[0].Text, _log.Tail(10_000).Count));
        Assert.Empty(_log.Tail(-5));
    }

    [Fact]
    public void A_long_line_is_cut_and_says_how_long_it_was()
    {
        Write(new string('x', 10_000));

        Assert.Equal(new string('x', ModuleLog.LineLength) + "… (10000 characters)", _log.Tail(1)[0].Text);
    }

    [Fact]
    public void Who_writes_too_much_loses_lines_counted_and_announced_once_there_is_room()
    {
        var line = new string('x', ModuleLog.LineLength - 64);
        for (var count = 0; count < ModuleLog.Burst / ModuleLog.LineLength; count++)
        {
            Write(line);
        }

        Assert.Equal(0, _log.Dropped);
        Write(line);
        Write(line);
        Assert.Equal(2, _log.Dropped);
        Assert.Equal(line, _log.Tail(1)[0].Text);

        _time.Advance(TimeSpan.FromSeconds(1));
        Write("again");

        var tail = _log.Tail(2);
        Assert.Equal(("2 lines dropped: the module writes too much", LogLevel.Warning, "host"), (tail[0].Text, tail[0].Level, tail[0].Source));
        Assert.Equal("again", tail[1].Text);
        Write("once more");
        Assert.Equal(["again", "once more"], _log.Tail(2).Select(kept => kept.Text));
    }

    [Fact]
    public void A_second_gives_back_a_seconds_share_and_no_more_than_the_burst()
    {
        Assert.Equal(ModuleLog.Burst / 8192, WriteUntilDropped());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ModuleLog.PerSecond / 8192, WriteUntilDropped());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ModuleLog.Burst / 8192, WriteUntilDropped());
    }

    [Fact]
    public void What_the_runner_dropped_counts_too()
    {
        _log.CountDropped(5);
        _log.CountDropped(-3);
        Write("now");

        Assert.Equal(5, _log.Dropped);
        Assert.Equal(["5 lines dropped: the module writes too much", "now"], _log.Tail(5).Select(line => line.Text));
    }

    [Fact]
    public void Every_kept_line_is_passed_on()
    {
        List<string> passed = [];
        _log.OnLine = line => passed.Add($"{ModuleLogLine.Name(line.Level)} {line.Source} {line.Text}");

        _log.Write(LogLevel.Critical, "hello.sub", "help\r\n");

        Assert.Equal(["critical hello.sub help"], passed);
    }

    private void Write(string text) => _log.Write(LogLevel.Information, "stdout", text);

    private int WriteUntilDropped()
    {
        var before = _log.Dropped;
        for (var written = 0; ; written++)
        {
            Write(new string('x', 8192 - 64));
            if (_log.Dropped > before)
            {
                return written;
            }
        }
    }
}
