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
