using System.Text;

namespace TransformerService.Models.Onnx;

/// <summary>Walks the fields of a protobuf file (https://protobuf.dev/programming-guides/encoding) without keeping what it passes.</summary>
public sealed class WireReader(Stream stream)
{
    private const int LongestText = 4_096;

    /// <summary>A field: its number, where it ends if it is a message, a text or bytes, of which nothing has been read yet, and its value if it is a number of variable length.</summary>
    public readonly record struct Field(int Number, long? End, ulong Value = 0);

    /// <summary>Reads up to the next field's value, past it if it is a number; <see langword="null"/> at the end of the message.</summary>
    /// <exception cref="InvalidDataException">This is no protobuf.</exception>
    public Field? NextField(long end)
    {
        if (stream.Position >= end)
        {
            return stream.Position == end ? null : throw new InvalidDataException("A field of it reaches over its message's end.");
        }

        ulong tag = Varint();
        int number = (int)Math.Min(tag >> 3, int.MaxValue);
        switch (tag & 7)
        {
            case 0:
                return new Field(number, null, Varint());
            case 1:
                SkipTo(stream.Position + sizeof(ulong));
                return new Field(number, null);
            case 2:
                ulong length = Varint();
                long start = stream.Position;
                return length <= (ulong)(end - Math.Min(end, start))
                    ? new Field(number, start + (long)length)
                    : throw new InvalidDataException("A field of it reaches over its message's end.");
            case 5:
                SkipTo(stream.Position + sizeof(uint));
                return new Field(number, null);
            default:
                throw new InvalidDataException("A field of it is of an unknown kind.");
        }
    }

    /// <summary>Reads a message's fields; what is left unread of one is passed over.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <param name="read">Gets each field, and where it ends if it is not a number.</param>
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

    /// <summary>Passes over what is left of a field.</summary>
    public void SkipTo(long end) => stream.Seek(end, SeekOrigin.Begin);

    /// <summary>Reads a field's text.</summary>
    public string Text(long end)
    {
        long length = Left(end);
        if (length > LongestText)
        {
            throw new InvalidDataException("A name in it is too long.");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a StringStringEntryProto, as external data has them.</summary>
    public (string Key, string Value) Entry(long end)
    {
        const int KeyField = 1, ValueField = 2;
        string key = "", value = "";
        while (NextField(end) is { } field)
        {
            if (field.End is not { } fieldEnd)
            {
                continue;
            }

            string text = Text(fieldEnd);
            (key, value) = field.Number switch
            {
                KeyField => (text, value),
                ValueField => (key, text),
                _ => (key, value),
            };
        }

        return (key, value);
    }

    /// <summary>How much of a field has not been read yet.</summary>
    public long Left(long end) => end - stream.Position;

    /// <summary>Reads a number of variable length, as the fields of packed numbers hold them.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = stream.ReadByte();
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
