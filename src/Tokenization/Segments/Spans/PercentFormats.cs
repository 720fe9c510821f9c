namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Placeholders that begin with a percent sign: formats of printf and strftime, <c>%(name)s</c>, <c>%&lt;total>.2f</c>, <c>%id%</c>,
/// <c>%%name%%</c>.
/// </summary>
internal sealed class PercentFormats(string text, NameReader names)
{
    private const string DatesAlone = "YBHM";

    /// <summary>The length of the placeholder at a percent sign; 0 if there is none.</summary>
    public int Length(int start)
    {
        // Not in "50%d" or "50% of".
        var isAfterDigit = start > 0 && char.IsDigit(text[start - 1]);
        var next = names.At(start + 1);
        return next switch
        {
            '(' => InBrackets(start, isAfterDigit),
            '<' => isAfterDigit ? 0 : InAngles(start),
            '%' => Doubled(start),
            _ when isAfterDigit => 0,
            _ => DateFormats.Length(text, start) is > 0 and var date ? date
            : BetweenSigns(start) is > 0 and var name ? name
            : PrintfFormats.Length(text, start) is > 0 and var format
                ? IsAfterNumber(start) && char.IsLetter(names.At(start + format)) ? 0
                    : format
            : DatesAlone.Contains(next, StringComparison.Ordinal) && !char.IsLetterOrDigit(names.At(start + 2)) && !IsAfterNumber(start) ? 2
            : 0,
        };
    }

    /// <summary><c>%(name)s</c>, <c>%(price).2f</c>, and <c>%(name)</c> where no number stands before it.</summary>
    private int InBrackets(int start, bool isAfterDigit)
    {
        var close = names.Close(start + 2, ')');
        return close < 0 ? 0
            : Conversion(close + 1) is > 0 and var end ? end - start
            : char.IsAsciiLetter(names.At(close + 1)) ? close + 2 - start
            : isAfterDigit ? 0
            : close + 1 - start;
    }

    /// <summary><c>%&lt;total>.2f</c>; in <c>5 %&lt;b>x</c> a tag follows.</summary>
    private int InAngles(int start) =>
        names.Close(start + 2, '>') is > 0 and var close
        && Conversion(close + 1) is > 0 and var end
        && !char.IsLetterOrDigit(names.At(end))
        && !IsAfterNumber(start)
            ? end - start
            : 0;

    private int Doubled(int start) =>
        char.IsAsciiLetter(names.At(start + 2))
        && names.Length(start + 2) is > 1 and var word
        && text.AsSpan(start + 2 + word).StartsWith("%%")
            ? word + 4
            : 2;

    /// <summary><c>%NAME%</c>, <c>%id%</c>, <c>%user.name%</c>; <c>%ld%</c> is a format.</summary>
    private int BetweenSigns(int start)
    {
        var (first, name) = (names.Length(start + 1), names.DottedLength(start + 1));
        return
            first > 1
            && char.IsAsciiLetter(text[start + 1])
            && names.At(start + 1 + name) == '%'
            && (char.IsAsciiLetterUpper(text[start + 1]) || (IsAfterName(start + name + 2) && PrintfFormats.Length(text, start) <= first))
            ? name + 2
            : 0;
    }

    /// <summary>Neither a word nor a format goes on.</summary>
    private bool IsAfterName(int at) =>
        !char.IsLetterOrDigit(names.At(at))
        && names.At(at) != '%'
        && !(names.At(at) is '.' or '-' or '+' or '#' && char.IsAsciiLetterOrDigit(names.At(at + 1)));

    /// <summary>The end of a conversion behind a name; with more than its letter, no word may go on: <c>%(name)-style</c>.</summary>
    private int Conversion(int at)
    {
        var end = PrintfFormats.EndOfConversion(text, at);
        return end == at + 1 || (end > 0 && !char.IsLetterOrDigit(names.At(end))) ? end : 0;
    }

    private bool IsAfterNumber(int start)
    {
        var before = text.AsSpan(Math.Max(0, start - 2), Math.Min(2, start)).TrimEnd();
        return !before.IsEmpty && char.IsDigit(before[^1]);
    }
}
