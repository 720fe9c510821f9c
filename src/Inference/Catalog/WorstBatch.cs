using TransformerService.Inference.Batching;
using TransformerService.Inference.Memory;
using TransformerService.Inference.Serving;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>The batch of a model that takes the most memory within the limits and the available memory.</summary>
/// <param name="Bytes">The memory that it may take.</param>
/// <param name="Rows">How many of the most expensive rows that calls may request fit into one batch; 0 if not even one fits.</param>
internal sealed record WorstBatch(long Bytes, int Rows)
{
    /// <summary>Searches for it at the extremes of the limits: long rows, expensive rows, and many short ones.</summary>
    public static WorstBatch Of(BatchLimits limits, RowCost dearest, BatchMemory memory)
    {
        int longRows = (int)Math.Clamp(limits.MaxTokens / dearest.Length, 1, limits.MaxRows),
            width = limits.MaxRows * dearest.Width;
        var bytes = new[]
        {
            memory.Bytes(
                dearest.Length,
                longRows,
                Math.Min(limits.MaxDecoderTokens, longRows * (dearest.DecoderTokens / dearest.Width)),
                longRows
            ),
            memory.Bytes(
                Math.Max(1, limits.MaxTokens / width),
                width,
                Math.Min(limits.MaxDecoderTokens, limits.MaxRows * dearest.DecoderTokens),
                limits.MaxRows
            ),
            memory.Bytes(dearest.Length, dearest.Width, dearest.DecoderTokens, 1),
        }.Max();
        var rows = 0;
        while (rows < limits.MaxRows && Fits(rows + 1))
        {
            rows++;
        }

        return new WorstBatch(Math.Min(bytes, memory.Bound), rows);

        bool Fits(int count) =>
            memory.Fits(dearest.Length, (long)count * dearest.Width, count * dearest.DecoderTokens, count)
            && (
                count == 1
                || (
                    (long)dearest.Length * count * dearest.Width <= limits.MaxTokens
                    && count * dearest.DecoderTokens <= limits.MaxDecoderTokens
                )
            );
    }

    /// <summary>Returns the memory of a run of one text of maximum length with default options.</summary>
    public static long LeastRun(ExportDescription export, int maxNewTokens)
    {
        var longest = export.MaxPositions ?? ServedModel.FallbackMaxInputTokens;
        var beams = Math.Clamp(export.Generation?.NumBeams ?? 1, 1, GenerationLimits.MaxBeamSize);
        var tokens = export.Generation is { } generation ? Math.Min(generation.MaxLength, (export.MaxPositions ?? maxNewTokens) + 1) : 0;
        return RunMemory.Of(export).Bytes(longest, beams, (long)beams * tokens, 1);
    }
}
