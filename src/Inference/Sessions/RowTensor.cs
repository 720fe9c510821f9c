using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Inference.Sessions;

/// <summary>Operations on float tensors whose first dimension is the row of a batch.</summary>
internal static class RowTensor
{
    /// <summary>Returns a new tensor whose row i is row <c>origins[i]</c> of <paramref name="tensor"/>, <c>[rows, …]</c>.</summary>
    public static OrtValue Gather(OrtValue tensor, ReadOnlySpan<int> origins)
    {
        var shape = tensor.GetTensorTypeAndShape().Shape;
        var rowSize = checked((int)Product(shape.AsSpan(1)));
        shape[0] = origins.Length;
        var gathered = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        var source = tensor.GetTensorDataAsSpan<float>();
        var target = gathered.GetTensorMutableDataAsSpan<float>();
        for (var row = 0; row < origins.Length; row++)
        {
            source.Slice(origins[row] * rowSize, rowSize).CopyTo(target.Slice(row * rowSize, rowSize));
        }

        return gathered;
    }

    /// <summary>Replaces <paramref name="tensor"/> by its gathered rows and frees it.</summary>
    public static void GatherInPlace(ref OrtValue tensor, ReadOnlySpan<int> origins)
    {
        var gathered = Gather(tensor, origins);
        tensor.Dispose();
        tensor = gathered;
    }

    /// <summary>
    /// Computes the rows of a tensor <c>[rows, width, size]</c> in groups, each <c>[its rows, at most width, size]</c>. What a group leaves
    /// out of the width is 0.
    /// </summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">The second dimension.</param>
    /// <param name="groups">The indices of each group's rows; together all rows.</param>
    /// <param name="compute">Computes a group.</param>
    public static OrtValue Scatter(int rows, int width, IReadOnlyList<int[]> groups, Func<int[], OrtValue> compute)
    {
        OrtValue? whole = null;
        try
        {
            foreach (var group in groups)
            {
                using var part = compute(group);
                var shape = part.GetTensorTypeAndShape().Shape;
                var (length, size) = (checked((int)(shape[1] * shape[2])), checked((int)(width * shape[2])));
                whole ??= OrtValue.CreateAllocatedTensorValue(
                    OrtAllocator.DefaultInstance,
                    TensorElementType.Float,
                    [rows, width, shape[2]]
                );
                var source = part.GetTensorDataAsSpan<float>();
                var target = whole.GetTensorMutableDataAsSpan<float>();
                for (var index = 0; index < group.Length; index++)
                {
                    var row = target.Slice(group[index] * size, size);
                    source.Slice(index * length, length).CopyTo(row);
                    row[length..].Clear();
                }
            }

            return whole ?? throw new ArgumentException("There must be a group.", nameof(groups));
        }
        catch
        {
            whole?.Dispose();
            throw;
        }
    }

    private static long Product(ReadOnlySpan<long> dimensions)
    {
        long product = 1;
        foreach (var dimension in dimensions)
        {
            product *= dimension;
        }

        return product;
    }
}
