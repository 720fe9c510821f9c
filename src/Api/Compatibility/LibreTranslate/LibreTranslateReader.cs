using System.Globalization;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>Reads bodies, which are JSON or forms and may hold the key: the body is then read before the caller is known.</summary>
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

        var body = BodyMedia.IsForm(request)
            ? await reader.ReadAsync(request, static bytes => Of(FormFields.Parse(bytes)), cancellationToken, mostBytes)
            : await reader.ReadAsync(
                request,
                static bytes => RequestBody.Parse(bytes, LibreRequests.Default.LibreTranslateRequest),
                cancellationToken,
                mostBytes
            );
        features.Set(body);
        return body;
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
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw InferenceException.Invalid("$.alternatives must be a whole number.");
}
