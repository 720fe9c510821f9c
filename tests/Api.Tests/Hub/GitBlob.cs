using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TransformerService.Api.Tests.Hub;

/// <summary>What Git calls a file's contents.</summary>
internal static class GitBlob
{
    [SuppressMessage("Security", "CA5350", Justification = "Git's names of blobs are SHA-1.")]
    public static string NameOf(byte[] contents) =>
        Convert.ToHexStringLower(
            SHA1.HashData([
                .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {contents.Length}\0")),
                .. contents,
            ])
        );
}
