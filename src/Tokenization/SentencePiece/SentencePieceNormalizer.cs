using System.Text;

namespace TransformerService.Tokenization.SentencePiece;

/// <summary>SentencePiece's own normalisation: applies the character map, collapses white space, and writes spaces as U+2581.</summary>
internal sealed class SentencePieceNormalizer(
    CharacterMap? map,
    PieceTrie userDefined,
    bool addDummyPrefix,
    bool removeExtraWhitespaces,
    bool escapeWhitespaces
)
{
    private const byte Space = (byte)' ';

    private readonly byte[] _space = escapeWhitespaces ? Encoding.UTF8.GetBytes("\u2581") : [Space];

    /// <summary>Normalises a well-formed text; the result is UTF-8.</summary>
    public byte[] Normalize(string text, TextWork work)
    {
        ReadOnlySpan<byte> input = Encoding.UTF8.GetBytes(text);
        if (removeExtraWhitespaces)
        {
            input = SkipLeadingSpaces(input, work);
        }

        if (input.IsEmpty)
        {
            return [];
        }

        var output = new List<byte>(input.Length + 8);
        if (addDummyPrefix)
        {
            output.AddRange(_space);
        }

        var afterSpace = removeExtraWhitespaces;
        while (!input.IsEmpty)
        {
            var consumed = NormalizePrefix(input, out var normalized);
            work.Step(consumed);
            if (afterSpace)
            {
                normalized = normalized.TrimStart(Space);
            }

            Append(output, normalized);
            TextGrowth.Check(output.Count);
            if (!normalized.IsEmpty)
            {
                afterSpace = removeExtraWhitespaces && normalized[^1] == Space;
            }

            input = input[consumed..];
        }

        return removeExtraWhitespaces ? WithoutTrailingSpaces(output) : [.. output];
    }

    private ReadOnlySpan<byte> SkipLeadingSpaces(ReadOnlySpan<byte> input, TextWork work)
    {
        while (!input.IsEmpty)
        {
            var consumed = NormalizePrefix(input, out var normalized);
            work.Step(consumed);
            if (!normalized.SequenceEqual([Space]))
            {
                break;
            }

            input = input[consumed..];
        }

        return input;
    }

    private int NormalizePrefix(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> normalized)
    {
        var kept = userDefined.IsEmpty ? 0 : userDefined.LongestPrefix(input);
        if (kept > 0)
        {
            normalized = input[..kept];
            return kept;
        }

        if (map is not null && map.Match(input, longest: true, out normalized) is > 0 and var length)
        {
            return length;
        }

        var character = Utf8.LengthAt(input);
        normalized = input[..character];
        return character;
    }

    private void Append(List<byte> output, ReadOnlySpan<byte> normalized)
    {
        foreach (var b in normalized)
        {
            if (b == Space)
            {
                output.AddRange(_space);
            }
            else
            {
                output.Add(b);
            }
        }
    }

    private byte[] WithoutTrailingSpaces(List<byte> output)
    {
        var text = output.ToArray().AsSpan();
        while (text.EndsWith(_space))
        {
            text = text[..^_space.Length];
        }

        return text.ToArray();
    }
}
