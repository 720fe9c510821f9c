using System.Text;

namespace TransformerService.Models.Onnx;

/// <summary>Walks the fields of a protobuf file (https://protobuf.dev/programming-guides/encoding) without keeping what it skips.</summary>
public sealed class WireReader(Stream stream)
{
    private const int LongestText = 4_096;

    /// <summary>A field: its number, its end if it is an unread message, text or bytes, and its value if it is a varint.</summary>
    public readonly record struct Field(int Number, long? End, ulong Value = 0);

    /// <summary>
    /// Reads up to the next field's value, and the value itself if it is a number; <see langword="null"/> at the end of the message.
    /// </summary>
    /// <exception cref="InvalidDataException">The data is not valid protobuf.</exception>
    public Field? NextField(long end)
    {
        if (stream.Position >= end)
        {
            return stream.Position == end ? null : throw new InvalidDataException("One of its fields extends past the end of its message.");
        }

        var tag = Varint();
        var number = (int)Math.Min(tag >> 3, int.MaxValue);
        switch (tag & 7)
        {
            case 0:
                return new Field(number, null, Varint());
            case 1:
                SkipTo(stream.Position + sizeof(ulong));
                return new Field(number, null);
            case 2:
                var length = Varint();
                var start = stream.Position;
                return length <= (ulong)(end - Math.Min(end, start))
                    ? new Field(number, start + (long)length)
                    : throw new InvalidDataException("One of its fields extends past the end of its message.");
            case 5:
                SkipTo(stream.Position + sizeof(uint));
                return new Field(number, null);
            default:
                throw new InvalidDataException("One of its fields has an unknown wire type.");
        }
    }

    /// <summary>Reads a message's fields; the unread rest of each field is skipped.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <param name="read">Called with each field, and with its end if it is not a number.</param>
    public void ForEach(long end, Action<Field, long?> read)
    {
        while (NextField(end) is { } field)
        {
            read(field, field.End);
            if (field.End is { } fieldEnd)
            {
                SkipTo(fieldEnd);
            }
        }
    }

    /// <summary>Skips the rest of a field.</summary>
    public void SkipTo(long end) => stream.Seek(end, SeekOrigin.Begin);

    /// <summary>Reads a field's text.</summary>
    public string Text(long end)
    {
        var length = Left(end);
        if (length > LongestText)
        {
            throw new InvalidDataException("A name in it is too long.");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a StringStringEntryProto, the key and value of external data.</summary>
    public (string Key, string Value) Entry(long end)
    {
        const int KeyField = 1,
            ValueField = 2;
        string key = "",
            value = "";
        while (NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            var text = Text(fieldEnd);
            (key, value) = field.Number switch
            {
                KeyField => (text, value),
                ValueField => (key, text),
                _ => (key, value),
            };
        }

        return (key, value);
    }

    /// <summary>The number of unread bytes of a field.</summary>
    public long Left(long end) => end - stream.Position;

    /// <summary>Reads a varint, as packed fields contain them.</summary>
    /// <exception cref="InvalidDataException">There is no complete varint.</exception>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException("It ends within a field.");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number in it is too long.");
    }
}
