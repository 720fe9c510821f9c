using Microsoft.Extensions.Options;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Access;

/// <summary>A scheme of the Authorization header that the clients of another server's API send their key with.</summary>
/// <param name="Name">The scheme.</param>
/// <param name="Api">The API. While it is on, the scheme is read on every path: a call that it does not have is answered as one, too.</param>
internal sealed record KeyScheme(string Name, Func<CompatibilityOptions, ForeignApiOptions> Api);

/// <summary>The schemes that are read.</summary>
internal sealed class KeySchemes(IEnumerable<KeyScheme> schemes, IOptions<CompatibilityOptions> apis)
{
    /// <summary>Their names, Bearer first.</summary>
    public IReadOnlyList<string> Names { get; } =
    [SentKey.Bearer, .. schemes.Where(scheme => scheme.Api(apis.Value).Enabled).Select(static scheme => scheme.Name)];
}

/// <summary>An endpoint's metadata: its callers may send their key in the body.</summary>
internal interface IBodyKey
{
    /// <summary>The key in a request's body; <see langword="null"/> if there is none.</summary>
    /// <exception cref="Models.Errors.InferenceException">The body cannot be read.</exception>
    Task<string?> ReadAsync(HttpContext context);
}
