using System.Buffers;

namespace TransformerService.Tokenization.Sentences;

/// <summary>Ends of sentences in scripts that write no space after them.</summary>
internal static class EastAsianRules
{
    private const int LongestSpeaker = 10;

    // 「行け！」と言った: a particle ties the quote to the rest of its sentence.
    private static readonly SearchValues<char> _quoteParticles = SearchValues.Create("とをのに");

    // 東京（首都。）は大きい。
    private static readonly SearchValues<char> _bracketParticles = SearchValues.Create("とをのにはがもで");

    // “走！”他说。 The verb of speech is the last word before the next punctuation.
    private static readonly SearchValues<char> _speechVerbs = SearchValues.Create("说說道问問喊叫答");

    public static bool IsBoundary(ReadOnlySpan<char> run, ReadOnlySpan<char> closers, ReadOnlySpan<char> next)
    {
        var first = next[0];
        if (Punctuation.Continuing.Contains(first))
        {
            return false;
        }

        // The full-width full stop is a decimal point as well: ３．１４.
        if (run is "．" && char.IsDigit(first))
        {
            return false;
        }

        if (closers.IsEmpty)
        {
            return true;
        }

        return Punctuation.ClosesBracket(closers[^1]) ? !_bracketParticles.Contains(first) : !(IsParticle(next) || IsSpeaker(next));
    }

    private static bool IsParticle(ReadOnlySpan<char> next) =>
        _quoteParticles.Contains(next[0]) || next.StartsWith("って", StringComparison.Ordinal);

    private static bool IsSpeaker(ReadOnlySpan<char> next)
    {
        var length = 0;
        while (length < next.Length && length < LongestSpeaker && Punctuation.IsEastAsianLetter(next[length]))
        {
            length++;
        }

        var speaker = next[..length].TrimEnd("着了");
        return speaker.Length > 0 && _speechVerbs.Contains(speaker[^1]) && !speaker.EndsWith("知道", StringComparison.Ordinal);
    }
}
