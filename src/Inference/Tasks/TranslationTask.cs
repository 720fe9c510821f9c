using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

internal sealed class TranslationTask : KeptTask<TranslationRequest, TranslationAnswer>
{
    private const long BytesOfText = 256;

    public override RequestKind Kind => RequestKind.Translation;

    public override long Check(TranslationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, TranslationRequest request) =>
        ModelSelector.ForTranslation(models, request);

    public override ValueTask<TranslationAnswer> ReplaceAsync(
        IAnswerReplacement replacement,
        ModelLoan loan,
        TranslationRequest request,
        TranslationAnswer answer,
        CancellationToken cancellationToken
    ) => replacement.ReplaceAsync(loan.Model, loan.Variant, request, answer, cancellationToken);

    public override void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        TranslationRequest request,
        TranslationAnswer answer
    )
    {
        observation.Read(answer);
        observer?.Observe(loan.Model, loan.Variant, request, answer);
    }

    public override TranslationRequest Only(TranslationRequest request, IReadOnlyList<int> texts) =>
        request with
        {
            Texts = [.. texts.Select(place => request.Texts[place])],
        };

    public override TranslationAnswer Only(TranslationAnswer answer, int text) =>
        answer with
        {
            Translations = [answer.Translations[text]],
            Timing = default,
        };

    public override TranslationAnswer Join(IReadOnlyList<TranslationAnswer> ofTexts, RequestTiming timing) =>
        ofTexts[0] with
        {
            Translations = [.. ofTexts.Select(answer => answer.Translations[0])],
            Timing = timing,
        };

    public override long BytesOf(TranslationAnswer answer) =>
        answer.Translations.Sum(text =>
            BytesOfText
            + (sizeof(char) * (text.Text.Length + (text.Hypotheses?.Sum(other => (long)other.Text.Length) ?? 0)))
            + (BytesOfText * text.Warnings.Count)
        );
}
