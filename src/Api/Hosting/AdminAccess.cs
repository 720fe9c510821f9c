using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Hosting;

/// <summary>Lets admin calls through, of either door, that come with the admin key.</summary>
internal sealed class AdminAccess(IOptions<AccessOptions> access)
{
    private const string KeyHeader = "X-API-Key";
    private const string Bearer = "Bearer ";

    // Compared by hash: neither the time nor the length of a comparison tells about the key.
    private readonly byte[]? _hash = access.Value.AdminKey is { Length: > 0 } key ? Hash(key) : null;

    /// <summary>Returns if the call may be made.</summary>
    /// <exception cref="InferenceException">There is no admin key here, or the call came without it or with another.</exception>
    public void Require(HttpRequest request)
    {
        if (_hash is null)
            throw new InferenceException(InferenceError.Forbidden, "Admin calls are off; set Access:AdminKey to switch them on.");

        if (Sent(request) is not { } sent)
            throw new InferenceException(InferenceError.Unauthenticated, $"This call needs the admin key; send it as {KeyHeader}, or as Authorization: {Bearer.TrimEnd()}.");

        if (!CryptographicOperations.FixedTimeEquals(Hash(sent), _hash))
            throw new InferenceException(InferenceError.Unauthenticated, "The key that was sent is not the admin key.");
    }

    /// <summary>Whether the call comes with the admin key.</summary>
    public bool Has(HttpRequest request) => _hash is not null && Sent(request) is { } sent && CryptographicOperations.FixedTimeEquals(Hash(sent), _hash);

    private static string? Sent(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
            return key.ToString();

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
