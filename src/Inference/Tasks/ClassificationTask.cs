using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <param name="options">Names the model that answers where several could.</param>
internal sealed class ClassificationTask(ModelsOptions options) : KeptTask<ClassificationRequest, ClassificationAnswer>
{
    private const long BytesOfLabel = 64,
        BytesOfText = 256;

    public override RequestKind Kind => RequestKind.Classification;

    public override long Check(ClassificationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(
        IReadOnlyList<CatalogModel> models,
        ClassificationRequest request
    ) => ModelSelector.ForClassification(models, request, options.DefaultClassifier);

    public override ValueTask<ClassificationAnswer> ReplaceAsync(
        IAnswerReplacement replacement,
        ModelLoan loan,
        ClassificationRequest request,
        ClassificationAnswer answer,
        ReplacementTerms terms,
        CancellationToken cancellationToken
    ) =>
        request is { Candidates: null, Windows: null, Scale: null }
            ? replacement.ReplaceAsync(loan.Model, loan.Variant, request, answer, terms, cancellationToken)
            : new(answer);

    public override void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        ClassificationRequest request,
        ClassificationAnswer answer
    )
    {
        observation.Read(answer);
        if (request is { Candidates: null, Windows: null, Scale: null })
        {
            observer?.Observe(loan.Model, loan.Variant, request, answer, answer.Scores);
        }
    }

    public override IReadOnlyList<string>? Pairs(ClassificationRequest request) => request.TextPairs;

    public override ClassificationRequest Only(ClassificationRequest request, IReadOnlyList<int> texts) =>
        request with
        {
            Texts = [.. texts.Select(place => request.Texts[place])],
            TextPairs = request.TextPairs is { } pairs ? [.. texts.Select(place => pairs[place])] : null,
        };

    public override ClassificationAnswer Only(ClassificationAnswer answer, int text) =>
        answer with
        {
            Results = [answer.Results[text]],
            Scores = answer.Scores.Count == 0 ? [] : [answer.Scores[text]],
            Timing = default,
        };

    public override ClassificationAnswer Join(IReadOnlyList<ClassificationAnswer> ofTexts, RequestTiming timing) =>
        ofTexts[0] with
        {
            Results = [.. ofTexts.Select(answer => answer.Results[0])],
            Scores = [.. ofTexts.SelectMany(answer => answer.Scores)],
            Timing = timing,
        };

    public override long BytesOf(ClassificationAnswer answer) =>
        answer.Results.Sum(result => BytesOfText + (result.Labels.Count * BytesOfLabel))
        + answer.Scores.Sum(scores => (long)scores.Length * sizeof(double));
}
