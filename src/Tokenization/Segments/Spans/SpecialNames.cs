using System.Collections.Frozen;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>Special names of Python, as <c>__init__</c>. Other words between these signs are stressed: <c>__really__</c>.</summary>
internal static class SpecialNames
{
    private const int Longest = 16;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _names = PathSpans.Lookup(
        "init str repr len iter doc dict eq hash getitem setitem delitem getattr setattr delattr"
    );

    /// <summary>The length of the name at <paramref name="start"/>, where two underscores stand; 0 if there is none.</summary>
    public static int Length(string text, int start)
    {
        var name = text.AsSpan(start + 2, Math.Min(Longest, text.Length - start - 2));
        var end = name.IndexOf("__");
        return end > 0 && _names.Contains(name[..end]) ? end + 4 : 0;
    }
}
