using Shouldly;
using TransformerService.Inference.Decoding;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding;

/// <summary>Draws against the probabilities that temperature, top-k and top-p leave, computed in another way.</summary>
public sealed class SampledTokensTests
{
    private const int Draws = 20_000;

    /// <summary>The 99.99th percentile of χ² with 11 degrees of freedom is 37.4: seeds are fixed, so a test passes always or never.</summary>
    private const double MostChiSquare = 37.4;

    private static readonly float[] Logits = [1.5f, -0.5f, 0f, 3f, 2.2f, float.NegativeInfinity, 0.7f, -3f, 1.1f, 2.9f, 0.2f, -1f, 1.9f];

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0.7, 0, 1)]
    [InlineData(2.5, 0, 1)]
    [InlineData(1, 5, 1)]
    [InlineData(1, 0, 0.8)]
    [InlineData(1.3, 7, 0.9)]
    [InlineData(0.5, 0, 0.95)]
    public void Draw_ManyTimes_FollowsTheProbabilities(double temperature, int topK, double topP)
    {
        var expected = Probabilities(temperature, topK, topP);
        var tokens = new SampledTokens(new TokenSampling(temperature, topK, topP, 0));
        var draws = new RandomDraws(20_26);
        var counts = new int[Logits.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            counts[tokens.Draw(Logits, 3f, draws.NextShare())]++;
        }

        var chiSquare = 0.0;
        for (var token = 0; token < Logits.Length; token++)
        {
            if (expected[token] == 0)
            {
                counts[token].ShouldBe(0, $"token {token} is left out");
                continue;
            }

            var wanted = expected[token] * Draws;
            chiSquare += (counts[token] - wanted) * (counts[token] - wanted) / wanted;
        }

        chiSquare.ShouldBeLessThan(MostChiSquare);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(0, 0.5)]
    [InlineData(700, 0.9)]
    [InlineData(256, 0.9)]
    public void Draw_LargeVocabulary_LeavesTheSameTokensAsTheDefinition(int topK, double topP)
    {
        var row = new float[1_000];
        var noise = new RandomDraws(5);
        for (var token = 0; token < row.Length; token++)
        {
            row[token] = (float)(4 * noise.NextShare());
        }

        var expected = Probabilities(1, topK, topP, row);
        var tokens = new SampledTokens(new TokenSampling(1, topK, topP, 0));
        var draws = new RandomDraws(6);
        for (var draw = 0; draw < 5_000; draw++)
        {
            expected[tokens.Draw(row, row.Max(), draws.NextShare())].ShouldBeGreaterThan(0);
        }

        // The ends of the range are the first and the last token that are left.
        tokens.Draw(row, row.Max(), 0).ShouldBe(Array.FindIndex(expected, share => share > 0));
        tokens.Draw(row, row.Max(), 1 - 1e-12).ShouldBe(Array.FindLastIndex(expected, share => share > 0));
    }

    [Fact]
    public void NextShare_OfASeed_IsThatOfSplitMix64()
    {
        var draws = new RandomDraws(1234567);
        new[] { draws.Next(), draws.Next(), draws.Next() }.ShouldBe([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL]);
    }

    /// <summary>As transformers' logits warpers define it: by sorting, with cumulative sums from the least likely token on.</summary>
    private static double[] Probabilities(double temperature, int topK, double topP, float[]? logits = null)
    {
        logits ??= Logits;
        double[] scores = [.. logits.Select(logit => logit / temperature)];
        if (topK > 0)
        {
            var least = scores.OrderDescending().ElementAt(topK - 1);
            scores = [.. scores.Select(score => score < least ? double.NegativeInfinity : score)];
        }

        if (topP < 1)
        {
            var total = scores.Sum(Math.Exp);
            var sum = 0.0;
            foreach (var token in Enumerable.Range(0, scores.Length).OrderBy(token => scores[token]).ToArray())
            {
                sum += Math.Exp(scores[token]) / total;
                if (sum <= 1 - topP)
                {
                    scores[token] = double.NegativeInfinity;
                }
            }
        }

        var left = scores.Sum(Math.Exp);
        return [.. scores.Select(score => Math.Exp(score) / left)];
    }
}
