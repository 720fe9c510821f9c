using Microsoft.AspNetCore.Http.Json;

namespace TransformerService.Api.Json;

/// <summary>Makes the answers' JSON the JSON of typed results, and of the API's description.</summary>
internal static class JsonHosting
{
    public static IServiceCollection AddWireJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(UseAnswerJson);

    private static void UseAnswerJson(JsonOptions http)
    {
        var options = http.SerializerOptions;
        var answers = WireJson.Answers.Options;
        options.Encoder = answers.Encoder;
        options.DefaultIgnoreCondition = answers.DefaultIgnoreCondition;
        options.PropertyNamingPolicy = answers.PropertyNamingPolicy;
        options.TypeInfoResolverChain.Insert(0, AnswerJson.Default);
        foreach (var converter in answers.Converters)
            options.Converters.Add(converter);
    }
}
