using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>Reads a request's JSON body, and says in sentences of its own what is wrong with one.</summary>
internal static class RequestBody
{
    private const int FirstBufferBytes = 4 * 1_024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The body as <typeparamref name="T"/>.</summary>
    /// <exception cref="InferenceException">It is not a JSON object with the fields of <typeparamref name="T"/>.</exception>
    /// <exception cref="BadHttpRequestException">It is larger than the server takes.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RequireJsonInUtf8(request);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? 0, FirstBufferBytes, Array.MaxLength));
        try
        {
            var length = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
            {
                length += read;
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            return Parse(buffer.AsSpan(0, length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bytes as <typeparamref name="T"/>.</summary>
    /// <exception cref="InferenceException">They are not a JSON object with the fields of <typeparamref name="T"/>.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];

        if (body.IsEmpty)
            throw Invalid("The body is empty; send a JSON object.");

        if (!Utf8.IsValid(body))
            throw Invalid("The body is not valid UTF-8.");

        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw Invalid("The body must be a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            throw Invalid(BodyFault.Describe(exception, body, type));
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(full.Length * 2));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static void RequireJsonInUtf8(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw Invalid("The body's media type is not JSON; send the header Content-Type: application/json.");

        var charset = MediaTypeHeaderValue.TryParse(request.ContentType, out var mediaType) ? HeaderUtilities.RemoveQuotes(mediaType.Charset) : default;
        if (charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw Invalid("The body's character set must be UTF-8; send the header Content-Type: application/json.");
    }

    private static InferenceException Invalid(string detail) => new(InferenceError.InvalidInput, detail);
}
