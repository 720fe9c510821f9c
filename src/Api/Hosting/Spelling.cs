namespace TransformerService.Api.Hosting;

/// <summary>Guesses what a misspelt word was meant to be.</summary>
internal static class Spelling
{
    // Letters that may be wrong: one of three, and at least two, so that short words have a guess too.
    private const int LettersPerError = 3;
    private const int LeastErrors = 2;

    /// <summary>Returns the choice that is nearest to what was written, ignoring case; <see langword="null"/> if none is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> choices)
    {
        var nearest = choices
            .Select(choice => (Choice: choice, Errors: Errors(written.ToLowerInvariant(), choice.ToLowerInvariant())))
            .MinBy(found => found.Errors);
        return nearest.Choice is not null && nearest.Errors <= Math.Max(LeastErrors, written.Length / LettersPerError)
            ? nearest.Choice
            : null;
    }

    /// <summary>How many letters must be put in, taken out or replaced (Levenshtein 1966).</summary>
    private static int Errors(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
