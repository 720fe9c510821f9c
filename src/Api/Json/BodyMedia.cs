using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TransformerService.Api.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>Which bodies the server reads: JSON in UTF-8, uncompressed; some calls read forms, too.</summary>
internal static class BodyMedia
{
    /// <summary>The media type that the server asks for.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of HTML forms.</summary>
    public const string Form = "application/x-www-form-urlencoded";

    private const string Multipart = "multipart/form-data";
    private const int LongestBoundary = 70; // RFC 2046, section 5.1.1
    private const string Identity = "identity";
    private const string AcceptPost = "Accept-Post"; // Linked Data Platform 1.0, section 7.1; ASP.NET has no name for it

    // The second is not registered, but the Encoding Standard treats it as the same, and clients send it.
    private static readonly string[] Utf8Names = ["utf-8", "utf8"];

    /// <exception cref="InferenceException">The body is of another kind, or missing.</exception>
    public static void Require(HttpRequest request) => RequireJson(request, Json);

    /// <exception cref="InferenceException">The body is compressed.</exception>
    public static void RequireIdentity(HttpRequest request)
    {
        if (IsEncoded(request))
        {
            throw Unsupported("The body is compressed; send it as it is, without the header Content-Encoding.");
        }
    }

    /// <summary>Whether the body is an HTML form's (application/x-www-form-urlencoded); otherwise it is JSON.</summary>
    /// <exception cref="InferenceException">The body is of another kind, or missing.</exception>
    public static bool IsForm(HttpRequest request)
    {
        if (!IsEncoded(request) && TypeOf(request, Form) is { } type)
        {
            RequireUtf8(type, Form);
            RequireOwnSite(request);
            return true;
        }

        RequireJson(request, $"{Json} or {Form}");
        return false;
    }

    /// <summary>The boundary of a form of several parts (multipart/form-data); <see langword="null"/> for another body.</summary>
    /// <exception cref="InferenceException">The form has no boundary, is compressed, or comes from a page of another site.</exception>
    public static string? BoundaryOf(HttpRequest request)
    {
        if (TypeOf(request, Multipart) is not { } type)
        {
            return null;
        }

        RequireIdentity(request);
        RequireOwnSite(request);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= LongestBoundary
            ? boundary.ToString()
            : throw InferenceException.Invalid($"The boundary of {Multipart} must have 1 to {LongestBoundary} characters.");
    }

    /// <summary>Whether there is no body.</summary>
    /// <exception cref="InferenceException">The request comes from a page of another site.</exception>
    public static bool IsMissing(HttpRequest request)
    {
        if (
            !string.IsNullOrEmpty(request.ContentType)
            || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false
        )
        {
            return false;
        }

        RequireOwnSite(request);
        return true;
    }

    /// <summary>Requires JSON, also without its media type or with the one that curl sends by default, a form's.</summary>
    /// <exception cref="InferenceException">The body is of another kind, or comes from a page of another site.</exception>
    public static void RequireJsonOfAnyName(HttpRequest request)
    {
        if (!string.IsNullOrEmpty(request.ContentType) && TypeOf(request, Form) is null)
        {
            Require(request);
            return;
        }

        RequireIdentity(request);
        RequireOwnSite(request);
    }

    /// <summary>
    /// Refuses a body that is not JSON from a page of another site: browsers send it without asking the server first (CORS), and so any page
    /// could put a server of the visitor's own machine to work. Origins of the configuration may send it.
    /// </summary>
    /// <exception cref="InferenceException">The request comes from a page of another site.</exception>
    public static void RequireOwnSite(HttpRequest request)
    {
        if (
            request.Headers.Origin is [{ Length: > 0 } origin, ..]
            && !request.HasJsonContentType()
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var site) && site.Authority == request.Host.Value)
            && !request.HttpContext.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.AllowsOrigin(origin)
        )
        {
            throw Unsupported($"Pages of other sites may send JSON only; send the header Content-Type: {Json}.");
        }
    }

    private static MediaTypeHeaderValue? TypeOf(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            ? type
            : null;

    private static void RequireJson(HttpRequest request, string expected)
    {
        RequireIdentity(request);
        if (
            string.IsNullOrEmpty(request.ContentType)
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false
        )
        {
            throw new InferenceException(InferenceError.InvalidInput, RequestBody.Empty);
        }

        if (!request.HasJsonContentType())
        {
            throw Unsupported(
                $"The body's media type is not {(expected == Json ? "JSON" : "one that this call reads")}; send the header Content-Type: {expected}."
            );
        }

        RequireUtf8(MediaTypeHeaderValue.Parse(request.ContentType), Json);
    }

    private static void RequireUtf8(MediaTypeHeaderValue type, string expected)
    {
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.HasValue && !Utf8Names.Any(name => charset.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw Unsupported($"The body's character set must be UTF-8; send the header Content-Type: {expected}.");
        }
    }

    /// <summary>
    /// Adds to a refusal what the server accepts (RFC 9110, section 15.5.16): Accept-Encoding if the encoding was at fault, otherwise the
    /// media type. Accept-Encoding must not be sent in other cases (section 12.5.3).
    /// </summary>
    public static void TellAccepted(HttpContext context)
    {
        if (IsEncoded(context.Request))
        {
            context.Response.Headers.AcceptEncoding = Identity;
        }
        else
        {
            context.Response.Headers[AcceptPost] = Json;
        }
    }

    private static bool IsEncoded(HttpRequest request) =>
        request
            .Headers.ContentEncoding.SelectMany(static line =>
                (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            .Any(static encoding => !encoding.Equals(Identity, StringComparison.OrdinalIgnoreCase));

    private static InferenceException Unsupported(string detail) => new(InferenceError.UnsupportedMediaType, detail);
}
