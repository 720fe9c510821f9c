using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;

namespace TransformerService.Api.Json;

/// <summary>The JSON of the wire.</summary>
internal static class WireJson
{
    /// <summary>
    /// The JSON of answers. Characters such as é and &lt; are not escaped: answers are application/json and never part of an HTML page.
    /// </summary>
    public static AnswerJson Answers { get; } =
        new(new JsonSerializerOptions(AnswerJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Uses the JSON options of answers for typed results and for the API's description.</summary>
    public static IServiceCollection AddWireJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(UseAnswerJson);

    private static void UseAnswerJson(JsonOptions http)
    {
        var options = http.SerializerOptions;
        var answers = Answers.Options;
        options.Encoder = answers.Encoder;
        options.DefaultIgnoreCondition = answers.DefaultIgnoreCondition;
        options.PropertyNamingPolicy = answers.PropertyNamingPolicy;
        options.TypeInfoResolverChain.Insert(0, AnswerJson.Default);
        foreach (var converter in answers.Converters)
        {
            options.Converters.Add(converter);
        }
    }
}
