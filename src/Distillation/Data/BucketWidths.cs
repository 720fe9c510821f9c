namespace TransformerService.Distillation.Data;

/// <summary>
/// The widths that batches are padded to. Few widths make few shapes, and shapes that repeat let the allocator reuse its memory.
/// </summary>
internal sealed class BucketWidths
{
    private readonly int _multiple;
    private readonly int _largest;
    private readonly int[] _widths;

    private BucketWidths(int multiple, int largest, int[] widths) => (_multiple, _largest, _widths) = (multiple, largest, widths);

    /// <summary>The multiples of a number, starting with itself, and the largest width allowed.</summary>
    public static BucketWidths MultiplesOf(int number, int largest = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return new BucketWidths(number, largest, []);
    }

    /// <summary>The given widths, ascending and above 0.</summary>
    public static BucketWidths Of(params int[] widths)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(widths[i], i == 0 ? 0 : widths[i - 1], nameof(widths));
        }

        return widths.Length > 0
            ? new BucketWidths(0, widths[^1], [.. widths])
            : throw new ArgumentException("There are no widths.", nameof(widths));
    }

    /// <summary>The smallest width that a sequence fits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0 or above every width.</exception>
    public int Fit(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _largest);
        if (_multiple > 0)
        {
            return Math.Min(_largest, Math.Max(1, (length + _multiple - 1) / _multiple) * _multiple);
        }

        var place = Array.BinarySearch(_widths, length);
        return _widths[place >= 0 ? place : ~place];
    }
}
