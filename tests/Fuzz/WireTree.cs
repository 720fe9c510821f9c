namespace TransformerService.Fuzz;

/// <summary>Changes one field of a protobuf message and writes the lengths around it anew.</summary>
internal static class WireTree
{
    private const int MostDepth = 8;
    private static readonly ulong[] Numbers =
    [
        0,
        1,
        2,
        127,
        128,
        int.MaxValue,
        1UL << 31,
        uint.MaxValue,
        1UL << 32,
        1UL << 40,
        long.MaxValue,
        1UL << 63,
        ulong.MaxValue,
    ];

    public static byte[] Change(Random random, byte[] message, int depth)
    {
        if (Fields(message) is not { Count: > 0 } fields)
        {
            return message.Length == 0 ? Mutations.Token(random) : Mutations.Change(random, [.. message], [message]);
        }

        var index = random.Next(fields.Count);
        (var tag, var value) = fields[index];
        var isLong = (tag & 7) == 2;
        switch (random.Next(8))
        {
            case 0:
                fields.RemoveAt(index);
                break;
            case 1:
                fields.Add(fields[index]);
                break;
            case 2:
                fields[index] = ((random.Next(32) << 3) | random.Next(6), value);
                break;
            case 3 when (tag & 7) == 0:
                fields[index] = (tag, Varint(Numbers[random.Next(Numbers.Length)]));
                break;
            case 4 when isLong:
                fields[index] = (tag, Mutations.Token(random));
                break;
            case 5:
                fields.Add((random.Next(32) << 3, Varint(Numbers[random.Next(Numbers.Length)])));
                break;
            default:
                fields[index] = (
                    tag,
                    isLong && depth < MostDepth ? Change(random, value, depth + 1)
                    : (tag & 7) == 0 ? Varint(Numbers[random.Next(Numbers.Length)])
                    : Mutations.Change(random, [.. value], [value])
                );
                break;
        }

        return [.. fields.SelectMany(Write)];
    }

    private static IEnumerable<byte> Write((int Tag, byte[] Value) field) =>
        (field.Tag & 7) == 2
            ? [.. Varint((ulong)field.Tag), .. Varint((ulong)field.Value.Length), .. field.Value]
            : [.. Varint((ulong)field.Tag), .. field.Value];

    /// <summary>The fields, or <see langword="null"/> if this is no message.</summary>
    private static List<(int Tag, byte[] Value)>? Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        for (var at = 0; at < message.Length; )
        {
            if (Read(message, ref at) is not { } tag || tag >> 3 is 0 or > 10_000)
            {
                return null;
            }

            var start = at;
            switch (tag & 7)
            {
                case 0 when Read(message, ref at) is not null:
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2 when Read(message, ref at) is { } length && length <= (ulong)(message.Length - at):
                    start = at;
                    at += (int)length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    return null;
            }

            if (at > message.Length)
            {
                return null;
            }

            fields.Add(((int)tag, message[start..at]));
        }

        return fields;
    }

    private static ulong? Read(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return null;
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
