namespace TransformerService.Shadow.Statistics;

/// <summary>How many samples differ, and of how many.</summary>
public readonly record struct DifferenceCount(long Differing, long Total)
{
    public static DifferenceCount operator +(DifferenceCount left, DifferenceCount right) =>
        new(left.Differing + right.Differing, left.Total + right.Total);

    /// <summary>0 to 1; 0 without samples.</summary>
    public double Rate => Total == 0 ? 0 : (double)Differing / Total;

    /// <summary>The count with one sample more.</summary>
    public DifferenceCount With(bool differs) => new(Differing + (differs ? 1 : 0), Total + 1);
}
