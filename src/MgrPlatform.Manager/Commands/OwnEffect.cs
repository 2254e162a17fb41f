using MgrPlatform.Wire.Messages;

namespace MgrPlatform.Manager.Commands;

/// <summary>What has to be done for a command besides answering it.</summary>
public abstract record OwnEffect
{
    private OwnEffect()
    {
    }

    /// <summary>Send a message to an OSD, on each of its connections.</summary>
    public sealed record Send(int Osd, Message Message) : OwnEffect;

    /// <summary>Ask the monitors; their code and both texts are the command's answer.</summary>
    /// <param name="Command">As JSON.</param>
    public sealed record AskMonitors(string Command) : OwnEffect;
}
