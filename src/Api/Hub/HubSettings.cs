namespace TransformerService.Api.Hub;

/// <summary>How the Hub is reached: the variables of huggingface_hub.</summary>
/// <param name="Endpoint">The Hub's address. Default <c>https://huggingface.co</c>.</param>
/// <param name="Token">The token of the account that may read the model; <see langword="null"/> for public models.</param>
internal sealed record HubSettings(Uri Endpoint, string? Token)
{
    private const string EndpointVariable = "HF_ENDPOINT",
        TokenVariable = "HF_TOKEN",
        Default = "https://huggingface.co";

    /// <summary>The wait before the first retry, doubled for each of the next. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many times a call is tried again. Default 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The longest wait that the Hub may ask for; if it asks for more, the call fails. Default 5 min.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may be silent. Default 1 min.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Reads HF_ENDPOINT and HF_TOKEN.</summary>
    /// <exception cref="HubException">One of them is malformed.</exception>
    public static HubSettings FromEnvironment() =>
        Read(Environment.GetEnvironmentVariable(EndpointVariable), Environment.GetEnvironmentVariable(TokenVariable));

    internal static HubSettings Read(string? endpoint, string? token)
    {
        var written = string.IsNullOrWhiteSpace(endpoint) ? Default : endpoint.Trim();
        if (
            !Uri.TryCreate(written.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0
            || address.Query.Length > 0
        )
        {
            throw new HubException($"{EndpointVariable} is not an address such as {Default}.");
        }

        token = string.IsNullOrWhiteSpace(token) ? null : token.Trim();
        if (token?.Any(character => !char.IsAscii(character) || char.IsControl(character) || character == ' ') == true)
        {
            throw new HubException($"{TokenVariable} has characters that no token has; copy it again.");
        }

        return token is not null && address is { Scheme: "http", IsLoopback: false }
            ? throw new HubException(
                $"{EndpointVariable} is http, which would send {TokenVariable} unencrypted: use https, or unset {TokenVariable}."
            )
            : new HubSettings(address, token);
    }
}
