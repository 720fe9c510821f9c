using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Translation;

/// <summary>Aligns the rows of a batch, as many in one run as keep its largest tensor in the heap of their thread.</summary>
internal static class AlignmentRuns
{
    /// <param name="sessions">The model's files.</param>
    /// <param name="rows">The rows, each with a translation, which gets its attention.</param>
    /// <param name="settings">The settings of the export.</param>
    /// <param name="cancellationToken">Stops it within a run.</param>
    public static void Run(
        EncoderDecoder sessions,
        IReadOnlyList<TranslationRow> rows,
        GenerationSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var scope = new RunScope(cancellationToken);
        foreach (var group in LengthGroups.Of([.. rows.Select(row => row.ExpectedTokens)]))
        {
            var most = Rows(group.Max(row => rows[row].ExpectedTokens), group.Max(row => rows[row].Ids.Length), sessions.Vocabulary);
            foreach (var part in EncoderRuns.Split(group, most))
            {
                sessions.Align(
                    scope,
                    new TokenBatch([.. part.Select(row => rows[row].Ids)], settings.PadTokenId),
                    [.. part.Select(row => rows[row].Aligned).OfType<AlignedTarget>()],
                    settings
                );
            }
        }
    }

    /// <summary>The most rows of one run, by their logits and the attention of a head.</summary>
    private static int Rows(int target, int source, int? vocabulary)
    {
        var widest = (long)Math.Max(vocabulary ?? int.MaxValue, Math.Max(target, source));
        return (int)Math.Max(1, NativeHeap.LargestHeapBlock / (sizeof(float) * widest * target));
    }
}
