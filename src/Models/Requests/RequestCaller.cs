namespace TransformerService.Models.Requests;

/// <summary>Who sent a request: what the server has is shared out among callers, and a caller's share among its connections.</summary>
/// <param name="Name">Tells callers apart: of a key, or of an address. Never shown to other callers.</param>
/// <param name="Connection">Tells the caller's connections apart; <see langword="null"/> where there is none.</param>
public sealed record RequestCaller(string Name, string? Connection = null);
