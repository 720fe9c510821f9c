namespace TransformerService.Models.Requests;

/// <summary>The sender of a request. The server's capacity is shared among callers, and a caller's share among its connections.</summary>
/// <param name="Name">Identifies the caller, by its key or address. Never shown to other callers.</param>
/// <param name="Connection">Identifies the caller's connection; <see langword="null"/> if there is none.</param>
public sealed record RequestCaller(string Name, string? Connection = null)
{
    /// <summary>The name of its key, under which its usage is counted; <see langword="null"/> for a caller without a key.</summary>
    public string? Key { get; init; }
}
