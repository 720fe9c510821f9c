using System.Buffers.Binary;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>
/// The compiled normalisation rules of a SentencePiece model: a Darts-clone double array over UTF-8 whose values
/// point into a list of zero-terminated replacements.
/// </summary>
public sealed class CharacterMap
{
    // A leaf's label has the highest bit set, so it never equals a byte of a key.
    private const uint LabelMask = (1u << 31) | 0xFF;
    private const uint LeafFlag = 1u << 8;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <param name="blob">The size of the double array in bytes (4 bytes, little endian), the double array, the replacements.</param>
    /// <exception cref="FormatException">The blob is broken.</exception>
    public CharacterMap(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(blob) is var size && (size > blob.Length - 4 || size % 4 != 0))
        {
            throw new FormatException("the compiled character map is broken");
        }

        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        }

        _replacements = blob[(4 + (int)size)..].ToArray();
    }

    /// <summary>All rules, as UTF-8: the replaced text and its replacement.</summary>
    public IEnumerable<(byte[] Text, byte[] Replacement)> Rules() => _units.Length == 0 ? [] : Rules(Offset(_units[0]), []);

    /// <summary>Looks for the longest rule, or for the shortest, that <paramref name="text"/> starts with.</summary>
    /// <returns>The rule's length in bytes; 0 if there is none.</returns>
    public int Match(ReadOnlySpan<byte> text, bool longest, out ReadOnlySpan<byte> replacement)
    {
        replacement = default;
        var matched = 0;
        if (_units.Length == 0)
        {
            return 0;
        }

        var node = Offset(_units[0]);
        for (var i = 0; i < text.Length && (longest || matched == 0); i++)
        {
            node ^= text[i];
            if (node >= _units.Length || (_units[node] & LabelMask) != text[i])
            {
                break;
            }

            var unit = _units[node];
            node ^= Offset(unit);
            if ((unit & LeafFlag) != 0 && node < _units.Length)
            {
                matched = i + 1;
                replacement = Replacement((int)(_units[node] & ~(1u << 31)));
            }
        }

        return matched;
    }

    private IEnumerable<(byte[] Text, byte[] Replacement)> Rules(uint node, byte[] prefix)
    {
        for (var label = 1; label <= byte.MaxValue; label++)
        {
            var child = node ^ (uint)label;
            if (child >= _units.Length || (_units[child] & LabelMask) != label)
            {
                continue;
            }

            byte[] text = [.. prefix, (byte)label];
            var unit = _units[child];
            var next = child ^ Offset(unit);
            if ((unit & LeafFlag) != 0 && next < _units.Length)
            {
                yield return (text, Replacement((int)(_units[next] & ~(1u << 31))).ToArray());
            }

            foreach (var rule in Rules(next, text))
            {
                yield return rule;
            }
        }
    }

    private ReadOnlySpan<byte> Replacement(int start)
    {
        if (start >= _replacements.Length)
        {
            return default;
        }

        var rest = _replacements.AsSpan(start);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);
}
