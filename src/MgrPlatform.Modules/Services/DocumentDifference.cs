using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MgrPlatform.Modules.Services;

/// <summary>
/// What changed between two versions of a document, as a runner can apply it to the one it holds (plugin-sdk/protocol, 4): most versions of
/// a large map differ in a few members and elements, and parsing all of it again would cost a module tens of milliseconds.
/// Works on the text: only the newer version is read through, the older one is compared with it byte by byte.
/// </summary>
internal static class DocumentDifference
{
    /// <summary>
    /// <c>{"set":{member:value},"items":{member:[[index,value]]}}</c>, or null when the members are not the same ones in the same order, or
    /// the changes would be longer than <paramref name="most"/> bytes: the whole document is the better answer then.
    /// </summary>
    public static ReadOnlyMemory<byte>? Find(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int most)
    {
        var old = new Cursor(before);
        var reader = new Utf8JsonReader(after);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !old.TryTake((byte)'{'))
        {
            return null;
        }

        var set = new ArrayBufferWriter<byte>();
        var items = new ArrayBufferWriter<byte>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = after[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]; // With its colon.
            if (!old.TryTake(name) || !reader.Read() || !TryCompareMember(after, ref reader, ref old, name, set, items))
            {
                return null;
            }

            if (set.WrittenCount + items.WrittenCount > most || !(old.TryTake((byte)',') || old.Is((byte)'}')))
            {
                return null;
            }
        }

        if (!old.IsLast((byte)'}') || reader.TokenType != JsonTokenType.EndObject)
        {
            return null;
        }

        return Join(set, items);
    }

    private static bool TryCompareMember(
        ReadOnlySpan<byte> after,
        ref Utf8JsonReader reader,
        ref Cursor old,
        ReadOnlySpan<byte> name,
        ArrayBufferWriter<byte> set,
        ArrayBufferWriter<byte> items)
    {
        var start = (int)reader.TokenStartIndex;
        var oldValue = old;
        if (reader.TokenType == JsonTokenType.StartArray && old.TryTake((byte)'['))
        {
            var elements = new ArrayBufferWriter<byte>();
            if (TryCompareElements(after, ref reader, ref old, elements))
            {
                if (elements.WrittenCount > 0)
                {
                    WriteMember(items, name, elements.WrittenSpan, "["u8, "]"u8);
                }

                return true;
            }

            old = oldValue; // The array is shorter than it was: the member is told whole.
        }
        else
        {
            reader.Skip();
            if (old.TryTakeValue(after[start..(int)reader.BytesConsumed]))
            {
                return true;
            }
        }

        if (!old.TrySkipValue())
        {
            return false;
        }

        WriteMember(set, name, after[start..(int)reader.BytesConsumed]);
        return true;
    }

    /// <summary>False when elements are gone; the reader is at the array's end either way.</summary>
    private static bool TryCompareElements(
        ReadOnlySpan<byte> after, ref Utf8JsonReader reader, ref Cursor old, ArrayBufferWriter<byte> elements)
    {
        var isInStep = true;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var element = after[start..(int)reader.BytesConsumed];
            var isNew = old.Is((byte)']');
            if (!isInStep || (!isNew && old.TryTakeValue(element) && old.TryTakeSeparator()))
            {
                continue;
            }

            WriteElement(elements, index, element);
            isInStep = isNew || (old.TrySkipValue() && old.TryTakeSeparator());
        }

        return isInStep && old.TryTake((byte)']');
    }

    private static ReadOnlyMemory<byte> Join(ArrayBufferWriter<byte> set, ArrayBufferWriter<byte> items)
    {
        var whole = new ArrayBufferWriter<byte>(set.WrittenCount + items.WrittenCount + 32);
        whole.Write("{\"set\":{"u8);
        whole.Write(set.WrittenSpan);
        whole.Write("},\"items\":{"u8);
        whole.Write(items.WrittenSpan);
        whole.Write("}}"u8);
        return whole.WrittenMemory;
    }

    private static void WriteMember(
        ArrayBufferWriter<byte> writer,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> open = default,
        ReadOnlySpan<byte> close = default)
    {
        writer.Write(writer.WrittenCount > 0 ? ","u8 : default);
        writer.Write(name);
        writer.Write(open);
        writer.Write(value);
        writer.Write(close);
    }

    private static void WriteElement(ArrayBufferWriter<byte> writer, int index, ReadOnlySpan<byte> element)
    {
        Encoding.UTF8.GetBytes($"{(writer.WrittenCount > 0 ? "," : "")}[{index},".AsSpan(), writer);
        writer.Write(element);
        writer.Write("]"u8);
    }

    /// <summary>
    /// A place in the older text, which is JSON without blanks between its parts; any other text ends in "the whole document".
    /// </summary>
    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _at;

        public readonly bool Is(byte sign) => _at < _text.Length && _text[_at] == sign;

        public readonly bool IsLast(byte sign) => Is(sign) && _at == _text.Length - 1;

        public bool TryTake(byte sign)
        {
            var isHere = Is(sign);
            _at += isHere ? 1 : 0;
            return isHere;
        }

        public bool TryTake(ReadOnlySpan<byte> bytes)
        {
            var isHere = _text[_at..].StartsWith(bytes);
            _at += isHere ? bytes.Length : 0;
            return isHere;
        }

        /// <summary>Takes a whole value that is the same; <c>12</c> is not taken for the beginning of <c>123</c>.</summary>
        public bool TryTakeValue(ReadOnlySpan<byte> value)
        {
            var end = _at + value.Length;
            return end < _text.Length && _text[end] is (byte)',' or (byte)']' or (byte)'}' && TryTake(value);
        }

        public bool TryTakeSeparator() => TryTake((byte)',') || Is((byte)']');

        public bool TrySkipValue()
        {
            var reader = new Utf8JsonReader(_text[_at..]);
            if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }

            _at += (int)reader.BytesConsumed;
            return true;
        }
    }
}
