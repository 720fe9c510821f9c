namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>The formats of C's printf, of Go, Objective-C and Qt: <c>%s</c>, <c>%1$s</c>, <c>%-5.2lf</c>, <c>%[1]s</c>, <c>%+v</c>, <c>%L1</c>.</summary>
internal static class PrintfFormats
{
    private const int MostDigits = 4;

    /// <summary>The length of the format at a percent sign; 0 if there is none.</summary>
    public static int Length(string text, int start)
    {
        var at = SkipDigits(text, start + 1);
        at += At(text, at) == '$' && at > start + 1 ? 1 : 0;
        if (At(text, at) == '[' && SkipDigits(text, at + 1) is var index && At(text, index) == ']')
        {
            at = index + 1; // Go: %[1]s
        }

        if (EndOfConversion(text, at) is > 0 and var end)
        {
            return end - start;
        }

        // Qt: %1, %L1.
        at = start + 1 + (Next(text, start) == 'L' ? 1 : 0);
        return char.IsAsciiDigit(At(text, at)) ? SkipDigits(text, at) - start : 0;
    }

    /// <summary>The end of flags, a width, a precision and the letter of a conversion; 0 if they do not stand there.</summary>
    public static int EndOfConversion(string text, int start)
    {
        var at = start;
        while (At(text, at) is '-' or '+' or '#' or '0' or '\'' or ',' && at - start < MostDigits * 2)
        {
            at++;
        }

        // Java: %,d. In "10 %,dont" it is punctuation.
        var isGrouped = text.AsSpan(start, Math.Max(0, at - start)).Contains(',');

        at = At(text, at) == '*' ? at + 1 : SkipDigits(text, at);
        if (At(text, at) == '.' && (char.IsAsciiDigit(Next(text, at)) || Next(text, at) == '*'))
        {
            at = Next(text, at) == '*' ? at + 2 : SkipDigits(text, at + 1);
        }

        for (
            var longer = 0;
            longer < 2 && At(text, at) is 'h' or 'l' or 'L' or 'q' or 'j' or 'z' && char.IsAsciiLetter(Next(text, at));
            longer++
        )
        {
            at++;
        }

        if (
            At(text, at)
            is 'd'
                or 'i'
                or 'o'
                or 'u'
                or 'x'
                or 'X'
                or 'e'
                or 'E'
                or 'f'
                or 'F'
                or 'g'
                or 'G'
                or 'c'
                or 'C'
                or 's'
                or 'S'
                or 'p'
                or 'n'
                or '@'
        )
        {
            return isGrouped && char.IsLetterOrDigit(Next(text, at)) ? 0 : at + 1;
        }

        // Go: %v, %+v, %T, %q, %t; C: %a. In "100 %total" it is a word.
        return At(text, at) is 'v' or 'T' or 'q' or 't' or 'a' or 'A' && !char.IsLetterOrDigit(Next(text, at)) ? at + 1 : 0;
    }

    private static int SkipDigits(string text, int at)
    {
        for (var digits = 0; digits < MostDigits && char.IsAsciiDigit(At(text, at)); digits++)
        {
            at++;
        }

        return at;
    }

    private static char Next(string text, int at) => At(text, at + 1);

    private static char At(string text, int at) => at < text.Length ? text[at] : '\0';
}
