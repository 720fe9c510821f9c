using System.Buffers;
using System.Text;
using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Long stretches without a letter: rules, dot leaders, rows of brackets, long lists of numbers. A model reads each sign as a token, writes
/// as many, and has nothing to translate there.
/// </summary>
internal static class SignRuns
{
    private const int FewestSigns = 16,
        FewestCharacters = 64;

    private static readonly SearchValues<char> _ofEnd = SearchValues.Create(".!?…\"'”’»)");

    /// <summary>Adds the stretches of a text; what ends a sentence before one does not belong to it.</summary>
    public static void Find(string text, List<ProtectedSpan> found, TextWork work)
    {
        for (var at = 0; at < text.Length; )
        {
            work.Step();
            if (!IsOfRun(text, at))
            {
                at++;
                continue;
            }

            var start = at;
            var counts = default(Counts);
            while (at < text.Length && IsOfRun(text, at))
            {
                work.Step();
                counts.Add(text[at]);
                at++;
            }

            if (counts.AreMany)
            {
                Add(text, start, at, found, work);
            }
        }
    }

    private static void Add(string text, int start, int end, List<ProtectedSpan> found, TextWork work)
    {
        var rest = start;
        while (rest < end && _ofEnd.Contains(text[rest]))
        {
            work.Step();
            rest++;
        }

        var counts = default(Counts);
        for (var at = rest; at < end; at++)
        {
            work.Step();
            counts.Add(text[at]);
        }

        // "Wow!!!!!!!!!!!!!!!! Great." has the end of a sentence, "wait................ what" and "a!!!!!!!!!!!!!!!!b" have none.
        var from =
            counts.AreMany ? rest
            : end == text.Length
            || Punctuation.LineBreaks.Contains(text[end])
            || (char.IsWhiteSpace(text[end - 1]) && !char.IsLower(text[end]))
                ? end
            : start;
        while (from < end && char.IsWhiteSpace(text[from]))
        {
            work.Step();
            from++;
        }

        while (end > from && char.IsWhiteSpace(text[end - 1]))
        {
            work.Step();
            end--;
        }

        if (from < end)
        {
            found.Add(new ProtectedSpan(from, end - from) { IsMarkup = true });
        }
    }

    private static bool IsOfRun(string text, int at)
    {
        var c = text[at];
        return !char.IsLetter(c)
            && !Punctuation.IsMark(c)
            && !Punctuation.LineBreaks.Contains(c)
            && c != '\t'
            && !(
                char.IsSurrogate(c)
                && !(Rune.TryGetRuneAt(text, char.IsLowSurrogate(c) && at > 0 ? at - 1 : at, out var rune) && !Rune.IsLetter(rune))
            );
    }

    private record struct Counts(int Signs, int Characters)
    {
        public readonly bool AreMany => Signs >= FewestSigns || Characters >= FewestCharacters;

        public void Add(char c)
        {
            Characters += char.IsWhiteSpace(c) ? 0 : 1;
            Signs += char.IsWhiteSpace(c) || char.IsDigit(c) ? 0 : 1;
        }
    }
}
