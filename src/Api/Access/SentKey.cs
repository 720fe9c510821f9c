namespace TransformerService.Api.Access;

/// <summary>Where a request carries its key. gRPC metadata are headers too.</summary>
internal static class SentKey
{
    public const string Header = "X-API-Key";
    public const string Bearer = "Bearer";

    /// <summary>How to send a key, for refusals.</summary>
    public const string How = $"send it as {Header}, or as Authorization: {Bearer}";

    // As they are compared: lower case, without dashes and underscores.
    private static readonly HashSet<string> QueryNames =
    [
        "key",
        "apikey",
        "xapikey",
        "adminkey",
        "accesskey",
        "token",
        "accesstoken",
        "bearer",
        "authorization",
    ];

    /// <summary>The key that was sent, or <see langword="null"/> if none was.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schemes">The schemes of the Authorization header that are read.</param>
    public static string? Read(HttpRequest request, IReadOnlyList<string> schemes)
    {
        if (request.Headers.TryGetValue(Header, out var key))
        {
            return key.ToString();
        }

        var authorization = request.Headers.Authorization.ToString();
        foreach (var scheme in schemes)
        {
            if (After(scheme, authorization) is { } sent)
            {
                return sent;
            }
        }

        return null;
    }

    private static string? After(string scheme, string authorization) =>
        authorization.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase) ? authorization[(scheme.Length + 1)..].Trim() : null;

    /// <summary>Whether the query string holds what looks like a key, valid or not.</summary>
    public static bool IsInQuery(HttpRequest request) =>
        request.QueryString.HasValue
        && request.Query.Any(static value => QueryNames.Contains(Normalize(value.Key)) || value.Value.Any(KeyHash.LooksLikeKey));

    private static string Normalize(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
