using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Wire;

/// <summary>
/// Checks that a proxy in front and this server must agree on where a request's body ends. Kestrel alone accepts every Transfer-Encoding
/// that ends in chunked, with any HTTP/1 version, and with a Content-Length beside it (RFC 9112, section 6).
/// </summary>
internal static class RequestFraming
{
    private const string Chunked = "chunked";
    private const string KestrelsOtherLength = "X-Content-Length"; // Kestrel's name for a Content-Length beside chunks, which it ignores

    public static Failure Fault { get; } =
        new(
            InferenceError.InvalidInput,
            "Transfer-Encoding must be exactly chunked, over HTTP/1.1, and without Content-Length; send the body with one of the two."
        );

    public static bool IsPlain(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        return coding.Count == 0
            || (
                coding.Count == 1
                && Chunked.Equals(coding[0], StringComparison.OrdinalIgnoreCase)
                && !HttpProtocol.IsHttp10(request.Protocol)
                && !request.Headers.ContainsKey(KestrelsOtherLength)
            );
    }
}
