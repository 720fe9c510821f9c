using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Tasks;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.Translation;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Explanations;

/// <summary>
/// Explains answers by occlusion: the text runs once whole and once without each of its parts, in the batches in which other requests run. So
/// it works with every export, and the rows are charged before they run.
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
        var texts = await account.OnTextsAsync(() => Read(loan, request, account, cancellationToken), cancellationToken);
        var (results, times) = loan.Served switch
        {
            ClassificationModel model => await LabelExplainer.ExplainAsync(model, texts, request, account, cancellationToken),
            TranslationModel model => await TranslationExplainer.ExplainAsync(model, texts, request, account, cancellationToken),
            _ => throw new InferenceException(InferenceError.Internal, "The model's task cannot be explained."), // Select takes no others
        };
        var from = loan.Answering;
        return new ExplainAnswer(from.Model, from.Role, from.ShortHash, results, account.Timing(times))
        {
            Read = [.. texts.Select(text => text.Read)],
        };
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
