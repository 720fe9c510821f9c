using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary>Parses a request's body.</summary>
internal delegate T BodyParser<out T>(ReadOnlySpan<byte> body);

/// <summary>
/// Reads requests' bodies. The memory of a body grows with the bytes that have arrived, whatever length it declares.
/// </summary>
internal sealed class RequestBodyReader(BodyBuffers buffers, IOptions<AccessOptions> access)
{
    private readonly long _maxBytes = access.Value.MaxRequestBodyBytes;

    /// <summary>The body as <typeparamref name="T"/>.</summary>
    /// <exception cref="InferenceException">
    /// It is too large, not of JSON's media type, or not a JSON object with the fields of <typeparamref name="T"/>; or too much is being
    /// read already.
    /// </exception>
    public Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        BodyMedia.Require(request);
        return ReadAsync(request, body => RequestBody.Parse(body, type), cancellationToken);
    }

    /// <summary>The body as <paramref name="parse"/> reads it, whatever its media type.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parse">Parses it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="mostBytes">A smaller limit than that of all bodies.</param>
    /// <exception cref="InferenceException">It is too large, or too much is being read already.</exception>
    public async Task<T> ReadAsync<T>(
        HttpRequest request,
        BodyParser<T> parse,
        CancellationToken cancellationToken,
        long mostBytes = long.MaxValue
    )
    {
        var most = Math.Min(mostBytes, _maxBytes);
        RequireSize(request.ContentLength ?? 0, most);
        var length = await request.Body.ReadAsync(Memory<byte>.Empty, cancellationToken); // reads nothing: until the first byte is there, a body takes no buffer
        var caller = Callers.Of(request.HttpContext).Name;
        var buffer = buffers.Rent();
        try
        {
            for (
                int read;
                length != request.ContentLength && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;

            )
            {
                length += read;
                RequireSize(length, most);
                if (length == buffer.Length && length != request.ContentLength)
                {
                    buffer = buffers.Grow(caller, buffer);
                }
            }

            return parse(buffer.AsSpan(0, length));
        }
        finally
        {
            buffers.Return(caller, buffer);
        }
    }

    private static void RequireSize(long length, long most)
    {
        if (length > most)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is larger than {most} bytes; send fewer or shorter texts in one request."
                )
            );
        }
    }
}

/// <summary>Registers the reading of requests' bodies.</summary>
internal static class BodyHosting
{
    public static IServiceCollection AddRequestBodies(this IServiceCollection services) =>
        services.AddSingleton<BodyBuffers>().AddSingleton<RequestBodyReader>();
}
