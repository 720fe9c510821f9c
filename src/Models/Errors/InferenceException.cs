namespace TransformerService.Models.Errors;

/// <summary>
/// An expected failure on its way to the caller. <see cref="Exception.Message"/> is shown to the caller: it says what to change
/// and never repeats the text that the caller sent.
/// </summary>
public sealed class InferenceException(InferenceError error, string detail, Exception? innerException = null)
    : Exception(detail, innerException)
{
    /// <summary>What went wrong, from the closed set that the doors map to status codes.</summary>
    public InferenceError Error { get; } = error;

    /// <summary>When it is worth while to ask again, for a caller who was refused because there is too much to do.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
