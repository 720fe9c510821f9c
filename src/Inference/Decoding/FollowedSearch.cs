using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Decoding;

/// <summary>A search whose tokens are reported while it runs, and which ends when nobody waits for it.</summary>
internal sealed class FollowedSearch(ISearch search, SearchFollower follower) : ISearch
{
    private bool _isAbandoned;
    private int _reported;

    public ReadOnlySpan<int> NextTokens => search.NextTokens;

    public ReadOnlySpan<int> Origins => search.Origins;

    public ReadOnlySpan<int> Settled => search.Settled;

    public bool IsDone => _isAbandoned || search.IsDone;

    public void Advance(StepLogits logits)
    {
        search.Advance(logits);
        _isAbandoned = follower.Abandoned.IsCancellationRequested;
        if (follower.Wrote is { } wrote && !_isAbandoned && search.Settled is var settled && settled.Length > _reported)
        {
            _reported = settled.Length;
            wrote(settled);
        }
    }

    /// <summary>The results; none if it was abandoned before it was done.</summary>
    public IReadOnlyList<GeneratedSequence> Results() => search.IsDone ? search.Results() : [];
}

/// <summary>Who follows a search.</summary>
/// <param name="Abandoned">Ends the search at its next step: nobody waits for its result.</param>
internal sealed record SearchFollower(CancellationToken Abandoned)
{
    /// <summary>
    /// Called on the batch's thread when more tokens are settled, with all that are. A batch that is run again after a failure reports them
    /// again from the first.
    /// </summary>
    public Action<ReadOnlySpan<int>>? Wrote { get; init; }
}
