using CsCheck;
using Shouldly;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Decoding;

public sealed class BeamSearchTests
{
    private static GenerationSettings Settings(int beams, int maxLength, double penalty, EarlyStopping stopping) =>
        new()
        {
            DecoderStartTokenId = 0,
            EosTokenIds = [1],
            PadTokenId = 0,
            NumBeams = beams,
            NumReturnSequences = beams,
            MaxLength = maxLength,
            LengthPenalty = penalty,
            EarlyStopping = stopping,
        };

    [Fact]
    public void Search_RandomLanguages_FindsWhatTheLiteralReferenceFinds() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[2, 9], Gen.Double[-1, 2], Gen.Enum<EarlyStopping>(), Gen.Int[16, 40], Gen.Int)
            .Sample(
                (beams, maxLength, penalty, stopping, vocabulary, seed) =>
                {
                    var settings = Settings(beams, maxLength, penalty, stopping);
                    var expected = NaiveBeamSearch.Run(
                        settings,
                        sequence => [.. Normalized(seed, vocabulary, sequence).Select(value => (double)value)]
                    );

                    var found = Run(new BeamSearch(settings), sequence => Logits(seed, vocabulary, sequence), vocabulary, settings);

                    found.Count.ShouldBe(expected.Count);
                    for (var rank = 0; rank < found.Count; rank++)
                    {
                        var score = expected[rank].Score;
                        found[rank].Score.ShouldBe(score, 1e-4);

                        // Scores that differ by less than float32 resolves may stand in either order.
                        expected
                            .Where(hypothesis => Math.Abs(hypothesis.Score - score) < 1e-6)
                            .ShouldContain(hypothesis => hypothesis.Tokens.SequenceEqual(found[rank].Tokens));
                    }

                    found.Select(sequence => string.Join(' ', sequence.Tokens)).ShouldBeUnique();
                },
                iter: 300
            );

    [Fact]
    public void Greedy_RandomLanguages_TakesTheLikeliestTokenEachTime() =>
        Gen.Select(Gen.Int[2, 12], Gen.Int[4, 40], Gen.Int)
            .Sample(
                (maxLength, vocabulary, seed) =>
                {
                    var settings = Settings(1, maxLength, 1, EarlyStopping.Heuristic);
                    var found = Run(new GreedySearch(settings), sequence => Logits(seed, vocabulary, sequence), vocabulary, settings)[0];

                    List<int> sequence = [0];
                    double sum = 0;
                    while (sequence.Count < maxLength && !(sequence.Count > 1 && sequence[^1] == 1))
                    {
                        var row = Normalized(seed, vocabulary, [.. sequence]);
                        var token = Array.IndexOf(row, row.Max());
                        sum += row[token];
                        sequence.Add(token);
                    }

                    found.Tokens.ShouldBe(sequence[1..]);
                    found.Score.ShouldBe(sum / (sequence.Count - 1), 1e-4);
                }
            );

    [Fact]
    public void Offer_RandomScores_KeepsTheBestInOrder() =>
        Gen.Select(Gen.Float[-100, 0].Array[1, 200], Gen.Int[1, 20])
            .Sample(
                (scores, capacity) =>
                {
                    var list = new CandidateList(capacity);
                    list.Offer(scores, beam: 0);
                    float[] expected = [.. scores.OrderDescending().Take(capacity)];
                    list.Count.ShouldBe(expected.Length);
                    for (var rank = 0; rank < expected.Length; rank++)
                    {
                        list[rank].Score.ShouldBe(expected[rank]);
                        scores[list[rank].Token].ShouldBe(expected[rank]);
                    }
                }
            );

    [Fact]
    public void LogSoftmax_OfLargeLogits_SumsToOneAndStaysFinite()
    {
        float[] row = [1000, 999, -1000];
        LogSoftmax.InPlace(row);
        row.Sum(value => Math.Exp(value)).ShouldBe(1, 1e-6);
        row[0].ShouldBe(-0.313262f, 1e-5f);
    }

    [Fact]
    public void LogSoftmax_OfARowWhereAllIsForbidden_StaysForbidden()
    {
        float[] row = [float.NegativeInfinity, float.NegativeInfinity];
        LogSoftmax.InPlace(row);
        row.ShouldAllBe(value => float.IsNegativeInfinity(value));
    }

    /// <summary>Drives a search by a made-up language: logits that depend on the whole sequence so far.</summary>
    private static IReadOnlyList<GeneratedSequence> Run(
        ISearch search,
        Func<int[], float[]> language,
        int vocabulary,
        GenerationSettings settings
    )
    {
        List<int[]> rows =
        [
            [settings.DecoderStartTokenId],
        ];
        while (!search.IsDone)
        {
            search.Advance(StepLogits.Of(rows.SelectMany(language).ToArray(), vocabulary));
            List<int[]> next = [];
            for (var row = 0; row < search.NextTokens.Length; row++)
            {
                next.Add([.. rows[search.Origins[row]], search.NextTokens[row]]);
            }

            rows = next;
        }

        return search.Results();
    }

    private static float[] Logits(int seed, int vocabulary, int[] sequence)
    {
        var state = seed;
        foreach (var token in sequence)
        {
            state = unchecked((state * 31) + token + 17);
        }

        var random = new Random(state);
        return [.. Enumerable.Range(0, vocabulary).Select(_ => (random.NextSingle() * 6) - 3)];
    }

    private static float[] Normalized(int seed, int vocabulary, int[] sequence)
    {
        var row = Logits(seed, vocabulary, sequence);
        LogSoftmax.InPlace(row);
        return row;
    }
}
