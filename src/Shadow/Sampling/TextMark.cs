using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TransformerService.Evaluation.Comparison;

namespace TransformerService.Shadow.Sampling;

/// <summary>
/// Identifies samples of one text for one pair of versions. Texts that differ only in case, white space, invisible and compatible
/// characters, and kinds of quotation marks and dashes count as one text, whatever their options: a caller that repeats a text could vary
/// these without end. In memory only: it has no key, so short texts could be guessed from it.
/// </summary>
/// <param name="Value">The first 128 bits of a SHA-256.</param>
internal readonly record struct TextMark(UInt128 Value)
{
    /// <summary>The mark of a text that student and teacher are compared on.</summary>
    public static TextMark Of(string model, string student, string teacher, ShadowSample sample)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var part in (string[])[model, student, teacher, Plain(sample.Text), .. sample.Pair is { } pair ? (string[])[Plain(pair)] : []]
        )
        {
            // With its length, so that different parts never give the same bytes.
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return new TextMark(BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset()));
    }

    /// <summary>The mark of the same text for a comparison of the teacher with itself.</summary>
    public TextMark OfNoise => new(Value ^ UInt128.MaxValue);

    /// <summary>The mark of a text that a canary and the version whose calls it shares are compared on.</summary>
    public static TextMark OfCanary(string model, string canary, string current, string teacher, ShadowSample sample) =>
        Of(model, $"{canary} against {current}", teacher, sample);

    /// <summary>The mark of a text on which a canary and the version whose calls it shares are timed.</summary>
    public static TextMark OfTiming(string model, string canary, string current, double maxRatio, string teacher, ShadowSample sample) =>
        Of(model, FormattableString.Invariant($"{canary} within {maxRatio:R} of {current}"), teacher, sample);

    /// <summary>The form that equal texts share: words with one space between them.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var isGap = false;
        foreach (var rune in TextFolding.Fold(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                isGap = plain.Length > 0;
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                plain.Append(isGap ? " " : "").Append(rune.ToString());
                isGap = false;
            }
        }

        return plain.ToString();
    }
}
