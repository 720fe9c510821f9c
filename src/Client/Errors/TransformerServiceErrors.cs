namespace TransformerService.Client;

/// <summary>The values of <see cref="TransformerServiceException.Code"/>.</summary>
public static class TransformerServiceErrors
{
    /// <summary>The request is wrong.</summary>
    public const string InvalidInput = "invalidInput";

    /// <summary>The call needs a valid key.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The key does not allow the call.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The server has no such model.</summary>
    public const string ModelNotFound = "modelNotFound";

    /// <summary>The request is too large.</summary>
    public const string InputTooLarge = "inputTooLarge";

    /// <summary>The body's media type or encoding is not supported.</summary>
    public const string UnsupportedMediaType = "unsupportedMediaType";

    /// <summary>The server is busy.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The key has used what it may use in this month.</summary>
    public const string QuotaExceeded = "quotaExceeded";

    /// <summary>The model cannot answer now.</summary>
    public const string ModelNotReady = "modelNotReady";

    /// <summary>The version does not take over.</summary>
    public const string VersionRefused = "versionRefused";

    /// <summary>The answer took too long, by the server's limit or by this client's.</summary>
    public const string TimedOut = "timedOut";

    /// <summary>The server ended the call.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The server failed.</summary>
    public const string Internal = "internal";

    /// <summary>The server does not know the call.</summary>
    public const string NotFound = "notFound";

    /// <summary>The server's path does not answer the method.</summary>
    public const string MethodNotAllowed = "methodNotAllowed";

    /// <summary>No server answers at the address, or the connection broke.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The answer is not one that this client can read.</summary>
    public const string InvalidAnswer = "invalidAnswer";

    /// <summary>The title of a code. gRPC does not send titles; these are the server's.</summary>
    internal static string Title(string code) =>
        code switch
        {
            InvalidInput => "The request is wrong.",
            Unauthenticated => "The call needs a valid key.",
            Forbidden => "The key does not allow this call.",
            ModelNotFound => "There is no such model.",
            InputTooLarge => "The request is too large.",
            UnsupportedMediaType => "The body's media type or encoding is not supported.",
            Overloaded => "The server is busy.",
            QuotaExceeded => "The key's quota of this month is used up.",
            ModelNotReady => "The model cannot answer now.",
            VersionRefused => "The version does not take over.",
            TimedOut => "The answer took too long.",
            Cancelled => "The caller went away.",
            Internal => "The server failed.",
            NotFound => "There is nothing at this path.",
            MethodNotAllowed => "The path does not answer this method.",
            Unreachable => "The server does not answer.",
            InvalidAnswer => "The server's answer cannot be read.",
            _ => "The call failed.",
        };
}
