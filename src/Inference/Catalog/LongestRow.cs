using TransformerService.Inference.Memory;
using TransformerService.Inference.Serving;
using TransformerService.Models;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Files;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Limits the texts of an encoder to the length that the memory is enough for. Encoders of 8,192 positions are common, and their attention
/// takes memory by the square of the length: without the limit a model that mostly reads short texts would not load at all.
/// </summary>
internal static class LongestRow
{
    /// <summary>An encoder that cannot read as many tokens is not limited: its load says how much memory it needs.</summary>
    private const int Least = ServedModel.FallbackMaxInputTokens;

    /// <summary>The part of the free memory that a limited encoder's run may take, so that other models still find some.</summary>
    private const int Share = 2;

    /// <summary>Returns the description with the length that fits.</summary>
    /// <param name="folder">The folder of the export.</param>
    /// <param name="export">Its description.</param>
    /// <param name="memory">The memory of the process.</param>
    /// <param name="trialBytes">What a run may take in the trial; <see cref="long.MaxValue"/> for any amount.</param>
    public static ExportDescription Fit(string folder, ExportDescription export, MemoryBudget memory, long trialBytes)
    {
        if (export.Task.HasDecoder() || export.MaxPositions is not { } positions || positions <= Least)
        {
            return export;
        }

        var longest = Math.Min(positions, export.Embedding?.MaxLength ?? ModelMaxLength(folder));
        export = export with { MaxPositions = longest };
        var run = RunMemory.Of(export);
        var free = Math.Max(0, memory.FreeBytes - ModelMemory.Estimate(export)) / memory.Runs;
        if (longest <= Least || Fits(longest, Math.Min(free, trialBytes)))
        {
            return export;
        }

        var most = Math.Min(free / Share, trialBytes);
        var fits = Least;
        for (var fails = longest; fails - fits > 1; )
        {
            var middle = fits + ((fails - fits) / 2);
            (fits, fails) = Fits(middle, most) ? (middle, fails) : (fits, middle);
        }

        var advice =
            trialBytes < free
                ? "Raise Models:TrialMemoryBytes (0: no limit)"
                : "Give the process more memory, lower Inference:ConcurrentRuns, or remove a model";
        return export with
        {
            MaxPositions = fits,
            LengthLimit =
                $"its files allow {longest} tokens, but a text of so many takes {MemoryBudget.Shown(run.Bytes(longest, 1, 0, 1))}, more than there is for one run: it reads {fits}. {advice}, and load it again.",
        };

        bool Fits(int length, long bytes) => run.Bytes(length, 1, 0, 1) <= bytes;
    }

    /// <summary>The tokenizer's own limit. What is wrong with its files, its load says.</summary>
    private static int ModelMaxLength(string folder)
    {
        try
        {
            return new TokenizerSettings(new TokenizerFolder(folder)).ModelMaxLength;
        }
        catch (TokenizerLoadException)
        {
            return int.MaxValue;
        }
    }
}
