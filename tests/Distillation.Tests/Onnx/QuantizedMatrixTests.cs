using Shouldly;
using TransformerService.Distillation.Onnx.Quantization;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

public sealed class QuantizedMatrixTests
{
    [Theory]
    [InlineData(127)]
    [InlineData(63)]
    public void Of_AnyRow_IsWithinHalfAStepAndUsesTheWholeRange(int largest)
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 12 * 20).Select(i => (random.NextSingle() - 0.5f) * MathF.Pow(10, i / 20 - 6))];
        QuantizedMatrix matrix = QuantizedMatrix.Of(values, rows: 12, largest);
        for (int i = 0; i < values.Length; i++)
        {
            float scale = matrix.Scales[i / 20];
            (matrix.Values[i] * scale).ShouldBe(values[i], scale * 0.5001f);
        }

        for (int row = 0; row < 12; row++)
        {
            matrix.Values.AsSpan(row * 20, 20).ToArray().Max(value => Math.Abs((int)value)).ShouldBe(largest);
        }
    }

    [Fact]
    public void Of_RowOfZeros_IsZero()
    {
        QuantizedMatrix matrix = QuantizedMatrix.Of([0, 0, 0, 1, 2, -4], rows: 2, largest: 127);
        matrix.Values.ShouldBe([0, 0, 0, 32, 64, -127]);
        matrix.Scales[0].ShouldBe(1);
    }
}
