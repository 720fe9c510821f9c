using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Json;
using TransformerService.Api.Lifecycle;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Compatibility;

/// <summary>
/// <c>GET /health</c> of Text Embeddings Inference, which reads the status alone, and of LibreTranslate, whose body it has. The native
/// probes are <c>/health/live</c> and <c>/health/ready</c>.
/// </summary>
internal static class ForeignHealth
{
    private const string Ok = """{"status":"ok"}""",
        Unhealthy = """{"error":"unhealthy","error_type":"Unhealthy"}""";

    public static void MapForeignHealth(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.Offers(static options => options.TextEmbeddings) || endpoints.Offers(static options => options.LibreTranslate))
        {
            endpoints.MapGet(ProbePaths.Rest, Answer).ExcludeFromDescription().AllowAnonymous(); // probes have no key
        }
    }

    private static ContentHttpResult Answer(Readiness readiness) =>
        readiness.WhyNot() is null
            ? TypedResults.Text(Ok, BodyMedia.Json, Encoding.UTF8)
            : TypedResults.Text(Unhealthy, BodyMedia.Json, Encoding.UTF8, StatusCodes.Status503ServiceUnavailable);
}
