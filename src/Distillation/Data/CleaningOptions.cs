using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Data;

/// <summary>Which records are left out, and how the others are normalised.</summary>
internal sealed class CleaningOptions
{
    /// <summary>Most characters (UTF-16 code units) of a side; default 1,000, at least 1.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 1000;

    /// <summary>How many times as long one side may be as the other, in characters; default 3, at least 1.</summary>
    [Range(1.0, 1e6)]
    public double MaxLengthRatio { get; set; } = 3;

    /// <summary>
    /// Pairs whose longer side has at most this many characters may have any ratio, because short phrases often do; default 40, at least 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int RatioFreeCharacters { get; set; } = 40;

    /// <summary>Leaves out pairs whose sides are the same; default false, since names and numbers are translated that way.</summary>
    public bool DropIdenticalSides { get; set; }

    /// <summary>Keeps only the first of records that are exactly the same apart from their weights; default true.</summary>
    public bool DropDuplicates { get; set; } = true;

    /// <summary>Writes texts in Unicode's Normalization Form C; default true.</summary>
    public bool ComposeCharacters { get; set; } = true;

    /// <summary>Whether one side is longer than <see cref="MaxLengthRatio"/> times the other, and too long for that.</summary>
    public bool HasUnusualRatio(string source, string target)
    {
        var (shorter, longer) = (Math.Min(source.Length, target.Length), Math.Max(source.Length, target.Length));
        return longer > RatioFreeCharacters && longer > MaxLengthRatio * shorter;
    }
}
