namespace MgrPlatform.Modules.Tests.Lifecycle;

/// <summary>
/// What the walk is worth, tried by breaking the machine: a serve that does not wait for former runs is found by seed 1 (by all 500 seeds), an old
/// backoff timer that counts by seed 2 (140), a disabled module whose candidate lives on by seed 1 (408), a pending reload that is
/// forgotten by seed 13 (64), an end that overtakes "ready" and is ignored by seed 2 (217).
/// </summary>
public sealed class MachineWalkTests
{
    [Fact]
    public void Whatever_happens_in_whatever_order_the_promises_hold()
    {
        for (var seed = 1; seed <= 500; seed++)
        {
            var walk = new MachineWalk(seed);
            try
            {
                walk.Walk(inputs: 200);
            }
            catch (InvalidOperationException broken)
            {
                Assert.Fail($"seed {seed}: {broken.Message}\n{walk.Story}");
            }
        }
    }
}
