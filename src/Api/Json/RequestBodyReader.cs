using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>Reads requests' JSON bodies.</summary>
internal sealed class RequestBodyReader(IOptions<AccessOptions> access)
{
    private const int FirstBufferBytes = 4 * 1_024;

    private readonly long _maxBytes = access.Value.MaxRequestBodyBytes;

    /// <summary>The body as <typeparamref name="T"/>.</summary>
    /// <exception cref="InferenceException">It is too large, not of JSON's media type, or not a JSON object with the fields of <typeparamref name="T"/>.</exception>
    public async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        BodyMedia.Require(request);
        RequireSize(request.ContentLength ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(request.ContentLength ?? 0, FirstBufferBytes) + 1);
        try
        {
            var length = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
            {
                length += read;
                RequireSize(length);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            return RequestBody.Parse(buffer.AsSpan(0, length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(full.Length * 2));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private void RequireSize(long length)
    {
        if (length > _maxBytes)
        {
            throw new InferenceException(InferenceError.InputTooLarge, string.Create(
                CultureInfo.InvariantCulture, $"The body is larger than {_maxBytes} bytes; send fewer or shorter texts in one request."));
        }
    }
}
