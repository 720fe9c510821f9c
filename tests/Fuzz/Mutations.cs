using System.Text;

namespace TransformerService.Fuzz;

/// <summary>Mutates valid inputs: as bytes, as JSON and as the fields of a protobuf message.</summary>
internal static class Mutations
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\0",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\u0000",
            "\\ud800",
            "null",
            "-1",
            "1e999",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "\n",
            "\r\n",
            "\uFEFF",
            "\u2581",
            "[UNK]",
            "##",
            "</s>",
            "<unk>",
            "../",
            "(((((",
            "(a+)+$",
            "\\p{",
            "[",
            "\U0001F600",
            "%s%n",
            "//",
            "/*",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
        [0x80],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
    ];

    /// <summary>One to eight changes of one of the seeds.</summary>
    public static byte[] Bytes(Random random, IReadOnlyList<byte[]> seeds)
    {
        byte[] input = [.. seeds[random.Next(seeds.Count)]];
        for (var changes = 1 + (random.Next(2) * random.Next(6)); changes > 0; changes--)
        {
            input = Change(random, input, seeds);
        }

        return input;
    }

    /// <summary>A JSON seed with one to six of its values changed, and now and then its bytes.</summary>
    public static byte[] Json(Random random, IReadOnlyList<byte[]> seeds)
    {
        var seed = seeds[random.Next(seeds.Count)];
        if (random.Next(5) == 0)
        {
            return Bytes(random, seeds);
        }

        var tree = JsonTree.Parse(seed);
        for (var changes = 1 + (random.Next(3) / 2 * random.Next(6)); changes > 0; changes--)
        {
            tree.Change(random);
        }

        var written = tree.Write();
        return random.Next(8) == 0 ? Change(random, written, seeds) : written;
    }

    /// <summary>
    /// A protobuf seed with one to six of its fields changed, at any depth, lengths kept right around them; and now and then its bytes.
    /// </summary>
    public static byte[] Protobuf(Random random, IReadOnlyList<byte[]> seeds)
    {
        var input = seeds[random.Next(seeds.Count)];
        if (random.Next(4) == 0)
        {
            return Bytes(random, seeds);
        }

        for (var changes = 1 + (random.Next(3) / 2 * random.Next(6)); changes > 0; changes--)
        {
            input = WireTree.Change(random, input, 0);
        }

        return input;
    }

    /// <summary>A text of any characters, well-formed or not.</summary>
    public static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(12); parts > 0; parts--)
        {
            _ = random.Next(6) switch
            {
                0 => text.Append((char)random.Next(0x10000)),
                1 => text.Append(char.ConvertFromUtf32(random.Next(0xE000, 0x110000))),
                2 => text.Append(' ', random.Next(4)),
                3 => text.Append(Encoding.UTF8.GetString(Tokens[random.Next(Tokens.Length)])),
                _ => text.Append(
                    new[] { "the ", "a dog", "Été", "aaaaaaaaaaaaaaaa", "don't", "<s>", ">>fr<<", "12.5", "\n\t" }[random.Next(9)]
                ),
            };
        }

        return text.ToString();
    }

    public static byte[] Token(Random random) => Tokens[random.Next(Tokens.Length)];

    public static byte[] Change(Random random, byte[] input, IReadOnlyList<byte[]> seeds)
    {
        int at = random.Next(input.Length + 1),
            to = Math.Min(input.Length, at + (1 << random.Next(10)));
        switch (random.Next(7))
        {
            case 0 when input.Length > 0:
                input[Math.Min(at, input.Length - 1)] ^= (byte)(1 << random.Next(8));
                return input;
            case 1:
                return [.. input[..at], .. input[to..]];
            case 2:
                return [.. input[..to], .. input[at..]];
            case 3:
                return [.. input[..at], .. Token(random), .. input[at..]];
            case 4:
                var other = seeds[random.Next(seeds.Count)];
                var from = random.Next(other.Length + 1);
                return [.. input[..at], .. other[from..Math.Min(other.Length, from + (1 << random.Next(12)))], .. input[to..]];
            case 5 when random.Next(4) == 0:
                return input[..at];
            default:
                random.NextBytes(input.AsSpan(at, Math.Min(to - at, 8)));
                return input;
        }
    }
}
