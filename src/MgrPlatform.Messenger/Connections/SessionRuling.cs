using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Messenger.Connections;

/// <summary>What becomes of a client, and on whose behalf.</summary>
/// <param name="Connection">Which the link now carries; null when the client gets no session.</param>
/// <param name="Before">The link that carried it until now, or a call that its owner gets: it must end first.</param>
/// <param name="IsLost">The owner must be told that the session it had is gone.</param>
internal sealed record SessionRuling(SessionDecision Decision, PeerConnection? Connection = null, Task? Before = null, bool IsLost = false);
