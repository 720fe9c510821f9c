using System.Text.Encodings.Web;
using System.Text.Json;

namespace TransformerService.Api.Json;

/// <summary>The JSON of the wire.</summary>
internal static class WireJson
{
    /// <summary>
    /// Answers whose é stays é: they are application/json and never part of a page, so that HTML needs no escaping.
    /// </summary>
    public static AnswerJson Answers { get; } =
        new(new JsonSerializerOptions(AnswerJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
