namespace TransformerService.Models.Requests;

/// <summary>Where one request's time went.</summary>
/// <param name="Total">From admission to answer.</param>
/// <param name="Queue">Waiting until the first batch had a free run slot.</param>
/// <param name="Tokenize">Text to token ids and back.</param>
/// <param name="Inference">Running the model, decoding included.</param>
public readonly record struct RequestTiming(TimeSpan Total, TimeSpan Queue, TimeSpan Tokenize, TimeSpan Inference)
{
    /// <summary>Texts that were answered from kept answers.</summary>
    public int CachedTexts { get; init; }

    /// <summary>The times of two requests that were answered one after the other.</summary>
    public RequestTiming Plus(RequestTiming next) =>
        new(Total + next.Total, Queue + next.Queue, Tokenize + next.Tokenize, Inference + next.Inference)
        {
            CachedTexts = CachedTexts + next.CachedTexts,
        };
}
