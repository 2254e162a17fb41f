using MgrPlatform.Modules.Accounts;

namespace MgrPlatform.Modules.Tests.Accounts;

public sealed class ModuleAccountTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ModuleAccount _account = new();

    [Fact]
    public void Processor_time_of_ended_runs_stays_in_the_account()
    {
        Update(cpuSeconds: 3, at: 1);
        Update(cpuSeconds: 5, at: 2);
        Update(cpuSeconds: null, at: 3);
        Assert.Equal((5, 0), (_account.CpuTime.TotalSeconds, _account.ResidentBytes));

        Update(cpuSeconds: 1, at: 4);

        Assert.Equal((6, 4096), (_account.CpuTime.TotalSeconds, _account.ResidentBytes));
        Assert.Equal(0, _account.CpuPercent);
    }

    [Fact]
    public void A_whole_core_becomes_a_hundred_percent_within_seconds()
    {
        for (var second = 0; second <= 20; second++)
        {
            Update(cpuSeconds: second, at: second);
        }

        Assert.InRange(_account.CpuPercent, 95, 100);
        Update(cpuSeconds: null, at: 21);
        Assert.Equal(0, _account.CpuPercent);
    }

    [Fact]
    public void Busy_since_survives_one_look_at_a_sleeper_and_not_two()
    {
        Update(1, at: 1, isRunnable: true);
        Assert.Null(_account.BusySince); // A single reading says nothing.
        Update(1, at: 2, isRunnable: true);
        Update(1, at: 3, isRunnable: false);
        Assert.Equal(TimeSpan.FromSeconds(2), _account.BusySince);

        Update(1, at: 4, isRunnable: false);

        Assert.Null(_account.BusySince);
    }

    [Fact]
    public void Calls_failures_timeouts_and_denials_are_counted_with_the_last_error()
    {
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        _account.CountCall(TimeSpan.FromMilliseconds(5));
        _account.CountFailure("first", noon);
        _account.CountTimeout("second", noon + Second);
        _account.CountDenied("read 'health'");

        Assert.Equal((1, 1, 1, 1), (_account.Calls, _account.Failures, _account.Timeouts, _account.Denied));
        Assert.Equal(("second", noon + Second), _account.LastError);
        Assert.Equal("read 'health'", _account.LastDenial);
    }

    private void Update(int? cpuSeconds, int at, bool isRunnable = false) =>
        _account.Update(
            cpuSeconds is { } cpu ? new ProcessUsage(TimeSpan.FromSeconds(cpu), 4096, 1, isRunnable) : null, Second, TimeSpan.FromSeconds(at));
}
