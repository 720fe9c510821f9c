namespace TransformerService.Api.Access;

/// <summary>An endpoint's metadata: a scheme of the Authorization header that its callers send their key with, beside Bearer.</summary>
internal sealed record KeyScheme(string Name);

/// <summary>An endpoint's metadata: its callers may send their key in the body.</summary>
internal interface IBodyKey
{
    /// <summary>The key in a request's body; <see langword="null"/> if there is none.</summary>
    /// <exception cref="Models.Errors.InferenceException">The body cannot be read.</exception>
    Task<string?> ReadAsync(HttpContext context);
}
