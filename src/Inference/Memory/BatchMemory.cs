using TransformerService.Inference.Sessions;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Memory;

/// <summary>What batches of one model may take of the memory there is.</summary>
/// <param name="run">What a run takes.</param>
/// <param name="budget">What there is.</param>
internal sealed class BatchMemory(RunMemory run, MemoryBudget budget)
{
    /// <summary>A batch that takes less frees nothing that is worth to be given back at once.</summary>
    private const long Large = 2L * NativeHeap.KeptBytes;

    /// <summary>What one run may take now.</summary>
    public long Bound => budget.RunBytes;

    /// <summary>Whether there is an end to it.</summary>
    public bool IsBounded => budget != MemoryBudget.Unbounded;

    /// <inheritdoc cref="RunMemory.Bytes"/>
    public long Bytes(int longest, long width, long decoderTokens, int rows) => run.Bytes(longest, width, decoderTokens, rows);

    /// <summary>Whether a batch is within what one run may take.</summary>
    /// <inheritdoc cref="RunMemory.Bytes"/>
    public bool Fits(int longest, long width, long decoderTokens, int rows) => Bytes(longest, width, decoderTokens, rows) <= Bound;

    /// <summary>Refuses a row that does not fit even alone, before anything is allocated for it.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="beams">Its beams.</param>
    /// <param name="decoderTokens">Tokens that a decoder may come to remember for it, over all its beams; 0 without a decoder.</param>
    /// <exception cref="InferenceException">It does not fit.</exception>
    public void CheckRow(int tokens, int beams, long decoderTokens)
    {
        long bytes = Bytes(tokens, beams, decoderTokens, 1), bound = Bound;
        if (bytes > bound)
        {
            throw new InferenceException(InferenceError.InputTooLarge, decoderTokens > 0
                ? $"A text of {tokens} tokens with {beams} beams × {decoderTokens / beams} tokens may take {MemoryBudget.Shown(bytes)}, more than the {MemoryBudget.Shown(bound)} that one run may take here; lower 'options.beamSize' or 'options.maxNewTokens', or send shorter texts."
                : $"A text of {tokens} tokens may take {MemoryBudget.Shown(bytes)}, more than the {MemoryBudget.Shown(bound)} that one run may take here; send shorter texts.");
        }
    }

    /// <summary>Gives back what a batch has freed, if it was large. On the thread that ran it.</summary>
    /// <inheritdoc cref="RunMemory.Bytes"/>
    public void Ended(int longest, long width, long decoderTokens, int rows)
    {
        if (Bytes(longest, width, decoderTokens, rows) >= Large)
        {
            NativeHeap.TrimThread();
            budget.NoteLargeRun();
        }
    }
}
