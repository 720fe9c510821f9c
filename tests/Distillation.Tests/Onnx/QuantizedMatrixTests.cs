using Shouldly;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Models.Exports.Graphs;
using Xunit;

namespace TransformerService.Distillation.Tests.Onnx;

public sealed class QuantizedMatrixTests
{
    private const int Rows = 12;

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(1)]
    public void Of_AnyRow_CannotSaturateAndErrsNoMoreThanSevenBits(int columns)
    {
        var values = Values(columns);
        var matrix = QuantizedMatrix.Of(values, Rows);
        PairSums.CanSaturate(matrix.Values, columns, inputsLast: true).ShouldBeFalse();
        for (var row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> numbers = values.AsSpan(row * columns, columns);
            ReadOnlySpan<sbyte> bytes = matrix.Values.AsSpan(row * columns, columns);
            double step = numbers.ToArray().Max(MathF.Abs) / 64.0,
                error = 0,
                sevenBits = 0;
            for (var column = 0; column < columns; column++)
            {
                error += Square(numbers[column] - (bytes[column] * (double)matrix.Scales[row]));
                sevenBits += Square(numbers[column] - (Math.Round(numbers[column] / step) * step));
                Math.Abs((int)bytes[column]).ShouldBeLessThanOrEqualTo(sbyte.MaxValue);
            }

            error.ShouldBeLessThanOrEqualTo((sevenBits * 1.0001) + Square(step * 64e-6));
        }
    }

    [Fact]
    public void Of_ManyRows_UsesMoreThanSevenBits() =>
        QuantizedMatrix.Of(Values(20), Rows).Values.Max(value => Math.Abs((int)value)).ShouldBeGreaterThan(64);

    [Fact]
    public void Of_RowOfZeros_IsZero()
    {
        var matrix = QuantizedMatrix.Of([0, 0, 0, 1, 2, -4], rows: 2);
        matrix.Values.AsSpan(0, 3).ToArray().ShouldAllBe(value => value == 0);
        matrix.Scales[0].ShouldBe(1);
        (matrix.Values[5] * matrix.Scales[1]).ShouldBe(-4, 0.001);
    }

    [Theory]
    [InlineData(3.4f, -2.6f, 3, -3)]
    [InlineData(100, 28, 100, 28)]
    [InlineData(100, 30, 99, 29)]
    [InlineData(-100, 30, -99, 29)]
    [InlineData(127, -127, 64, -64)]
    [InlineData(127, 3, 126, 2)]
    [InlineData(140, 0, 127, 0)]
    public void Pair_OfTwoWeights_IsTheNearestThatMayStandSideBySide(float first, float second, int expectedFirst, int expectedSecond) =>
        QuantizedMatrix.Pair(first, second).ShouldBe((expectedFirst, expectedSecond));

    private static float[] Values(int columns)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Rows * columns).Select(i => (random.NextSingle() - 0.5f) * MathF.Pow(10, i / columns - 6))];
    }

    private static double Square(double value) => value * value;
}
