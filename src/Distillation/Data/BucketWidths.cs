namespace TransformerService.Distillation.Data;

/// <summary>
/// The widths that batches are padded to. Few of them make few shapes, and shapes that repeat let the allocator reuse its memory.
/// </summary>
internal sealed class BucketWidths
{
    private readonly int _multiple;
    private readonly int[] _widths;

    private BucketWidths(int multiple, int[] widths) => (_multiple, _widths) = (multiple, widths);

    /// <summary>The multiples of a number, from itself on.</summary>
    public static BucketWidths MultiplesOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new BucketWidths(number, []);
    }

    /// <summary>These widths, which ascend from above 0.</summary>
    public static BucketWidths Of(params int[] widths)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(widths[i], i == 0 ? 0 : widths[i - 1], nameof(widths));
        }

        return widths.Length > 0 ? new BucketWidths(0, [.. widths]) : throw new ArgumentException("There are no widths.", nameof(widths));
    }

    /// <summary>The smallest width that a sequence fits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0 or above every width.</exception>
    public int Fit(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (_multiple > 0)
        {
            return Math.Max(1, (length + _multiple - 1) / _multiple) * _multiple;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _widths[^1]);
        var place = Array.BinarySearch(_widths, length);
        return _widths[place >= 0 ? place : ~place];
    }
}
