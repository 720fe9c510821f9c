using CsCheck;
using Shouldly;
using TransformerService.Inference.Decoding;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding;

/// <summary>The loops over the vocabulary against their definitions, in rows of every length.</summary>
public sealed class ScoreKernelTests
{
    private static readonly Gen<float[]> Rows = Gen.Float[-200, 200].Array[1, 700];

    [Fact]
    public void SumOfExponentials_OfAnyRow_IsTheDefinition() =>
        Rows.Sample(row =>
        {
            var maximum = row.Max();
            var expected = row.Sum(value => Math.Exp((double)value - maximum));

            LogSoftmax.SumOfExponentials(row, maximum).ShouldBe(expected, expected * 2e-6);
        });

    [Fact]
    public void SumOfExponentials_OfForbiddenTokens_CountsThemAsNothing()
    {
        float[] row = [.. Enumerable.Repeat(float.NegativeInfinity, 100), 3, .. Enumerable.Repeat(float.NegativeInfinity, 100)];

        LogSoftmax.SumOfExponentials(row, 3).ShouldBe(1, 1e-9);
    }

    [Theory]
    [InlineData(0x7FC00000)]
    [InlineData(0x7FC00001)]
    [InlineData(0xFFFFFFFF)]
    public void SumOfExponentials_OfANumberThatIsNone_IsNone(uint bits)
    {
        var row = new float[100];
        row[17] = BitConverter.UInt32BitsToSingle(bits);

        LogSoftmax.SumOfExponentials(row, 0).ShouldBe(double.NaN);
    }

    [Fact]
    public void Argmax_OfAnyRow_IsTheFirstOfTheLargest() =>
        Gen.OneOf(
                Gen.Float[-3, 3].Select(value => MathF.Round(value)),
                Gen.Float[-200, 200],
                Gen.Int[0, 3]
                    .Select(kind =>
                        kind switch
                        {
                            0 => float.NegativeInfinity,
                            1 => float.PositiveInfinity,
                            2 => -0f,
                            _ => 0f,
                        }
                    )
            )
            .Array[1, 400]
            .Sample(row => Argmax.Of(row).ShouldBe(Array.IndexOf(row, row.Max())));

    [Fact]
    public void Argmax_WithANumberThatIsNone_FindsIt() =>
        Gen.Select(Gen.Float[-200, 200].Array[1, 400], Gen.Int[0, 399])
            .Sample(
                (row, place) =>
                {
                    row[place % row.Length] = float.NaN;

                    Argmax.Of(row).ShouldBe(place % row.Length);
                }
            );

    [Fact]
    public void Argmax_OfForbiddenTokensAlone_IsTheFirst() =>
        Argmax.Of(Enumerable.Repeat(float.NegativeInfinity, 40).ToArray()).ShouldBe(0);
}
