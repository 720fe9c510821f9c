using TransformerService.Tokenization.Sentences;

namespace TransformerService.Tokenization.Segments;

/// <summary>
/// Signs that stand around a whole sentence: <c>"A dog runs."</c>, <c>(A dog runs.)</c>, <c>*A dog runs.*</c>. They are structure: a model
/// that reads them loses one of the two, and words with it. The straight quotes of several sentences stand before the first and after the
/// last of them.
/// </summary>
internal static class EnclosingSigns
{
    private const int Deepest = 4;
    private const string Opening = "\"'‘([*_~",
        Closing = "\"'’)]*_~";

    /// <summary>Returns the part of a sentence inside such signs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the sentence begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isFree">Whether the sign at an offset belongs to no protected span.</param>
    /// <param name="work">Counts the work.</param>
    public static (int Start, int End) Inside(string text, int start, int end, Func<int, bool> isFree, TextWork work)
    {
        for (var depth = 0; depth < Deepest && end - start > 2; depth++)
        {
            work.Pass(end - start);
            char first = text[start],
                last = text[end - 1];
            var run = first is '*' or '_' or '~' && text[start + 1] == first && text[end - 2] == first && end - start > 4 ? 2 : 1;
            var inside = text.AsSpan(start + run, end - start - (2 * run));
            if (
                Opening.IndexOf(first, StringComparison.Ordinal) is >= 0 and var pair
                && last == Closing[pair]
                && !Has(inside, first)
                && !Has(inside, last)
                && isFree(start)
                && isFree(start + run - 1)
                && isFree(end - run)
                && isFree(end - 1)
            )
            {
                (start, end) = (start + run, end - run);
            }
            else if (first == '"' && !Has(text.AsSpan(start + 1, end - start - 1), '"') && isFree(start))
            {
                start++;
            }
            else if (last == '"' && !Has(text.AsSpan(start, end - start - 1), '"') && isFree(end - 1))
            {
                end--;
            }
            else
            {
                break;
            }
        }

        return (start, end);
    }

    /// <summary>Whether a sign stands in a text; an apostrophe between letters is none.</summary>
    private static bool Has(ReadOnlySpan<char> text, char sign)
    {
        for (var at = 0; text[at..].IndexOf(sign) is >= 0 and var next; )
        {
            at += next;
            if (
                !Punctuation.IsApostrophe(sign)
                || at == 0
                || !char.IsLetter(text[at - 1])
                || at + 1 == text.Length
                || !char.IsLetter(text[at + 1])
            )
            {
                return true;
            }

            at++;
        }

        return false;
    }
}
