using System.Security.Cryptography;

namespace TransformerService.Shadow.Store;

/// <summary>The key of the marks of texts, in a file beside a store that is a file: a copy of the store alone tells nothing about texts.</summary>
internal static class StoreKey
{
    private const int Bytes = 32;

    /// <summary>A key.</summary>
    public static byte[] New() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The key that belongs to a store; made where there is none. Several processes get the same one.</summary>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">What is there is no key.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read or made.</exception>
    public static byte[] Of(string store)
    {
        string path = $"{store}.key";
        if (!File.Exists(path))
        {
            StoreFiles.Make(path, New());
        }

        byte[] key = File.ReadAllBytes(path);
        return key.Length == Bytes
            ? key
            : throw new InvalidDataException($"{path} is not a key of {Bytes} bytes. Delete it, and a new one is made; each text then counts once more.");
    }
}
