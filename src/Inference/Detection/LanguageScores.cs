using System.Buffers;
using System.Globalization;

namespace TransformerService.Inference.Detection;

/// <summary>
/// The probabilities of languages: each letter is predicted from up to three before it in its word (an n-gram model with back-off), and the
/// products of these probabilities are compared.
/// </summary>
internal static class LanguageScores
{
    /// <summary>More letters do not make the answer better.</summary>
    private const int MostLetters = 1_000;

    /// <summary>The cost of a letter that a language does not have, in nats.</summary>
    private const double Unknown = 14;

    /// <summary>The cost of leaving one letter out of the context.</summary>
    private const double BackOff = 1;

    /// <summary>Letters of a word are not independent: with this exponent the probabilities are about as often right as they say.</summary>
    private const double Temper = 0.5;

    /// <summary>A text with a mean cost above this has no letters of the language, or nearly none.</summary>
    private const double MostMeanCost = 13;

    /// <summary>A Japanese text without kana is rare.</summary>
    private const double WithoutKana = 10;

    private static readonly SearchValues<char> NotWords = SearchValues.Create("@\\_{}<>=/");

    /// <summary>Returns the probability of each profile's language; <see langword="null"/> if the text has no letters of any.</summary>
    public static double[]? Of(string text, LanguageProfile[] profiles)
    {
        var costs = new double[profiles.Length];
        var known = profiles.Aggregate(0UL, (scripts, profile) => scripts | profile.Scripts);
        var (letters, han, kana, foreign) = (0, 0, 0, 0);
        foreach (var part in text.AsSpan().SplitAny(" \t\r\n\u00A0\u3000"))
        {
            var word = text.AsSpan()[part];
            // An address, a path, a tag or a placeholder; but in scripts without spaces it may be a whole sentence that has one.
            var isOfCode = word.ContainsAny(NotWords);
            ulong packed = 0;
            var length = 0;
            foreach (var sign in word)
            {
                if (!IsLetter(sign) || (isOfCode && !HasNoSpaces(sign)))
                {
                    (packed, length) = (0, 0);
                    continue;
                }

                var letter = char.ToLowerInvariant(sign);
                han += letter is >= '\u4E00' and <= '\u9FFF' ? 1 : 0;
                kana += letter is >= '\u3040' and <= '\u30FF' ? 1 : 0;
                var script = Scripts.Of(letter);
                foreign += script == Scripts.Any || (known & (1UL << script)) != 0 ? 0 : 1;
                packed = LanguageProfile.Pack(packed, letter);
                length = Math.Min(length + 1, LanguageProfile.MostLetters);
                Add(packed, length, script, profiles, costs);
                if (++letters == MostLetters)
                {
                    return Probabilities();
                }
            }
        }

        return Probabilities();

        double[]? Probabilities()
        {
            if (letters == 0 || foreign * 2 > letters || costs.Length == 0 || costs.Min() > MostMeanCost * letters)
            {
                return null;
            }

            if (han > 0 && kana == 0 && Array.FindIndex(profiles, profile => profile.Language == "ja") is >= 0 and var japanese)
            {
                costs[japanese] += WithoutKana;
            }

            var least = costs.Min();
            var weights = Array.ConvertAll(costs, cost => Math.Exp((least - cost) * Temper));
            var sum = weights.Sum();
            return Array.ConvertAll(weights, weight => weight / sum);
        }
    }

    /// <summary>Adds the cost of a letter after those before it in its word.</summary>
    private static void Add(ulong packed, int length, int script, LanguageProfile[] profiles, double[] costs)
    {
        Span<uint> hashes = stackalloc uint[LanguageProfile.MostLetters];
        for (var order = 1; order <= length; order++)
        {
            var shorter = order == LanguageProfile.MostLetters ? packed : packed & ((1UL << (16 * order)) - 1);
            hashes[order - 1] = LanguageProfile.Hash(shorter);
        }

        for (var language = 0; language < profiles.Length; language++)
        {
            // The hashes of letters that a language does not have are often equal to others of it.
            var cost = Unknown;
            var isOfScript = script == Scripts.Any || (profiles[language].Scripts & (1UL << script)) != 0;
            for (var order = length; isOfScript && order >= 1; order--)
            {
                if (profiles[language].CostOf(hashes[order - 1]) is { } found)
                {
                    cost = Math.Min(Unknown, found + (BackOff * (length - order)));
                    break;
                }
            }

            costs[language] += cost;
        }
    }

    /// <summary>Kana and ideographs; Thai, Lao, Burmese and Khmer.</summary>
    private static bool HasNoSpaces(char sign) =>
        sign
            is >= '\u3040'
                and <= '\u30FF'
                or >= '\u3400'
                and <= '\u9FFF'
                or >= '\uF900'
                and <= '\uFAFF'
                or >= '\u0E00'
                and <= '\u0EFF'
                or >= '\u1000'
                and <= '\u109F'
                or >= '\u1780'
                and <= '\u17FF';

    private static bool IsLetter(char sign) =>
        char.IsLetter(sign) || char.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
