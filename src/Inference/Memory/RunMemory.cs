using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Memory;

/// <summary>
/// Estimates the peak memory of a run of a model outside .NET's heap. It counts float32 numbers: those that the widest layer holds at once,
/// and those that a decoder keeps from step to step. The factors were measured on the committed models and on stock exports
/// (docs/decisions/0005-memory.md): the estimate is at most 16 MiB below the measured value, for which the budget has a margin, and at most
/// three times as high (plus 96 MiB).
/// </summary>
/// <param name="shape">The model's sizes.</param>
/// <param name="isCacheless">Whether its decoder reads all generated tokens again at every step.</param>
internal sealed class RunMemory(ModelShape shape, bool isCacheless = false)
{
    /// <summary>Overhead factor for fragmentation of the C library's heaps.</summary>
    private const double Fragmentation = 1.15;

    /// <summary>Free bytes that a thread's heap in the C library keeps at its end.</summary>
    private const double Kept = 32 << 20;

    /// <summary>
    /// Copies of [heads, length, length]: scores, masked scores, their softmax, and the mask spread over them, in the worst export.
    /// </summary>
    private const double ScoreCopies = 4.25;

    /// <summary>Copies of the logits: with bias, without bias, and a cast or scaled copy.</summary>
    private const double LogitCopies = 3;

    private const double Float = sizeof(float);

    /// <summary>Creates the estimate for an export.</summary>
    public static RunMemory Of(ExportDescription export) => new(export.Shape, export.Onnx.DecoderKind == "none");

    /// <summary>Returns the bytes of a batch.</summary>
    /// <param name="longest">Tokens of its longest row.</param>
    /// <param name="width">The sum of its rows' beams.</param>
    /// <param name="decoderTokens">Tokens that a decoder may have to cache: longest output × rows × beams.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="positions">Positions of a decoder that are computed at once, at most; 0 where they are computed one by one.</param>
    public long Bytes(int longest, long width, long decoderTokens, int rows, int positions = 0)
    {
        // 1. The encoder: every row once, whatever its beams, and as many at once as one run reads (EncoderRuns); attention and
        // feed-forward layers take turns.
        var tokens = (double)longest * Math.Min(rows, EncoderRuns.Rows(shape, longest));
        var encoder =
            tokens * Math.Max((ScoreCopies * shape.Heads * longest) + (4.0 * shape.Width), (2.0 * shape.FeedForward) + (3.0 * shape.Width));

        // 2. The decoder, which starts after the encoder; the encoder's states stay in memory.
        var states = (double)longest * width * shape.Width;
        var decoder =
            shape.DecoderLayers == 0
                ? 0
                : states
                    + Math.Max(
                        isCacheless ? Cacheless(longest, width, decoderTokens) : Cached(longest, width, decoderTokens),
                        AtOnce(longest, positions)
                    );

        var bytes = (Math.Max(encoder, decoder) * Float * Fragmentation) + Kept;
        return bytes < long.MaxValue / 2 ? (long)bytes : long.MaxValue / 2;
    }

    /// <summary>
    /// Keys and values of all layers twice (past and present), and of one layer transposed, or a recurrent decoder's states twice; keys and
    /// values of the encoder's states once.
    /// </summary>
    private double Cached(int longest, long width, long decoderTokens)
    {
        var own = shape.IsRecurrent
            ? (double)width * shape.Width * 2 * shape.DecoderLayers
            : (double)decoderTokens * shape.HeadWidth * ((4.0 * shape.DecoderLayers) + 2);
        var cross = (double)longest * width * shape.HeadWidth * ((2.0 * shape.DecoderLayers) + 2);
        var step = width * ((LogitCopies * shape.Vocabulary) + (2.0 * shape.DecoderFeedForward) + (4.0 * shape.Width));
        return own + cross + step;
    }

    /// <summary>A whole translation is read in one run, as to align it.</summary>
    private double AtOnce(int longest, int positions) =>
        positions
        * (
            (LogitCopies * shape.Vocabulary)
            + (2.0 * shape.DecoderFeedForward)
            + (4.0 * shape.Width)
            + (ScoreCopies * shape.DecoderHeads * Math.Max(positions, longest))
        );

    /// <summary>Every step computes all positions again, and their logits.</summary>
    private double Cacheless(int longest, long width, long decoderTokens)
    {
        var length = (double)decoderTokens / Math.Max(1, width);
        var layer = Math.Max(
            (ScoreCopies * shape.DecoderHeads * Math.Max(length, longest)) + (4.0 * shape.Width),
            (2.0 * shape.DecoderFeedForward) + (3.0 * shape.Width)
        );
        var cross = (double)longest * width * shape.HeadWidth * 4;
        return (decoderTokens * Math.Max(layer, LogitCopies * shape.Vocabulary)) + cross;
    }
}
