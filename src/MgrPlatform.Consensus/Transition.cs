namespace MgrPlatform.Consensus;

/// <summary>Where a part of the machine wants to go when the step is done; the later one wins.</summary>
internal enum Transition
{
    None,
    Elect,
    Bootstrap,
}
