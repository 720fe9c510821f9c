using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Wire;

/// <summary>
/// Where a request's body ends must be the same to a proxy in front as to this server. Kestrel takes every Transfer-Encoding that ends in chunked, with
/// any HTTP/1, and with a Content-Length beside it (RFC 9112, section 6).
/// </summary>
internal static class RequestFraming
{
    private const string Chunked = "chunked";
    private const string KestrelsOtherLength = "X-Content-Length"; // a Content-Length beside chunks, which it does not go by

    public static Failure Fault { get; } = new(
        InferenceError.InvalidInput, "Transfer-Encoding must be chunked and nothing else, of HTTP/1.1, and without Content-Length; send the body with one of the two.");

    public static bool IsPlain(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        return coding.Count == 0
            || (coding.Count == 1 && Chunked.Equals(coding[0], StringComparison.OrdinalIgnoreCase)
                && !HttpProtocol.IsHttp10(request.Protocol) && !request.Headers.ContainsKey(KestrelsOtherLength));
    }
}
