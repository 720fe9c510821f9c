using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>The warm-up runs, which find faults of an export that its files do not show.</summary>
internal static class WarmUpRuns
{
    /// <summary>The warning that answers change with padding.</summary>
    public const string PaddingWarning =
        "a text was answered differently beside a longer one, although the export takes a mask, so texts are never padded: only texts with the same "
        + "number of tokens run together, which costs throughput. Export again, as optimum-cli export onnx does.";

    /// <summary>The relative tolerance for rounding: padding that is read as text changes numbers by more.</summary>
    private const double Tolerance = 0.01;

    public static bool IsNear(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Max(1, Math.Abs(one));

    /// <summary>Whether a row's numbers are 0 or more and sum to 1, which logits do not do by chance.</summary>
    public static bool AreProbabilities(double[] numbers) => numbers.All(number => number >= 0) && Math.Abs(numbers.Sum() - 1) < 1e-4;

    /// <summary>Runs two rows after one row ran: a graph that fails only then was exported for a batch of one.</summary>
    public static void Batch(Action run)
    {
        try
        {
            run();
        }
        catch (OnnxRuntimeException exception) when (!TrialMemory.IsSpent(exception))
        {
            throw new ModelLoadException(
                [
                    $"It answers one text, but not two at once: the export fixes the batch at 1. Export with dynamic axes, as optimum-cli export onnx does. ONNX Runtime: {OrtText.OneLine(exception)}",
                ],
                exception
            );
        }
    }

    /// <summary>Runs the longest row that the files allow; if it fails, reports how long rows may be.</summary>
    /// <param name="length">The row's tokens.</param>
    /// <param name="export">The export.</param>
    /// <param name="run">Runs that many tokens of it.</param>
    public static void Longest(int length, ExportDescription export, Action<int> run)
    {
        try
        {
            run(length);
        }
        catch (OnnxRuntimeException exception) when (!TrialMemory.IsSpent(exception))
        {
            var fits = 0;
            for (var fails = length; fails - fits > 1; )
            {
                var middle = fits + ((fails - fits) / 2);
                (fits, fails) = Runs(run, middle) ? (middle, fails) : (fits, middle);
            }

            if (fits == 0)
            {
                throw;
            }

            var positions = export.MaxPositions is null
                ? ""
                : $"config.json's max_position_embeddings to {fits + (export.PaddingPosition + 1 ?? 0)}, or ";
            throw new ModelLoadException(
                [
                    $"It reads at most {fits} tokens, but its files allow {length}: lower {positions}tokenizer_config.json's model_max_length to {fits}. ONNX Runtime: {OrtText.OneLine(exception)}",
                ],
                exception
            );
        }
    }

    private static bool Runs(Action<int> run, int length)
    {
        try
        {
            run(length);
            return true;
        }
        catch (OnnxRuntimeException exception) when (!TrialMemory.IsSpent(exception))
        {
            return false;
        }
    }
}
