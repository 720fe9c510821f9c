using System.Buffers;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// A long run of signs at the end of a sentence, as in <c>Wow!!!!!!!!!!</c> or <c>What?!?!</c>. Models loop on these, so they read one sign, and the others are
/// put back.
/// </summary>
public static class RepeatedSigns
{
    private const int Fewest = 4;

    private static readonly SearchValues<char> _signs = SearchValues.Create("!?.…");

    /// <summary>How many signs of the run at the end of a text are left out for the model: all but the first.</summary>
    public static int ExtraAtEnd(ReadOnlySpan<char> text, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var length = text.Length - 1 - text.LastIndexOfAnyExcept(_signs);
        work.Step(length);
        return length < Fewest ? 0 : length - 1;
    }

    /// <summary>Puts the signs back.</summary>
    /// <param name="translation">The translation of the shortened text.</param>
    /// <param name="source">The text as it was.</param>
    /// <param name="work">Counts the characters.</param>
    public static string Restore(string translation, ReadOnlySpan<char> source, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(translation);
        var run = source[^(ExtraAtEnd(source, work) is > 0 and var extra ? extra + 1 : 0)..];
        return run.IsEmpty ? translation
            : translation.EndsWith(run[0]) ? string.Concat(translation, run[1..])
            : string.Concat(translation, run);
    }
}
