using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Unicode;

/// <summary>
/// Sorts long runs of combining marks into canonical order. <see cref="string.Normalize(NormalizationForm)"/> moves each mark to its place
/// separately, which is quadratic for a run whose marks are in the wrong order; marks in order need no move. The result is canonically
/// equivalent
/// (compatibility equivalent for the compatibility forms) to the text, so it has the same normalised forms (UAX #15).
/// </summary>
internal static class MarkRuns
{
    /// <summary>
    /// Longest run that is left unchanged: according to UAX #15, natural texts have no longer ones (Stream-Safe Text Format).
    /// </summary>
    public const int Longest = 30;

    private const char HalfWidthVoicedMark = '\uFF9E';
    private const char HalfWidthSemiVoicedMark = '\uFF9F';

    /// <summary>The text with every run of more than <see cref="Longest"/> marks decomposed and in canonical order.</summary>
    public static string Sort(string text, NormalizationForm form, TextWork work)
    {
        if (!MayHaveLongRun(text, work))
        {
            return text;
        }

        var marks = CombiningMarks.Of(form);
        var result = new StringBuilder(text.Length);
        var run = new List<(string Text, int Class)>();
        var (copied, start, place) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            work.Step();
            if (marks.Of(rune) is { } parts)
            {
                start = run.Count == 0 ? place : start;
                run.AddRange(parts);
            }
            else
            {
                EndRun(place);
            }

            place += rune.Utf16SequenceLength;
        }

        EndRun(text.Length);
        return result.Append(text, copied, text.Length - copied).ToString();

        void EndRun(int end)
        {
            if (run.Count > Longest)
            {
                result.Append(text, copied, start - copied);
                AppendSorted(result, run, marks.Classes, work);
                copied = end;
            }

            run.Clear();
        }
    }

    // A counting sort: linear and stable.
    private static void AppendSorted(StringBuilder result, List<(string Text, int Class)> run, int classes, TextWork work)
    {
        var next = new int[classes + 1];
        foreach (var (_, number) in run)
        {
            work.Step();
            next[number + 1]++;
        }

        for (var number = 1; number < next.Length; number++)
        {
            next[number] += next[number - 1];
        }

        var sorted = new string[run.Count];
        foreach (var (text, number) in run)
        {
            work.Step();
            sorted[next[number]++] = text;
        }

        foreach (var text in sorted)
        {
            work.Step();
            result.Append(text);
        }
    }

    // A quick check without a table. It may take other characters for marks, but it misses no mark of this Unicode version.
    private static bool MayHaveLongRun(string text, TextWork work)
    {
        var length = 0;
        foreach (var c in text)
        {
            work.Step();
            length = MayBeMark(c) ? length + 1 : 0;
            if (length > Longest)
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayBeMark(char c) =>
        c >= '\u0300'
        && (
            c is HalfWidthVoicedMark or HalfWidthSemiVoicedMark
            || char.GetUnicodeCategory(c)
                is UnicodeCategory.NonSpacingMark
                    or UnicodeCategory.SpacingCombiningMark
                    or UnicodeCategory.EnclosingMark
                    or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.Surrogate
        );
}
