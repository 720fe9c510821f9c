namespace TransformerService.Client;

/// <summary>A call that was not answered. It has the same properties over REST and gRPC.</summary>
public sealed class TransformerServiceException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="code">The kind of failure, one of <see cref="TransformerServiceErrors"/>.</param>
    /// <param name="detail">What to change.</param>
    /// <param name="title">What this kind of failure is. Default: the title that belongs to the code.</param>
    /// <param name="innerException">What caused it.</param>
    public TransformerServiceException(string code, string detail, string? title = null, Exception? innerException = null)
        : base($"{title ?? TransformerServiceErrors.Title(code)} {detail}", innerException)
    {
        Code = code;
        Detail = detail;
        Title = title ?? TransformerServiceErrors.Title(code);
    }

    /// <summary>The kind of failure, for programs: one of <see cref="TransformerServiceErrors"/>.</summary>
    public string Code { get; }

    /// <summary>What this kind of failure is, the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>What to change. Never repeats the text that was sent.</summary>
    public string Detail { get; }

    /// <summary>The W3C trace id at the server; <see langword="null"/> if the server did not answer.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long to wait before the call is sent again; <see langword="null"/> where the server does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may be answered soon.</summary>
    internal bool IsTransient { get; init; }
}
