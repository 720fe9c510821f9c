using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>
/// Special names of Python and placeholders, as <c>__init__</c>, <c>__name__</c> and <c>__user_name__</c>. Other words between these signs are
/// stressed: <c>__really__</c>.
/// </summary>
internal static class SpecialNames
{
    private const int Longest = 32;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names = PathSpans.Lookup(
        "init str repr len iter doc dict eq hash getitem setitem delitem getattr setattr delattr "
            + "name qualname main file class module enter exit proto dirname filename username firstname lastname count"
    );

    /// <summary>The length of the name at <paramref name="start"/>, where two underscores stand; 0 if there is none.</summary>
    public static int Length(string text, int start)
    {
        var name = text.AsSpan(start + 2, Math.Min(Longest, text.Length - start - 2));
        var end = name.IndexOf("__");
        return end > 0 && (_names.Contains(name[..end]) || IsOfCode(name[..end])) ? end + 4 : 0;
    }

    /// <summary>A name of two words or with a digit: <c>user_name</c>, <c>userName</c>, <c>field1</c>.</summary>
    private static bool IsOfCode(ReadOnlySpan<char> name)
    {
        var (isCode, isSmall) = (false, false);
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }

            isCode |= c == '_' || char.IsAsciiDigit(c) || (isSmall && char.IsAsciiLetterUpper(c));
            isSmall = char.IsAsciiLetterLower(c);
        }

        return isCode && char.IsAsciiLetter(name[0]);
    }
}
