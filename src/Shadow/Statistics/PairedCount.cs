namespace TransformerService.Shadow.Statistics;

/// <summary>Texts that two versions and the teacher answered: how often one of the two differs from the teacher and the other does not.</summary>
/// <param name="Total">All texts.</param>
/// <param name="OnlyNew">Texts on which only the new version differs from the teacher.</param>
/// <param name="OnlyOld">Texts on which only the old version does.</param>
public readonly record struct PairedCount(long Total, long OnlyNew, long OnlyOld)
{
    public static PairedCount operator +(PairedCount left, PairedCount right) =>
        new(left.Total + right.Total, left.OnlyNew + right.OnlyNew, left.OnlyOld + right.OnlyOld);

    /// <summary>How much more often the new version differs, −1 to 1; 0 without texts.</summary>
    public double Excess => Total == 0 ? 0 : (double)(OnlyNew - OnlyOld) / Total;

    /// <summary>The count with one text more.</summary>
    public PairedCount With(bool newDiffers, bool oldDiffers) =>
        new(Total + 1, OnlyNew + (newDiffers && !oldDiffers ? 1 : 0), OnlyOld + (oldDiffers && !newDiffers ? 1 : 0));
}
