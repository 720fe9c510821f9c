using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>
/// Reads what Flask's <c>request.values</c> has: JSON, otherwise the fields of the query and of a form. It may hold the key: the body is
/// then read before the caller is known.
/// </summary>
internal sealed class LibreTranslateReader : IBodyKey
{
    private LibreTranslateReader() { }

    public static LibreTranslateReader Instance { get; } = new();

    /// <summary>The most bytes of a body with the key in it: it is read before it is known whose it is.</summary>
    public const int MostBytesWithKey = 64 * 1_024;

    /// <summary>A request's body.</summary>
    public static Task<LibreTranslateRequest> ReadAsync(
        HttpRequest request,
        RequestBodyReader reader,
        CancellationToken cancellationToken
    ) => ReadAsync(request, reader, long.MaxValue, cancellationToken);

    private static async Task<LibreTranslateRequest> ReadAsync(
        HttpRequest request,
        RequestBodyReader reader,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        var features = request.HttpContext.Features;
        if (features.Get<LibreTranslateRequest>() is { } read)
        {
            return read;
        }

        var body = await FormAsync(request, reader, mostBytes, cancellationToken) is { } form
            ? Of(FormFields.OfQuery(request).With(form))
            : await reader.ReadAsync(
                request,
                static bytes => RequestBody.Parse(bytes, LibreRequests.Default.LibreTranslateRequest),
                cancellationToken,
                mostBytes
            );
        features.Set(body);
        return body;
    }

    /// <summary>The fields of the body, none if there is no body; <see langword="null"/> if it is JSON.</summary>
    private static async Task<FormFields?> FormAsync(
        HttpRequest request,
        RequestBodyReader reader,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        if (BodyMedia.IsMissing(request))
        {
            return FormFields.None;
        }

        if (BodyMedia.BoundaryOf(request) is { } boundary)
        {
            var parts = await reader.ReadAsync(request, static bytes => bytes.ToArray(), cancellationToken, mostBytes);
            return await FormFields.ParseAsync(parts, boundary, cancellationToken);
        }

        return BodyMedia.IsForm(request)
            ? await reader.ReadAsync(request, static bytes => FormFields.Parse(bytes), cancellationToken, mostBytes)
            : null;
    }

    public async Task<string?> ReadAsync(HttpContext context)
    {
        var reader = context.RequestServices.GetRequiredService<RequestBodyReader>();
        try
        {
            var body = await ReadAsync(context.Request, reader, MostBytesWithKey, context.RequestAborted);
            return body.ApiKey is { Length: > 0 } key ? key : null;
        }
        catch (InferenceException large) when (large.Error == InferenceError.InputTooLarge)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"{large.Message} With the key in a header, {SentKey.Header} or Authorization, it may be larger."
            );
        }
    }

    private static LibreTranslateRequest Of(FormFields form) =>
        new()
        {
            Q = form.All("q") is { } texts ? new TextOrTexts(texts) { IsArray = texts.Count > 1 } : null,
            Source = form.One("source"),
            Target = form.One("target"),
            Format = form.One("format"),
            Alternatives = form.One("alternatives") is { Length: > 0 } number ? Number(number) : null,
            ApiKey = form.One("api_key"),
        };

    private static int Number(string text) =>
        LibreCount.Parse(text) ?? throw InferenceException.Invalid("$.alternatives must be a whole number.");
}
