using MgrPlatform.Messenger;

namespace MgrPlatform.Client.Daemons;

/// <summary>A connection to a daemon broke before the answer.</summary>
internal sealed class DaemonGoneException(CloseReason reason) : Exception(reason.Text)
{
    public CloseReason Reason => reason;
}
