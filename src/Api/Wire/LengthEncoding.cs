using System.Text;
using Microsoft.Net.Http.Headers;

namespace TransformerService.Api.Wire;

/// <summary>
/// Has Kestrel read the header Content-Length as digits alone (RFC 9110, section 8.6). It reads <c>+20</c> too, and a proxy in front may not: then the two
/// do not agree on where the next request begins. What is no number to this encoding is none to Kestrel, which answers 400.
/// </summary>
internal sealed class LengthEncoding : ASCIIEncoding
{
    private const int MostDigits = 19;

    private static readonly LengthEncoding Instance = new();

    /// <summary>The encoding of a header; <see langword="null"/> for Kestrel's own.</summary>
    public static Encoding? Of(string header) => header == HeaderNames.ContentLength ? Instance : null;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length <= MostDigits && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return base.GetChars(bytes, chars);

        chars[0] = '?';
        return 1;
    }
}
