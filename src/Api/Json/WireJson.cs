using System.Text.Encodings.Web;
using System.Text.Json;

namespace TransformerService.Api.Json;

/// <summary>The JSON of the wire.</summary>
internal static class WireJson
{
    /// <summary>
    /// The JSON of answers. Characters such as é and &lt; are not escaped: answers are application/json and never part of an HTML page.
    /// </summary>
    public static AnswerJson Answers { get; } =
        new(new JsonSerializerOptions(AnswerJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
