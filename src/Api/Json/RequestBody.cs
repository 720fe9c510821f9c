using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>Parses a request's JSON body, with error messages of its own.</summary>
internal static class RequestBody
{
    /// <summary>The error for a body, or a gRPC message, with bytes that are not UTF-8.</summary>
    public const string NotUtf8 = "The body is not valid UTF-8.";

    /// <summary>The error for an empty body.</summary>
    public const string Empty = "The body is empty; send a JSON object.";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes as <typeparamref name="T"/>.</summary>
    /// <exception cref="InferenceException">They are not a JSON object with the fields of <typeparamref name="T"/>.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body[ByteOrderMark.Length..];
        }

        if (body.IsEmpty)
        {
            throw InferenceException.Invalid(Empty);
        }

        if (!Utf8.IsValid(body))
        {
            throw InferenceException.Invalid(NotUtf8);
        }

        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw InferenceException.Invalid("The body must be a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            throw InferenceException.Invalid(BodyFault.Describe(exception, body, type));
        }
    }
}
