namespace TransformerService.Models.Errors;

/// <summary>
/// An expected failure on its way to the caller. <see cref="Exception.Message"/> is shown to the caller: it says what to change
/// and never repeats the text that the caller sent.
/// </summary>
public sealed class InferenceException(InferenceError error, string detail, Exception? innerException = null)
    : Exception(detail, innerException)
{
    /// <summary>The kind of failure; REST and gRPC map it to status codes.</summary>
    public InferenceError Error { get; } = error;

    /// <summary>How long a caller should wait before it tries again, if the server was overloaded.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The failure of a request that is wrong itself.</summary>
    /// <param name="detail">What to change.</param>
    public static InferenceException Invalid(string detail) => new(InferenceError.InvalidInput, detail);

    /// <summary>The failure of a request that names a model which does not exist.</summary>
    public static InferenceException NoSuchModel() =>
        new(InferenceError.ModelNotFound, "There is no model of that name. GET /v1/models lists the models.");
}

/// <summary>
/// Every kind of failure that a caller may see. REST and gRPC map it to their status codes in one table each;
/// nothing else decides a status.
/// </summary>
public enum InferenceError
{
    /// <summary>The request itself is wrong; sending it again unchanged fails again.</summary>
    InvalidInput,

    /// <summary>No valid key came with a call that needs one.</summary>
    Unauthenticated,

    /// <summary>The key is valid but not allowed to make this call.</summary>
    Forbidden,

    /// <summary>No such model, language pair or variant.</summary>
    ModelNotFound,

    /// <summary>Too many texts, characters or bytes in one request.</summary>
    InputTooLarge,

    /// <summary>The body is of a media type, a character set or an encoding that the call does not read. Only HTTP has this.</summary>
    UnsupportedMediaType,

    /// <summary>The queue is full; try again after a while.</summary>
    Overloaded,

    /// <summary>The key has used what it may use in this month.</summary>
    QuotaExceeded,

    /// <summary>The model exists but cannot answer now: it is loading, or it failed to load.</summary>
    ModelNotReady,

    /// <summary>
    /// A version did not take over: it cannot be loaded, or failed its self-check. What was served before is still served.
    /// </summary>
    VersionRefused,

    /// <summary>The request's time ran out before its answer was ready.</summary>
    TimedOut,

    /// <summary>The caller cancelled the call or disconnected.</summary>
    Cancelled,

    /// <summary>A fault of the server.</summary>
    Internal,
}
