using System.Numerics.Tensors;
using TransformerService.Models.Exports.Graphs;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>
/// A matrix <c>[rows, columns]</c> as signed bytes with one scale per row: value ≈ byte · scale, 0 exactly. The magnitudes of bytes 2i and
/// 2i+1
/// of a row add up to at most <see cref="PairSums.Largest"/>, so that a product with the matrix is exact on every processor.
/// </summary>
internal sealed record QuantizedMatrix(sbyte[] Values, float[] Scales)
{
    /// <summary>
    /// Number of scales that are tried for a row: from the one whose largest byte is 127, where large pairs are clipped, to the one whose
    /// largest byte is 64, where no pair is clipped.
    /// </summary>
    private const int Candidates = 24;

    /// <summary>Chooses for each row the scale with the least squared error of rounding and clipping.</summary>
    /// <param name="values">The matrix, row by row.</param>
    /// <param name="rows">Rows.</param>
    public static QuantizedMatrix Of(ReadOnlySpan<float> values, int rows)
    {
        var columns = values.Length / rows;
        sbyte[] bytes = new sbyte[values.Length],
            tried = new sbyte[columns];
        var scales = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var numbers = values.Slice(row * columns, columns);
            var largest = Math.Abs(TensorPrimitives.MaxMagnitude(numbers));
            var least = double.PositiveInfinity;
            for (var candidate = 0; candidate < Candidates; candidate++)
            {
                var largestByte = sbyte.MaxValue - ((sbyte.MaxValue - (PairSums.Largest / 2)) * candidate / (Candidates - 1f));
                var scale = largest > 0 ? largest / largestByte : 1;
                var error = Round(numbers, scale, tried, least);
                if (error < least)
                {
                    (least, scales[row]) = (error, scale);
                    tried.CopyTo(bytes, row * columns);
                }
            }
        }

        return new QuantizedMatrix(bytes, scales);
    }

    /// <summary>
    /// Rounds and clips a row, and returns the squared error, or infinity as soon as it reaches <paramref name="least"/>.
    /// </summary>
    private static double Round(ReadOnlySpan<float> numbers, float scale, Span<sbyte> bytes, double least)
    {
        double bound = least / ((double)scale * scale),
            error = 0;
        for (var column = 0; column < numbers.Length; column += 2)
        {
            float first = numbers[column] / scale,
                second = column + 1 < numbers.Length ? numbers[column + 1] / scale : 0;
            (var low, var high) = Pair(first, second);
            error += ((first - low) * (first - low)) + ((second - high) * (second - high));
            if (error >= bound)
            {
                return double.PositiveInfinity;
            }

            bytes[column] = (sbyte)low;
            if (column + 1 < numbers.Length)
            {
                bytes[column + 1] = (sbyte)high;
            }
        }

        return error * scale * scale;
    }

    /// <summary>Whether no pair of a row's bytes adds up to more than <see cref="PairSums.Largest"/>.</summary>
    public static bool IsExact(ReadOnlySpan<sbyte> row)
    {
        for (var column = 0; column + 1 < row.Length; column += 2)
        {
            if (Math.Abs((int)row[column]) + Math.Abs((int)row[column + 1]) > PairSums.Largest)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The nearest two bytes that are allowed as a pair.</summary>
    public static (int First, int Second) Pair(float first, float second)
    {
        var roundedFirst = (int)Math.Clamp(MathF.Round(first), -sbyte.MaxValue, sbyte.MaxValue);
        var roundedSecond = (int)Math.Clamp(MathF.Round(second), -sbyte.MaxValue, sbyte.MaxValue);
        if (Math.Abs(roundedFirst) + Math.Abs(roundedSecond) <= PairSums.Largest)
        {
            return (roundedFirst, roundedSecond);
        }

        // The nearest point of the line |a| + |b| = 128, which reduces both magnitudes equally.
        var excess = (Math.Abs(first) + Math.Abs(second) - PairSums.Largest) / 2;
        var magnitude = (int)Math.Clamp(MathF.Round(Math.Abs(first) - excess), 1, sbyte.MaxValue);
        return (magnitude * Math.Sign(first), (PairSums.Largest - magnitude) * Math.Sign(second));
    }
}
