using System.Text.Encodings.Web;
using System.Text.Json;

namespace TransformerService.Api.Compatibility;

/// <summary>The JSON of answers.</summary>
internal static class ForeignJson
{
    /// <summary>The options of a serializer context, without escapes for characters such as é.</summary>
    public static JsonSerializerOptions Relaxed(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
