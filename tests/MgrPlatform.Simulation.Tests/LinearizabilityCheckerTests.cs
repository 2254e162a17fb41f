using MgrPlatform.Simulation.Checkers;
using MgrPlatform.Simulation.Clients;

namespace MgrPlatform.Simulation.Tests;

public sealed class LinearizabilityCheckerTests
{
    [Fact]
    public void A_get_may_see_either_value_while_a_set_is_under_way() =>
        Assert.Null(LinearizabilityChecker.Check([Set("1", 0, 1), Set("2", 2, 9), Get("1", 3, 4), Get("2", 5, 6)]));

    [Fact]
    public void A_get_must_not_see_an_old_value_after_another_saw_the_new_one() =>
        Assert.NotNull(LinearizabilityChecker.Check([Set("1", 0, 1), Set("2", 2, 9), Get("2", 3, 4), Get("1", 5, 6)]));

    [Fact]
    public void A_get_must_not_miss_what_was_acknowledged_before_it_began() =>
        Assert.NotNull(LinearizabilityChecker.Check([Set("1", 0, 1), Get(null, 2, 3)]));

    [Fact]
    public void A_set_without_an_answer_may_take_effect_at_any_time_or_never()
    {
        Assert.Null(LinearizabilityChecker.Check([Set("1", 0, long.MaxValue), Get(null, 2, 3), Get("1", 4, 5)]));
        Assert.Null(LinearizabilityChecker.Check([Set("1", 0, long.MaxValue), Get(null, 2, 3)]));
        Assert.NotNull(LinearizabilityChecker.Check([Set("1", 0, long.MaxValue), Get("1", 2, 3), Get(null, 4, 5)]));
    }

    [Fact]
    public void A_get_that_began_before_a_set_may_be_answered_after_it_with_the_old_value() =>
        Assert.Null(LinearizabilityChecker.Check([Set("1", 0, 1), Get("1", 2, 9), Set("2", 3, 4)]));

    [Fact]
    public void A_deleted_key_is_gone() =>
        Assert.NotNull(LinearizabilityChecker.Check([Set("1", 0, 1), Entry(OperationKind.Delete, null, null, 2, 3), Get("1", 4, 5)]));

    private static HistoryEntry Set(string value, long from, long to) => Entry(OperationKind.Set, value, null, from, to);

    private static HistoryEntry Get(string? result, long from, long to) => Entry(OperationKind.Get, null, result, from, to);

    private static HistoryEntry Entry(OperationKind kind, string? value, string? result, long from, long to) =>
        new() { Client = 1, Kind = kind, Key = "k", Value = value, Result = result, Invoked = from, Returned = to };
}
