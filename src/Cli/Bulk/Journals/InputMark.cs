using System.Security.Cryptography;

namespace TransformerService.Cli.Bulk.Journals;

/// <summary>What tells one input file from another, without reading all of it.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Head">SHA-256 of its beginning.</param>
/// <param name="Tail">SHA-256 of its end.</param>
internal sealed record InputMark(long Length, string Head, string Tail)
{
    private const int Bytes = 1 << 16;

    public static async Task<InputMark> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var head = await HashAsync(file, cancellationToken);
        file.Seek(Math.Max(0, file.Length - Bytes), SeekOrigin.Begin);
        return new InputMark(file.Length, head, await HashAsync(file, cancellationToken));
    }

    private static async Task<string> HashAsync(FileStream file, CancellationToken cancellationToken)
    {
        var bytes = new byte[Bytes];
        var read = await file.ReadAtLeastAsync(bytes, Bytes, throwOnEndOfStream: false, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, read)));
    }
}
