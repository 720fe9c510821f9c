using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransformerService.Api.Access;
using TransformerService.Api.Errors;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Swagger;

/// <summary>Adds to each documented problem the title and code of its row in the error table, and an example.</summary>
internal sealed class ProblemExamplesFilter : IOperationFilter
{
    private const string ExampleTraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly Dictionary<string, ProblemKind> KindsByStatus = Enum.GetValues<InferenceError>()
        .Select(ErrorTable.For)
        .DistinctBy(static kind => kind.Status) // quotaExceeded has overloaded's
        .ToDictionary(static kind => kind.Status.ToString(CultureInfo.InvariantCulture));

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (
                response is not OpenApiResponse { Content: { } content } documented
                || !content.TryGetValue(ProblemWriter.MediaType, out var media)
                || media is not OpenApiMediaType body
                || !KindsByStatus.TryGetValue(status, out var kind)
            )
            {
                continue;
            }

            documented.Description = $"{kind.Code}: {Explain(kind)}";
            var example = ProblemWriter.Describe(kind, Explain(kind), ExampleTraceId);
            body.Example = JsonSerializer.SerializeToNode(example, WireJson.Answers.ProblemBody);
            if (kind.RetryAfterSeconds is not null)
            {
                documented.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = RetryAfter() };
            }
        }
    }

    private static OpenApiHeader RetryAfter() =>
        new()
        {
            Description = "Seconds after which to try again.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        };

    private static string Explain(ProblemKind kind) =>
        kind.Error switch
        {
            InferenceError.InvalidInput => "The request is wrong; the detail names the field and what belongs there.",
            InferenceError.Unauthenticated => $"The server has keys, and the call had none or a wrong one; {SentKey.How}.",
            InferenceError.ModelNotFound => "No such model, language pair or variant; GET /v1/models lists the models.",
            InferenceError.InputTooLarge => "Too many texts, characters or bytes in one request; send fewer.",
            InferenceError.UnsupportedMediaType =>
                $"The body is not JSON in UTF-8, or is compressed; send Content-Type: {BodyMedia.Json}, without Content-Encoding. Accept-Post or Accept-Encoding says what is accepted.",
            InferenceError.Overloaded =>
                "The queue is full, or the key's limit reached; try again after Retry-After seconds. With the code quotaExceeded the key has used its quota of the month; the detail says when the month ends.",
            InferenceError.ModelNotReady => "The model is loading, or failed to load; try again after Retry-After seconds.",
            InferenceError.TimedOut => "The answer was not ready in time; send fewer or shorter texts.",
            InferenceError.Internal => "A fault of the server; quote the traceId when you report it.",
            _ => kind.Title,
        };
}
