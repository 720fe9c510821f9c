using System.Text;
using System.Text.RegularExpressions;
using TransformerService.Models.Errors;

namespace TransformerService.Tokenization.Fast;

/// <summary>
/// A regular expression over code points. .NET's work on UTF-16 units, so a letter beyond the basic plane does not count as a letter there.
/// The pattern therefore runs over a copy of the text in which each such character is replaced by one unit of the same general category.
/// </summary>
internal sealed class CodePointRegex
{
    // A rarely used character of the basic plane for each general category, in the order of UnicodeCategory.
    private static readonly string StandIns = string.Concat(
        "\u0186\u0250\u01C8\u02B2\u1681\u0483\u0903\u0488\u0E51\u16EE", // Lu Ll Lt Lm Lo Mn Mc Me Nd Nl
        "\u09F5\u2000\u2028\u2029\u0080\u2061\uFFFD\uE001\u2040\u2E3A", // No Zs Zl Zp Cc Cf Cs Co Pc Pd
        "\u2E28\u2E29\u2E0C\u2E0D\u2E2A\u2A00\u20B5\uA700\u2400\uFDD0"
    ); // Ps Pe Pi Pf Po Sm Sc Sk So Cn

    private const int LongestPattern = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Regex _regex;

    /// <exception cref="ArgumentException">.NET does not support the pattern.</exception>
    public CodePointRegex(string pattern)
    {
        if (pattern.Length > LongestPattern)
        {
            throw new ArgumentException($"The pattern is longer than {LongestPattern} characters.", nameof(pattern));
        }

        try
        {
            _regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            // Lookarounds, as in GPT-2's pattern, need the backtracking engine, which can take exponential time.
            _regex = new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
    }

    /// <summary>The ranges of the matches that are not empty.</summary>
    public IEnumerable<Range> Matches(string text, TextWork work)
    {
        var shadow = Shadow(text, work, out var places);
        for (var match = Next(() => _regex.Match(shadow)); match.Success; match = Next(match.NextMatch))
        {
            // The timeout applies to each match.
            work.Pass(match.Length);
            work.Look();
            if (match.Length > 0)
            {
                yield return places is null
                    ? match.Index..(match.Index + match.Length)
                    : places[match.Index]..places[match.Index + match.Length];
            }
        }
    }

    public string Replace(string text, string content, TextWork work)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        foreach (var match in Matches(text, work))
        {
            result.Append(text, from, match.Start.Value - from).Append(content);
            TextGrowth.Check(result.Length);
            from = match.End.Value;
        }

        return result.Append(text, from, text.Length - from).ToString();
    }

    private static Match Next(Func<Match> find)
    {
        try
        {
            return find();
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new InferenceException(
                InferenceError.Internal,
                "A regular expression in this model's tokenizer.json takes too long for the text; write it so that it does not backtrack.",
                exception
            );
        }
    }

    private static string Shadow(string text, TextWork work, out int[]? places)
    {
        places = null;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return text;
        }

        var shadow = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            starts.Add(place);
            shadow.Append(rune.IsBmp ? (char)rune.Value : StandIns[(int)Rune.GetUnicodeCategory(rune)]);
            place += rune.Utf16SequenceLength;
        }

        starts.Add(place);
        places = [.. starts];
        return shadow.ToString();
    }
}
