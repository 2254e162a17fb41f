namespace MgrPlatform.Client.Monitors;

/// <summary>What a monitor's answer has renewed.</summary>
public enum TicketChange
{
    None,
    Tickets,
    RotatingKeys,
}
