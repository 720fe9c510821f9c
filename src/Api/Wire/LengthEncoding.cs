using System.Text;
using Microsoft.Net.Http.Headers;

namespace TransformerService.Api.Wire;

/// <summary>
/// Makes Kestrel accept only digits in the header Content-Length (RFC 9110, section 8.6). Kestrel also accepts <c>+20</c>, and a proxy in
/// front may not: then the two disagree on where the next request begins. Kestrel answers 400 to a value that this encoding rejects.
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
        {
            return base.GetChars(bytes, chars);
        }

        chars[0] = '?';
        return 1;
    }
}
