namespace TransformerService.Inference.Detection;

/// <summary>The script of a letter, as far as the known languages differ in it.</summary>
internal static class Scripts
{
    /// <summary>A script that none of the known languages has.</summary>
    public const int Other = 63;

    /// <summary>A mark that letters of any script may have.</summary>
    public const int Any = -1;

    /// <summary>Where the letters of each script stand, and letters that every text of some length in a language of it has.</summary>
    private static readonly (char First, char Last, int Script, string Common)[] _ranges =
    [
        ('A', '\u02FF', 0, "aeinort"),
        ('\u0370', '\u03FF', 1, "αειοντσ"),
        ('\u0400', '\u052F', 2, "аеинорт"),
        ('\u0530', '\u058F', 3, "աեինոտր"),
        ('\u0590', '\u05FF', 4, "אהוילרת"),
        ('\u0600', '\u077F', 5, "ابلمنور"),
        ('\u0900', '\u097F', 6, "कनरसहतम"),
        ('\u0980', '\u09FF', 7, "করনসতম"),
        ('\u0A00', '\u0A7F', 8, "ਕਰਨਸਤਮ"),
        ('\u0A80', '\u0AFF', 9, "કરનસતમ"),
        ('\u0B80', '\u0BFF', 10, "கரனதமப"),
        ('\u0C00', '\u0C7F', 11, "కరనసతమ"),
        ('\u0D80', '\u0DFF', 12, "කරනසතම"),
        ('\u0E00', '\u0E7F', 13, "กรนาเอม"),
        ('\u10A0', '\u10FF', 14, "აეიორნ"),
        ('\u1100', '\u11FF', 15, "이다는에의가하고"),
        ('\u1200', '\u139F', 16, "ነለተመአበ"),
        ('\u1E00', '\u1EFF', 0, ""),
        ('\u1F00', '\u1FFF', 1, ""),
        ('\u3040', '\u30FF', 17, "のにはをたい"),
        ('\u3400', '\u9FFF', 18, "人大中一日国"),
        ('\uAC00', '\uD7AF', 15, ""),
        ('\uFB50', '\uFDFF', 5, ""),
        ('\uFE70', '\uFEFE', 5, ""),
        ('\uFF21', '\uFF5A', 0, ""),
    ];

    /// <summary>The script of a letter.</summary>
    public static int Of(char letter)
    {
        if (letter is >= '\u0300' and <= '\u036F')
        {
            return Any;
        }

        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].Last < letter ? (middle + 1, high) : (low, middle);
        }

        return low < _ranges.Length && _ranges[low].First <= letter ? _ranges[low].Script : Other;
    }

    /// <summary>The scripts of a language, one bit for each.</summary>
    /// <param name="isKnown">Whether the language has a letter.</param>
    public static ulong Of(Func<char, bool> isKnown) =>
        _ranges
            .Where(range => range.Common.Count(isKnown) * 2 > range.Common.Length)
            .Aggregate(0UL, (scripts, range) => scripts | (1UL << range.Script));
}
