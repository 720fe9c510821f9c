using System.Security.Cryptography;

namespace TransformerService.Shadow.Store;

/// <summary>
/// The key of the marks of texts, in a file beside a SQLite store: a copy of the store alone reveals nothing about texts.
/// </summary>
internal static class StoreKey
{
    private const int Bytes = 32;

    /// <summary>Creates a key.</summary>
    public static byte[] New() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The key of a store, created if it does not exist. Several processes get the same one.</summary>
    /// <exception cref="IOException">It cannot be read or created.</exception>
    /// <exception cref="InvalidDataException">The file does not hold a key.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading or creating it is not allowed.</exception>
    public static byte[] Of(string store)
    {
        var path = $"{store}.key";
        if (!File.Exists(path))
        {
            StoreFiles.Make(path, New());
        }

        var key = File.ReadAllBytes(path);
        return key.Length == Bytes
            ? key
            : throw new InvalidDataException(
                $"{path} is not a key of {Bytes} bytes. Delete it, and a new one is made; each text then counts once more."
            );
    }
}
