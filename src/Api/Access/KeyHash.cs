using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

#if TRANSFORMER_TOOL
namespace TransformerService.Cli.Keys;

#else
namespace TransformerService.Api.Access;

#endif

/// <summary>
/// A key's form in the configuration: <c>v1.salt.hash</c>, in base64url. The salt has 16 bytes; the hash is the HMAC-SHA-256 of the key's
/// SHA-256 under the salt. Fast on purpose: <see cref="NewKey"/> draws 256 bits, too many to guess, and a slow hash would let wrong keys
/// occupy the processors.
/// </summary>
internal sealed class KeyHash
{
    private const string Version = "v1";
    private const string KeyPrefix = "tsk_"; // lets scanners of repositories and logs find a key that leaked
    private const int KeyBytes = 32;
    private const int SaltBytes = 16;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private KeyHash(byte[] salt, byte[] hash) => (_salt, _hash) = (salt, hash);

    /// <summary>Creates a new key. It exists only in the returned string.</summary>
    public static string NewKey() => KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether a text has the form of a key.</summary>
    public static bool LooksLikeKey(string? text) => text?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true;

    /// <summary>The hash of a key under a salt of its own.</summary>
    public static KeyHash Of(string key)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new KeyHash(salt, HMACSHA256.HashData(salt, Digest(key)));
    }

    /// <summary>Parses a hash; <see langword="null"/> if the text is malformed.</summary>
    public static KeyHash? Parse(string text) =>
        text.Split('.') is [Version, var salt, var hash]
        && Decode(salt, SaltBytes) is { } saltBytes
        && Decode(hash, HMACSHA256.HashSizeInBytes) is { } hashBytes
            ? new KeyHash(saltBytes, hashBytes)
            : null;

    /// <summary>
    /// The digest of a key that <see cref="Matches"/> compares. It has the same length for every key, so comparing always costs the same.
    /// </summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether this is the hash of the key with this digest. Takes constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> digest)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_salt, digest, hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    public override string ToString() => $"{Version}.{Base64Url.EncodeToString(_salt)}.{Base64Url.EncodeToString(_hash)}";

    private static byte[]? Decode(string text, int bytes)
    {
        var decoded = new byte[bytes];
        return Base64Url.IsValid(text, out var length) && length == bytes && Base64Url.TryDecodeFromChars(text, decoded, out _)
            ? decoded
            : null;
    }
}
