using TransformerService.Inference.Sessions;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Decoding;

/// <summary>
/// One text's search for its best sequences. It knows nothing about sessions or other texts: it receives logits and returns which rows it
/// needs next. It begins with one row that contains the start token.
/// </summary>
internal interface ISearch
{
    /// <summary>The token that each of its rows reads next.</summary>
    ReadOnlySpan<int> NextTokens { get; }

    /// <summary>For each row of <see cref="NextTokens"/>, which of the rows of the last step it continues.</summary>
    ReadOnlySpan<int> Origins { get; }

    /// <summary>Whether it needs no more steps.</summary>
    bool IsDone { get; }

    /// <summary>The tokens after the start token that its best result is sure to begin with.</summary>
    ReadOnlySpan<int> Settled => [];

    /// <summary>Processes the logits of its rows, one row for each of <see cref="NextTokens"/>; may overwrite them.</summary>
    void Advance(StepLogits logits);

    /// <summary>The best sequences, best first, once it is done.</summary>
    IReadOnlyList<GeneratedSequence> Results();
}

/// <summary>A generated sequence.</summary>
/// <param name="Tokens">The tokens after the start token, the end token included where there is one.</param>
/// <param name="Score">
/// Sum of the tokens' log-probabilities / length ^ length penalty; the length is that of <paramref name="Tokens"/>.
/// </param>
internal sealed record GeneratedSequence(int[] Tokens, double Score)
{
    /// <summary>Why it ended.</summary>
    public FinishReason Reason { get; init; }
}
