namespace TransformerService.Client;

/// <summary>What carries the calls.</summary>
public enum TransformerServiceTransport
{
    /// <summary>JSON over HTTP, by default port 8080.</summary>
    Rest,

    /// <summary>gRPC over HTTP/2, by default port 8081.</summary>
    Grpc,
}

/// <summary>How the client calls a server. Validated at start, all faults at once.</summary>
public sealed class TransformerServiceClientOptions
{
    /// <summary>The server's address, http or https, e.g. http://localhost:8080 for REST or http://localhost:8081 for gRPC. Required.</summary>
    public Uri? Address { get; set; }

    /// <summary>What carries the calls. Default: REST.</summary>
    public TransformerServiceTransport Transport { get; set; }

    /// <summary>The key that is sent with every call as X-API-Key. Default: none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The most time that a call takes with its retries, up to 1 hour. Of a generation stream, until its first event; a translation stream over gRPC has no limit but its token. Default: 100 seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// The most time that one attempt takes, from 10 milliseconds to below <see cref="Timeout"/>. Default: 40 seconds. An attempt that takes
    /// longer is repeated, so it should be longer than the server's Inference:RequestTimeout, by default 30 seconds. A call that changes
    /// the server, such as a promotion that loads a version, is not repeated and has all of <see cref="Timeout"/>.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How often a call is sent again that the server could not answer, 0 to 10. Calls that change the server are never sent again. Default: 3.
    /// </summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The first delay before a call is sent again, 0 to 1 minute, where the server names none. It doubles. Default: 0.5 seconds.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The texts of a stream over REST that are in progress at a time, 1 to 64. Over gRPC the server decides. Default: 8.</summary>
    public int MaxStreamInFlight { get; set; } = 8;
}
