namespace TransformerService.Tokenization.Segments;

/// <summary>
/// A long run of one sign at the end of a sentence, as in <c>Wow!!!!!!!!!!</c>. Models loop on these, so they read one sign, and the others are
/// put back.
/// </summary>
public static class RepeatedSigns
{
    private const int Fewest = 4;

    /// <summary>How many signs of the run at the end of a text are left out for the model.</summary>
    public static int ExtraAtEnd(ReadOnlySpan<char> text, TextWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (text.IsEmpty || text[^1] is not ('!' or '?' or '.' or '…'))
        {
            return 0;
        }

        var length = text.Length - 1 - text.LastIndexOfAnyExcept(text[^1]);
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
        var extra = ExtraAtEnd(source, work);
        return extra == 0 ? translation
            : translation.EndsWith(source[^1]) ? translation + new string(source[^1], extra)
            : translation + new string(source[^1], extra + 1);
    }
}
