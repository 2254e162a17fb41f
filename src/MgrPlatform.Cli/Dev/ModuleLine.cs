namespace MgrPlatform.Cli.Dev;

/// <summary>What an operator is told of a module in one line.</summary>
/// <param name="State">Ceph's and our words in small letters: <c>running</c>, <c>unsupported</c>.</param>
/// <param name="Reason">Why; empty when all is well.</param>
internal sealed record ModuleLine(string Name, string Kind, string State, string Reason)
{
    /// <summary>What a colour is chosen by: nothing more to do, wait, look into it.</summary>
    public ModuleMood Mood => State switch
    {
        "running" => Reason.Length == 0 ? ModuleMood.Good : ModuleMood.Bad,
        "failed" or "backoff" => ModuleMood.Bad,
        "unsupported" or "disabled" or "stopped" => ModuleMood.Quiet,
        _ => ModuleMood.Busy,
    };

    public override string ToString() => Reason.Length == 0 ? $"module {Name}: {State}" : $"module {Name}: {State}: {Reason}";
}
