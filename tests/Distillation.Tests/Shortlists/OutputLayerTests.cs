using Shouldly;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Inference.Sessions;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>The product with chosen rows of the output layer, against plain loops.</summary>
public sealed class OutputLayerTests
{
    private const int Pieces = 203;

    [Theory]
    [InlineData(256, false)]
    [InlineData(64, true)]
    [InlineData(37, false)]
    [InlineData(37, true)]
    public void Logits_AnyWeights_AreTheExactSums(int inputs, bool saturates)
    {
        var random = new Random(inputs);
        var layer = Layer(inputs, saturates, random, out var weights, out var scales, out var biases);
        var row = new byte[inputs];
        for (var trial = 0; trial < 20; trial++)
        {
            random.NextBytes(row);
            if (trial == 0)
            {
                Array.Fill(row, byte.MaxValue); // the largest sums
            }

            var logits = new float[Pieces];
            layer.Logits(row, null, logits);

            for (var piece = 0; piece < Pieces; piece++)
            {
                var sum = biases[piece];
                for (var input = 0; input < inputs; input++)
                {
                    sum += (row[input] - 117) * weights[(piece * inputs) + input];
                }

                logits[piece].ShouldBe(sum * scales[piece]);
            }
        }
    }

    /// <summary>A chosen piece has the same bits as among all, whichever others are chosen.</summary>
    [Theory]
    [InlineData(256)]
    [InlineData(37)]
    public void Logits_ChosenPieces_AreThoseOfAllAndTheOthersImpossible(int inputs)
    {
        var random = new Random(5);
        var layer = Layer(inputs, saturates: false, random, out _, out _, out _);
        var row = new byte[inputs];
        random.NextBytes(row);
        float[] all = new float[Pieces],
            some = new float[Pieces];
        layer.Logits(row, null, all);

        foreach (var count in new[] { 1, 2, 3, 4, 5, 6, 7, 50, Pieces })
        {
            var chosen = random.GetItems([.. Enumerable.Range(0, Pieces)], count).Distinct().Order().ToArray();
            Array.Fill(some, 1e9f);
            layer.Logits(row, chosen, some);
            for (var piece = 0; piece < Pieces; piece++)
            {
                some[piece].ShouldBe(chosen.Contains(piece) ? all[piece] : float.NegativeInfinity);
            }
        }
    }

    [Fact]
    public void Logits_RowOfAnotherSize_IsRefused()
    {
        var layer = Layer(64, saturates: false, new Random(1), out _, out _, out _);
        Should.Throw<ArgumentOutOfRangeException>(() => layer.Logits(new byte[65], null, new float[Pieces]));
    }

    private static OutputLayer Layer(int inputs, bool saturates, Random random, out sbyte[] weights, out float[] scales, out int[] biases)
    {
        if (saturates)
        {
            weights = new sbyte[Pieces * inputs];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
            (weights[0], weights[1]) = (sbyte.MaxValue, sbyte.MaxValue);
        }
        else
        {
            float[] values = [.. Enumerable.Range(0, Pieces * inputs).Select(_ => (float)((random.NextDouble() * 2) - 1))];
            weights = QuantizedMatrix.Of(values, Pieces).Values;
        }

        scales = [.. Enumerable.Range(0, Pieces).Select(_ => (float)random.NextDouble() / 1_000)];
        biases = [.. Enumerable.Range(0, Pieces).Select(_ => random.Next(-5_000, 5_000))];
        return new OutputLayer(weights, scales, biases, zeroPoint: 117);
    }
}
