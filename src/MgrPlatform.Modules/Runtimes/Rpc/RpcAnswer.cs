using System.Text.Json;

namespace MgrPlatform.Modules.Runtimes.Rpc;

/// <summary>How the result of a request is written: as the members of an object, or as one whole value. The default is an empty object.</summary>
public readonly record struct RpcAnswer(Action<Utf8JsonWriter>? Write, bool IsWhole = false)
{
    public static implicit operator RpcAnswer(Action<Utf8JsonWriter>? write) => new(write);

    public static RpcAnswer FromAction(Action<Utf8JsonWriter>? write) => new(write);

    /// <summary>Writes the result as the writer's next value.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (IsWhole && Write is not null)
        {
            Write(writer);
            return;
        }

        writer.WriteStartObject();
        Write?.Invoke(writer);
        writer.WriteEndObject();
    }
}
