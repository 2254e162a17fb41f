namespace MgrPlatform.Wire.Messages;

/// <summary>What a message's header says of it.</summary>
/// <param name="Version">The newest layout that we know, and the one that we write.</param>
/// <param name="OldestReader">Who knows only older layouts must refuse what we write.</param>
public readonly record struct MessageKind(MessageType Type, ushort Version, ushort OldestReader = 1);
