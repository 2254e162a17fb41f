namespace MgrPlatform.Messenger.Protocol;

/// <summary>How much a session holds. Over it, the sender is told so and must wait.</summary>
/// <param name="Messages">Waiting or not yet acknowledged.</param>
/// <param name="Bytes">Of these.</param>
public sealed record SessionLimits(int Messages, long Bytes)
{
    /// <summary>Room for a burst; one message is always let in, however large.</summary>
    public static readonly SessionLimits Default = new(Messages: 4096, Bytes: 128 * 1024 * 1024);
}
