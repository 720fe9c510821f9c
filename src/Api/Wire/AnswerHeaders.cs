using Microsoft.Extensions.Primitives;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Wire;

/// <summary>
/// The security headers of every answer: a browser must not guess the media type, must not show it in another page's frame, and may load
/// only what is listed.
/// </summary>
internal static class AnswerHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Data = "default-src 'none'; frame-ancestors 'none'";

    // What Swagger UI needs: its own scripts and styles, images within its styles, styles that its scripts set, and calls to this server.
    private static readonly StringValues Page =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Markup is never made of text: Chromium refuses a script that would.
    private static readonly StringValues ConsolePage =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Sets them when the answer starts: the error handling clears headers that were set before.</summary>
    public static void SetAtStart(HttpContext context) => context.Response.OnStarting(Set, context.Response);

    private static Task Set(object state)
    {
        var response = (HttpResponse)state;
        var headers = response.Headers;
        headers.XContentTypeOptions = NoSniff;
        // A browser does not show gRPC's answers, and a page that has not changed keeps the policy that it came with.
        if (Is(response, Refusal.GrpcMediaType) || response.StatusCode == StatusCodes.Status304NotModified)
        {
            return Task.CompletedTask;
        }

        if (!Is(response, "text/html"))
        {
            headers.ContentSecurityPolicy = Data;
            return Task.CompletedTask;
        }

        headers.ContentSecurityPolicy = response.HttpContext.Request.Path.StartsWithSegments("/console") ? ConsolePage : Page;
        // Only on pages: Kestrel has no field for this header, so it costs each answer a dictionary.
        headers["Referrer-Policy"] = NoReferrer;
        return Task.CompletedTask;
    }

    private static bool Is(HttpResponse response, string mediaType) =>
        response.ContentType?.StartsWith(mediaType, StringComparison.OrdinalIgnoreCase) == true;
}
