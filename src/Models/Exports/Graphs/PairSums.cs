namespace TransformerService.Models.Exports.Graphs;

/// <summary>
/// Checks whether an integer product can saturate. On x64 processors without VNNI, ONNX Runtime multiplies unsigned by signed bytes with
/// <c>vpmaddubsw</c>, which adds the products of inputs 2i and 2i+1 in 16 bits. The activations are bytes up to 255, so the two weights of
/// a
/// pair must not add up to more than 128 on either side of zero: 128 · 255 = 32,640 fits into 16 bits, 129 · 255 does not.
/// </summary>
public static class PairSums
{
    /// <summary>The largest allowed sum of a pair's weights.</summary>
    public const int Largest = 128;

    /// <summary>Weights up to this size cannot saturate, whatever their order.</summary>
    private const int LargestInAnyPair = Largest / 2;

    /// <summary>Whether activations exist for which the product saturates.</summary>
    /// <exception cref="InvalidDataException">The weight cannot be read.</exception>
    public static bool CanSaturate(IntegerProduct product)
    {
        // Products of unsigned weights are added in 32 bits.
        if (product.Weight.Type == OnnxTensor.UInt8)
        {
            return false;
        }

        if (product.Weight.File is null)
        {
            return true;
        }

        var values = product.Weight.ReadSignedBytes();
        if (product.InputsLast is not { } inputsLast)
        {
            return Array.Exists(values, value => value is < -LargestInAnyPair or > LargestInAnyPair);
        }

        int rows = (int)product.Weight.Dimensions[^2],
            columns = (int)product.Weight.Dimensions[^1];
        for (var start = 0; start < values.Length; start += rows * columns)
        {
            if (CanSaturate(values.AsSpan(start, rows * columns), columns, inputsLast))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether activations exist for which the product with a matrix saturates.</summary>
    /// <param name="matrix">The weight, row by row.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="inputsLast">Whether the columns, and not the rows, are the inputs.</param>
    public static bool CanSaturate(ReadOnlySpan<sbyte> matrix, int columns, bool inputsLast)
    {
        for (var row = 0; row * columns < matrix.Length; row += inputsLast ? 1 : 2)
        {
            var first = matrix.Slice(row * columns, columns);
            if (inputsLast)
            {
                for (var column = 0; column + 1 < columns; column += 2)
                {
                    if (Saturates(first[column], first[column + 1]))
                    {
                        return true;
                    }
                }
            }
            else if ((row + 1) * columns < matrix.Length)
            {
                var second = matrix.Slice((row + 1) * columns, columns);
                for (var column = 0; column < columns; column++)
                {
                    if (Saturates(first[column], second[column]))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool Saturates(int first, int second) =>
        Math.Max(first, 0) + Math.Max(second, 0) > Largest || Math.Min(first, 0) + Math.Min(second, 0) < -Largest;
}
