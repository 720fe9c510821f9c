using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TransformerService.Api.Access;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Api.Swagger;
using TransformerService.Models.Errors;
using TransformerService.Shadow;
using TransformerService.Shadow.Export;

namespace TransformerService.Api.Endpoints;

/// <summary><c>/v1/models/{name}/shadow</c>: how the student's answers compare with the teacher's.</summary>
internal static class ShadowEndpoints
{
    private const string JsonLines = "application/x-ndjson";
    private const string NextCursor = "X-Next-Cursor";

    public static void MapShadow(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/models/{name}/shadow").WithTags("Shadow");
        group
            .MapGet("", ReportAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .WithSummary("Reports how far the student strays from its teacher")
            .WithDescription(
                "Compares the requested version of the student with the teacher that is served now, over all processes that share the store. Every rate has its 95 % interval and the number of samples."
            )
            .AnswersProblems(InferenceError.ModelNotFound, InferenceError.Overloaded, InferenceError.Internal);
        group
            .MapPost("", ChangeAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithSummary("Changes rate, cap and margin (admin)")
            .WithDescription(
                "Applies from the next request on, to this process, until it ends. Needs an admin's key, as X-API-Key or Authorization: Bearer."
            )
            .Describes<ShadowChangeBody>(ShadowExamples.Changes, ShadowExamples.Settings)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.InputTooLarge,
                InferenceError.Internal
            );
        group
            .MapGet("/disagreements", DisagreementsAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .WithSummary("Lists texts on which student and teacher differ, the most severe first")
            .WithDescription(
                $"JSON lines. If there are more, the header {NextCursor} has the cursor of the next page. Kept texts are shown only to calls with an admin's key."
            )
            .Produces<DisagreementBody>(StatusCodes.Status200OK, JsonLines)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.ModelNotFound,
                InferenceError.Overloaded,
                InferenceError.ModelNotReady,
                InferenceError.Internal
            );
        group
            .MapGet("/export", ExportAsync)
            .RequireRateLimiting(CallLimits.StoreReads)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithSummary("Exports disagreements as training data (admin)")
            .WithDescription(
                "JSON lines of source, target (the teacher's answer), student, severity, weight, sample and probability. Needs an admin's key, and Shadow:StoreText."
            )
            .Produces<string>(StatusCodes.Status200OK, JsonLines)
            .AnswersProblems(
                InferenceError.InvalidInput,
                InferenceError.Unauthenticated,
                InferenceError.Forbidden,
                InferenceError.ModelNotFound,
                InferenceError.Overloaded,
                InferenceError.ModelNotReady,
                InferenceError.Internal
            );
    }

    private static async Task<Ok<ShadowBody>> ReportAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        [Description(
            "The student's version, e.g. the canary's: its folder inside the student's folder, or the version that answers carry. Default: the version that is served."
        )]
            string? version,
        ShadowService shadow,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            ShadowWire.ToBody(await shadow.ReportAsync(name, string.IsNullOrEmpty(version) ? null : version, cancellationToken))
        );

    private static async Task<Ok<ShadowSettingsBody>> ChangeAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        HttpRequest request,
        RequestBodyReader reader,
        ShadowService shadow,
        CancellationToken cancellationToken
    )
    {
        var body = await reader.ReadAsync(request, RequestJson.Default.ShadowChangeBody, cancellationToken);
        return TypedResults.Ok(ShadowWire.ToBody(shadow.Change(name, new ShadowChange(body.SampleRate, body.MaxPerSecond, body.Margin))));
    }

    private static async Task DisagreementsAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        [Description("Leaves out those older than this time, in ISO 8601.")] string? since,
        [Description("Leaves out those less severe than this, 0 to 1. Default: 0.")] string? minSeverity,
        [Description("The most lines to return, 1 to 1,000. Default: 100.")] string? limit,
        [Description("The X-Next-Cursor of an earlier page.")] string? cursor,
        HttpContext context,
        ShadowService shadow,
        CancellationToken cancellationToken
    )
    {
        var page = await shadow.DisagreementsAsync(
            name,
            new DisagreementQuery(
                QueryValues.Time(nameof(since), since),
                QueryValues.Number(nameof(minSeverity), minSeverity),
                QueryValues.WholeNumber(nameof(limit), limit),
                cursor
            ),
            cancellationToken
        );
        if (page.NextCursor is { } next)
        {
            context.Response.Headers[NextCursor] = next;
        }

        page = context.User.IsAdmin() ? page : page.WithoutTexts();
        await WriteLinesAsync(
            context.Response,
            page.Items.Select(item => JsonSerializer.Serialize(ShadowWire.ToBody(item), WireJson.Answers.DisagreementBody)),
            cancellationToken
        );
    }

    private static async Task ExportAsync(
        [Description("The model's name, e.g. en-fr.")] string name,
        [Description("Leaves out those older than this time, in ISO 8601.")] string? since,
        [Description("Disagreements less severe than this, 0 to 1, are included only as control samples. Default: 0.")] string? minSeverity,
        HttpContext context,
        ShadowService shadow,
        CancellationToken cancellationToken
    )
    {
        var examples = await shadow.ExportAsync(
            name,
            QueryValues.Time(nameof(since), since),
            QueryValues.Number(nameof(minSeverity), minSeverity),
            cancellationToken
        );
        await WriteLinesAsync(context.Response, examples.Select(TrainingExport.ToJsonLine), cancellationToken);
    }

    private static async Task WriteLinesAsync(HttpResponse response, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        response.ContentType = JsonLines;
        foreach (var line in lines)
        {
            await response.WriteAsync(line + "\n", cancellationToken);
        }
    }
}
