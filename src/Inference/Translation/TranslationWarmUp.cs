using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation;

/// <summary>Runs an encoder-decoder once in each of the ways in which it will serve, to detect now what would fail in a request.</summary>
internal sealed class TranslationWarmUp(SequenceModel model, CancellationToken cancellationToken)
{
    /// <summary>Runs it, and returns whether padding changes an answer.</summary>
    /// <param name="mayPad">Whether rows of different lengths run together.</param>
    public bool Run(bool mayPad)
    {
        var few = model.Generation with { MaxLength = Math.Min(model.Generation.MaxLength, 9), NumReturnSequences = 1 };
        var greedy = few with { NumBeams = 1 };
        int[] row = model.Encode("Warm-up.").Ids,
            text = model.Encode("Warm-up of a longer row, as there is in most batches.").Ids,
            longer = [.. text.Take(row.Length + LengthGroups.LargestDifference - 1), text[^1]]; // so that the encoder pads the row
        var alone = Check([row], greedy)[0][0].Score;
        WarmUpRuns.Batch(() =>
        {
            foreach (var beams in (int[])[1, Math.Max(2, model.Generation.NumBeams)])
            {
                _ = model.Tokenizer.Decode(Check([row, row], few with { NumBeams = beams })[0][0].Tokens);
            }
        });

        // Whatever the files declare, padding must not change an answer. It does so only in exports with one scale for a whole batch, which
        // have a warning.
        var padsBadly = mayPad && !model.Export.DependsOnBatch && !WarmUpRuns.IsNear(alone, Check([row, longer], greedy)[0][0].Score);

        // Run the longest possible row, to detect now, and not in a caller's request, a position table that is shorter than the files say.
        var longest = model.Encode(string.Concat(Enumerable.Repeat("warm up. ", model.MaxInputTokens))).Ids;
        WarmUpRuns.Longest(
            longest.Length,
            model.Export,
            tokens => Check([longest[..tokens]], greedy with { MaxLength = 2, MinLength = 0, MinNewTokens = 0 })
        );
        return padsBadly;
    }

    private IReadOnlyList<GeneratedSequence>[] Check(IReadOnlyList<int[]> rows, GenerationSettings settings)
    {
        var found = model.Generate([.. rows.Select(ids => new TranslationRow(ids, settings) { UsesShortlist = true })], cancellationToken);
        return Array.TrueForAll(found, sequences => sequences.Count > 0 && double.IsFinite(sequences[0].Score))
            ? found
            : throw SequenceModel.NotFinite();
    }

    /// <summary>The cheapest row.</summary>
    public static TranslationRow ShortRow(SequenceModel model) =>
        new(
            model.Encode("Warm-up.").Ids,
            model.Generation with
            {
                MaxLength = 3,
                MinLength = 0,
                MinNewTokens = 0,
                NumBeams = 1,
                NumReturnSequences = 1,
            }
        )
        {
            UsesShortlist = true,
        };
}
