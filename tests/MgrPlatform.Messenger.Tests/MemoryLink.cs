using System.Buffers;
using MgrPlatform.Messenger.Protocol;

namespace MgrPlatform.Messenger.Tests;

/// <summary>
/// Two machines with a pair of byte queues between them. Bytes move in pieces of a chosen size, and the link breaks after a chosen
/// number of bytes in either direction.
/// </summary>
internal sealed class MemoryLink : IDisposable
{
    private readonly ClientMachine _client;
    private readonly ServerMachine _server;
    private readonly Func<SessionRequest, ServerMachine, SessionDecision> _decide;
    private readonly ArrayBufferWriter<byte> _fromClient = new();
    private readonly ArrayBufferWriter<byte> _fromServer = new();
    private readonly byte[][] _pending = [[], []];
    private readonly int[] _moved = [0, 0];

    public MemoryLink(ClientMachine client, ServerMachine server, Func<SessionRequest, ServerMachine, SessionDecision> decide)
    {
        _client = client;
        _server = server;
        _decide = decide;
        _client.Start(_fromClient);
        _server.Start(_fromServer);
    }

    /// <summary>May change a byte on its way: direction (0 to the server, 1 to the client), position, value.</summary>
    public Func<int, int, byte, byte>? Tamper { get; set; }

    public int Piece { get; init; } = int.MaxValue;

    public int CutClientAfter { get; init; } = int.MaxValue;

    public int CutServerAfter { get; init; } = int.MaxValue;

    public List<ConnectionEffect> ClientEffects { get; } = [];

    public List<ConnectionEffect> ServerEffects { get; } = [];

    public int ClientBytes => _moved[0];

    public int ServerBytes => _moved[1];

    public bool IsCut => ClientBytes >= CutClientAfter || ServerBytes >= CutServerAfter;

    /// <summary>Moves bytes until none are left or the link is cut.</summary>
    public void Run()
    {
        bool moved;
        do
        {
            _client.Send(_fromClient, int.MaxValue);
            _server.Send(_fromServer, int.MaxValue);
            moved = Move(_fromClient, 0, CutClientAfter, ReceiveAtServer);
            moved |= Move(_fromServer, 1, CutServerAfter, ReceiveAtClient);
        }
        while (moved && !IsCut);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private bool Move(ArrayBufferWriter<byte> source, int direction, int cut, Func<byte[], byte[]> receive)
    {
        var queue = source.WrittenSpan.ToArray();
        source.Clear();
        var moved = false;
        for (var at = 0; at < queue.Length && !IsCut;)
        {
            var length = Math.Min(Math.Min(Piece, queue.Length - at), cut - _moved[direction]);
            for (var i = 0; Tamper is not null && i < length; i++)
            {
                queue[at + i] = Tamper(direction, _moved[direction] + i, queue[at + i]);
            }

            _moved[direction] += length;
            _pending[direction] = receive([.. _pending[direction], .. queue.AsSpan(at, length)]);
            at += length;
            moved = true;
        }

        return moved;
    }

    private byte[] ReceiveAtServer(byte[] bytes)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        bool again;
        do
        {
            List<ConnectionEffect> effects = [];
            again = _server.Receive(ref input, _fromServer, effects);
            ServerEffects.AddRange(effects);
            if (effects.OfType<ConnectionEffect.SessionWanted>().SingleOrDefault() is { } wanted)
            {
                _server.Answer(_decide(wanted.Request, _server), _fromServer, ServerEffects);
                again = true;
            }
        }
        while (again);
        return input.ToArray();
    }

    private byte[] ReceiveAtClient(byte[] bytes)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        bool again;
        do
        {
            List<ConnectionEffect> effects = [];
            again = _client.Receive(ref input, _fromClient, effects);
            ClientEffects.AddRange(effects);
        }
        while (again);
        return input.ToArray();
    }
}
