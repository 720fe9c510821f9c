using Microsoft.AspNetCore.Http.Json;

namespace TransformerService.Api.Json;

/// <summary>Uses the JSON options of answers for typed results and for the API's description.</summary>
internal static class JsonHosting
{
    public static IServiceCollection AddWireJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(UseAnswerJson);

    private static void UseAnswerJson(JsonOptions http)
    {
        var options = http.SerializerOptions;
        var answers = WireJson.Answers.Options;
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
