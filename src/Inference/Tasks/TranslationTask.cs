using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <param name="catalog">The models, the second of which a request through the pivot language needs.</param>
/// <param name="pivot">The pivot language; <see langword="null"/> if pairs without a model are refused.</param>
internal sealed class TranslationTask(ModelCatalog catalog, string? pivot) : KeptTask<TranslationRequest, TranslationAnswer>
{
    private const long BytesOfText = 256;

    public override RequestKind Kind => RequestKind.Translation;

    public override long Check(TranslationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, TranslationRequest request) =>
        ModelSelector.ForTranslation(models, PivotRoute.Find(models, request, pivot)?.First ?? request);

    public override int Steps(CatalogModel first, TranslationRequest request) =>
        PivotRoute.BeginsWith(first, request, pivot) ? PivotRoute.Steps : 1;

    public override async Task<TranslationAnswer> AnswerAsync(
        ModelLoan loan,
        TranslationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        if (pivot is null || Steps(loan.Model, request) == 1)
        {
            return await base.AnswerAsync(loan, request, account, cancellationToken);
        }

        // The second model is there before the first one works, and the account has room for both.
        PivotRoute.Check(request, pivot);
        var route = PivotRoute.Of(request, pivot);
        using var next = await catalog.BorrowAsync(models => ModelSelector.ForTranslation(models, route.Second), cancellationToken);
        account.Expect(PivotRoute.Steps);
        var first = await base.AnswerAsync(loan, route.First, account, cancellationToken);
        account.BeginStep();
        var second = await base.AnswerAsync(next, route.SecondOf(first), account, cancellationToken);
        return PivotRoute.Join(pivot, first, second);
    }

    public override ValueTask<TranslationAnswer> ReplaceAsync(
        IAnswerReplacement replacement,
        ModelLoan loan,
        TranslationRequest request,
        TranslationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) => answer.Pivot is null ? replacement.ReplaceAsync(loan.Model, loan.Variant, request, answer, terms, cancellationToken) : new(answer); // no teacher has the pair

    public override void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        TranslationRequest request,
        TranslationAnswer answer
    )
    {
        observation.Read(answer);
        if (answer.Pivot is null)
        {
            observer?.Observe(loan.Model, loan.Variant, request, answer);
        }
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
