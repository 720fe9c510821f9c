using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Shadow.Redaction;

/// <summary>Identifies equal texts without keeping them.</summary>
public static class TextHash
{
    /// <summary>The first 128 bits of HMAC-SHA256 in hex. Short texts could be guessed from a hash without a key.</summary>
    /// <param name="text">The text; half surrogate pairs count as U+FFFD.</param>
    /// <param name="key">At least 16 random bytes, stored separately from the hashes.</param>
    public static string Of(string text, ReadOnlySpan<byte> key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
