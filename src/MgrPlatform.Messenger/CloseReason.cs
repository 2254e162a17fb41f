using MgrPlatform.Wire.Handshake;

namespace MgrPlatform.Messenger;

/// <summary>Why a connection is over, for a program and for an operator.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="BadMethod">What the server answered when it refused our authentication: its <c>Result</c> is an errno.</param>
public sealed record CloseReason(CloseKind Kind, string Text, AuthBadMethod? BadMethod = null)
{
    public override string ToString() => $"{Kind}: {Text}";
}
