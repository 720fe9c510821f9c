using TransformerService.Inference.Sessions;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Memory;

/// <summary>The memory that batches of one model may take.</summary>
/// <param name="run">The estimate of a run's memory.</param>
/// <param name="budget">The process's memory.</param>
internal sealed class BatchMemory(RunMemory run, MemoryBudget budget)
{
    /// <summary>A smaller batch does not free enough memory to return it to the system at once.</summary>
    private const long Large = 2L * NativeHeap.KeptBytes;

    /// <summary>The bytes that one run may take now.</summary>
    public long Bound => budget.RunBytes;

    /// <summary>Whether it is limited.</summary>
    public bool IsBounded => budget != MemoryBudget.Unbounded;

    /// <inheritdoc cref="RunMemory.Bytes"/>
    public long Bytes(int longest, long width, long decoderTokens, int rows, int positions = 0) =>
        run.Bytes(longest, width, decoderTokens, rows, positions);

    /// <summary>Whether a batch fits into the memory of one run.</summary>
    /// <inheritdoc cref="RunMemory.Bytes"/>
    public bool Fits(int longest, long width, long decoderTokens, int rows, int positions = 0) =>
        Bytes(longest, width, decoderTokens, rows, positions) <= Bound;

    /// <summary>Refuses a row that does not fit even alone, before anything is allocated for it.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="beams">Its beams.</param>
    /// <param name="decoderTokens">Tokens that a decoder may have to cache for it, over all its beams; 0 without a decoder.</param>
    /// <param name="positions">Positions of the decoder that are computed at once for it; 0 where they are computed one by one.</param>
    /// <exception cref="InferenceException">It does not fit.</exception>
    public void CheckRow(int tokens, int beams, long decoderTokens, int positions = 0)
    {
        long bytes = Bytes(tokens, beams, decoderTokens, 1, positions),
            bound = Bound;
        if (bytes > bound)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                decoderTokens > 0
                    ? $"A text of {tokens} tokens with {beams} beams × {decoderTokens / beams} tokens may take {MemoryBudget.Shown(bytes)}, more than the {MemoryBudget.Shown(bound)} that one run may take here; lower 'options.beamSize' or 'options.maxNewTokens', or send shorter texts."
                    : $"A text of {tokens} tokens may take {MemoryBudget.Shown(bytes)}, more than the {MemoryBudget.Shown(bound)} that one run may take here; send shorter texts."
            );
        }
    }

    /// <summary>Returns to the system what a large batch has freed. Must be called on the thread that ran it.</summary>
    /// <inheritdoc cref="RunMemory.Bytes"/>
    public void Ended(int longest, long width, long decoderTokens, int rows, int positions = 0)
    {
        if (Bytes(longest, width, decoderTokens, rows, positions) >= Large)
        {
            NativeHeap.TrimThread();
            budget.NoteLargeRun();
        }
    }
}
