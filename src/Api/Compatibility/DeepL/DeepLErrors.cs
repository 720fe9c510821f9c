using TransformerService.Api.Errors;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.DeepL;

/// <summary>Failures as DeepL writes them. Its clients try again after 429, and after 500 and above.</summary>
internal sealed class DeepLErrors : ErrorForm
{
    /// <summary>DeepL's own status.</summary>
    private const int QuotaExceeded = 456;

    private DeepLErrors() { }

    public static DeepLErrors Instance { get; } = new();

    /// <summary>Calls of DeepL's that this server does not have.</summary>
    public override IReadOnlyList<string> Roots { get; } = ["/v2/document", "/v2/write", "/v3"];

    public override FieldNames Fields { get; } =
        new(
            ("source", "source_lang"),
            ("target", "target_lang"),
            ("format", "tag_handling"),
            ("splitSentences", "split_sentences"),
            ("glossary", "glossary_id")
        );

    /// <summary>A key that is missing or wrong is a 403 at DeepL, and a pair of languages that it does not have a 400.</summary>
    public override int StatusOf(ProblemKind kind) =>
        kind.Error switch
        {
            InferenceError.Unauthenticated => StatusCodes.Status403Forbidden,
            InferenceError.ModelNotFound => StatusCodes.Status400BadRequest,
            InferenceError.QuotaExceeded => QuotaExceeded,
            _ => kind.Status,
        };

    /// <summary>A glossary that is not there, however, is a 404.</summary>
    public override int StatusOf(HttpContext context, ProblemKind kind) =>
        kind.Error == InferenceError.ModelNotFound
        && (context.Request.Path.StartsWithSegments(DeepLGlossaryEndpoints.Path) || context.Features.Get<UnknownGlossary>() is not null)
            ? kind.Status
            : StatusOf(kind);

    public override Task WriteAsync(HttpContext context, ProblemKind kind, string detail) =>
        context.Response.WriteAsJsonAsync(
            new DeepLFailure(detail),
            DeepLJson.Answers.DeepLFailure,
            cancellationToken: context.RequestAborted
        );
}
