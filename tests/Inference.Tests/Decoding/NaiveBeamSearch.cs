using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tests.Decoding;

/// <summary>
/// Beam search as the reference implementation states it, slow and literal: all beams from the first step (those but the first at
/// −10⁹), every continuation sorted, no processors. What <c>BeamSearch</c> is held against.
/// </summary>
internal static class NaiveBeamSearch
{
    public static List<(int[] Tokens, double Score)> Run(GenerationSettings settings, Func<int[], double[]> logProbabilities)
    {
        int width = settings.NumBeams,
            eos = settings.EosTokenIds[0];
        List<(int[] Sequence, double Score)> beams =
        [
            .. Enumerable.Range(0, width).Select(beam => (new[] { settings.DecoderStartTokenId }, beam == 0 ? 0 : -1e9)),
        ];
        List<(int[] Tokens, double Score)> finished = [];
        var done = false;
        var length = 1;
        while (!done && length < settings.MaxLength)
        {
            List<(int[] Sequence, int Token, double Score)> best =
            [
                .. beams
                    .SelectMany(beam =>
                        logProbabilities(beam.Sequence).Select((value, token) => (beam.Sequence, token, beam.Score + value))
                    )
                    .OrderByDescending(candidate => candidate.Item3)
                    .Take(2 * width),
            ];
            List<(int[], double)> next = [];
            for (var rank = 0; rank < best.Count && next.Count < width; rank++)
            {
                if (best[rank].Token != eos)
                {
                    next.Add(([.. best[rank].Sequence, best[rank].Token], best[rank].Score));
                }
                else if (rank < width)
                {
                    Add([.. best[rank].Sequence[1..], eos], best[rank].Score, length);
                }
            }

            done = IsDone(best[0].Score, length);
            beams = next;
            length++;
        }

        if (!done)
        {
            beams.ForEach(beam => Add(beam.Sequence[1..], beam.Score, length - 1));
        }

        return [.. finished.OrderByDescending(hypothesis => hypothesis.Score).Take(settings.NumReturnSequences)];

        void Add(int[] tokens, double sum, int generated)
        {
            finished.Add((tokens, sum / Math.Pow(generated, settings.LengthPenalty)));
            finished = [.. finished.OrderByDescending(hypothesis => hypothesis.Score).Take(width)];
        }

        bool IsDone(double bestSum, int generated)
        {
            var longest = settings.EarlyStopping == EarlyStopping.Never && settings.LengthPenalty > 0 ? settings.MaxLength - 1 : generated;
            return finished.Count == width
                && (
                    settings.EarlyStopping == EarlyStopping.Always
                    || finished[^1].Score >= bestSum / Math.Pow(longest, settings.LengthPenalty)
                );
        }
    }
}
