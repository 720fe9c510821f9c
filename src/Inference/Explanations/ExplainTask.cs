using TransformerService.Inference.Admission;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Translation;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// Explains answers. By occlusion the text runs once whole and once without each of its parts, which works with every export. A translation
/// is explained by its attention where the export gives that. The rows run in the batches of other requests, and are charged before.
/// </summary>
internal sealed class ExplainTask : RequestTask<ExplainRequest, ExplainAnswer>
{
    public override RequestKind Kind => RequestKind.Explanation;

    public override long Check(ExplainRequest request, InferenceOptions options) => ExplainRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, ExplainRequest request) =>
        ModelSelector.ForExplanation(models, request);

    public override async Task<ExplainAnswer> AnswerAsync(
        ModelLoan loan,
        ExplainRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        var method = MethodOf(loan.Served, request);
        if (method == ExplanationMethod.Attention && loan.Served is TranslationModel translator)
        {
            var found = await AttentionExplainer.ExplainAsync(translator, request, account, cancellationToken);
            return Answer(found.Results, found.Times);
        }

        var texts = await account.OnTextsAsync(() => Read(loan, request, account, cancellationToken), cancellationToken);
        var (results, times) = loan.Served switch
        {
            ClassificationModel model => await LabelExplainer.ExplainAsync(model, texts, request, account, cancellationToken),
            TranslationModel model => await TranslationExplainer.ExplainAsync(model, texts, request, account, cancellationToken),
            _ => throw new InferenceException(InferenceError.Internal, "The model's task cannot be explained."), // Select takes no others
        };
        return Answer(results, times);

        ExplainAnswer Answer(Explanation[] explanations, RunTimes taken)
        {
            var from = loan.Answering;
            return new ExplainAnswer(from.Model, from.Role, from.ShortHash, explanations, account.Timing(taken))
            {
                Method = method,
                Read = [.. explanations.Select(explanation => explanation.Read)],
            };
        }
    }

    /// <exception cref="InferenceException">The request asks for attention, which the model does not give.</exception>
    private static ExplanationMethod MethodOf(ServedModel model, ExplainRequest request)
    {
        var canAlign = model is TranslationModel { CanAlign: true };
        return request.Method == ExplanationMethod.Attention && !canAlign
            ? throw InferenceException.Invalid(
                model is TranslationModel
                    ? "The model's export gives no attention that aligns its words: send 'method': \"occlusion\", or leave it out."
                    : "'method': \"attention\" is for models that translate: send \"occlusion\", or leave it out."
            )
            : request.Method ?? (canAlign ? ExplanationMethod.Attention : ExplanationMethod.Occlusion);
    }

    private static OccludedText[] Read(ModelLoan loan, ExplainRequest request, RequestAccount account, CancellationToken cancellationToken)
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        return
        [
            .. request.Texts.Select(text =>
            {
                work.Look();
                return OccludedText.Of(loan.Served, text, request, account, work);
            }),
        ];
    }
}
