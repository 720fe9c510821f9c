using System.Numerics.Tensors;

namespace TransformerService.Distillation.Onnx.Quantization;

/// <summary>A matrix <c>[rows, columns]</c> as signed bytes with one scale per row: value ≈ byte · scale, 0 exactly.</summary>
internal sealed record QuantizedMatrix(sbyte[] Values, float[] Scales)
{
    /// <param name="values">The matrix, row by row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="largest">The largest byte to use, 127 or 63.</param>
    public static QuantizedMatrix Of(ReadOnlySpan<float> values, int rows, int largest)
    {
        int columns = values.Length / rows;
        sbyte[] bytes = new sbyte[values.Length];
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> numbers = values.Slice(row * columns, columns);
            float scale = Math.Abs(TensorPrimitives.MaxMagnitude(numbers)) / largest;
            scales[row] = scale > 0 ? scale : 1;
            for (int column = 0; column < columns; column++)
            {
                bytes[(row * columns) + column] = (sbyte)Math.Clamp(MathF.Round(numbers[column] / scales[row]), -largest, largest);
            }
        }

        return new QuantizedMatrix(bytes, scales);
    }
}
