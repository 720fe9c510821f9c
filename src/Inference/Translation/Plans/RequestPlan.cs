using TransformerService.Inference.Admission;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>The plans of the texts, or documents, of a request.</summary>
internal sealed class RequestPlan
{
    private readonly IReadOnlyList<MarkupPlan>? _documents;

    private RequestPlan(TranslationPlan[] plans, IReadOnlyList<MarkupPlan>? documents) => (Plans, _documents) = (plans, documents);

    /// <summary>All plans.</summary>
    public TranslationPlan[] Plans { get; }

    /// <summary>The documents of a request with markup; otherwise none.</summary>
    public IReadOnlyList<MarkupPlan> Documents => _documents ?? [];

    /// <summary>Plans the texts of a request.</summary>
    /// <param name="model">The model that translates them.</param>
    /// <param name="request">The request.</param>
    /// <param name="variant">The languages and the model's glossary.</param>
    /// <param name="code">The language code of each text that does not begin with one, if there is any.</param>
    /// <param name="account">Counts the rows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static RequestPlan Of(
        TranslationModel model,
        TranslationRequest request,
        AnsweringVariant variant,
        string? code,
        RequestAccount account,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("tokenize");
        var work = new TextWork(cancellationToken);
        if (!request.Options.SplitSentences)
        {
            return new([.. request.Texts.Select(text => TranslationPlan.OfWhole(model, text, code, account.CountRow, work))], null);
        }

        var terms = GlossaryTerms.Of(model, request, variant, work);
        var planner = new SentencePlanner(
            model,
            request.Options,
            terms,
            variant.SourceLanguage ?? request.Source,
            code,
            account.CountRow,
            work
        );
        if (request.Format == TextFormat.Text)
        {
            return new([.. request.Texts.Select(text => planner.Plan(text, []))], null);
        }

        MarkupPlan[] documents = [.. request.Texts.Select(text => MarkupPlan.Of(text, request, planner.Plan, work))];
        return new([.. documents.SelectMany(document => document.Plans)], documents);
    }

    /// <summary>Joins the translated rows.</summary>
    /// <param name="hypotheses">The number of requested hypotheses.</param>
    /// <param name="options">Which steps were taken.</param>
    /// <param name="language">The target language.</param>
    /// <param name="quality">Tells the quality of each, if the model was calibrated.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public IReadOnlyList<TranslatedText> Assemble(
        int hypotheses,
        TranslationOptions options,
        string? language,
        QualityReview? quality,
        CancellationToken cancellationToken
    )
    {
        using var span = TransformerTelemetry.Source.StartActivity("decode");
        var work = new TextWork(cancellationToken);
        if (_documents is null)
        {
            return [.. Plans.Select(Assembled)];
        }

        TranslatedText?[] texts = [.. Plans.Select(plan => plan.IsTranslated ? Assembled(plan) : null)];
        var answers = new List<TranslatedText>(_documents.Count);
        var done = 0;
        foreach (var document in _documents)
        {
            answers.Add(document.Assemble(new ArraySegment<TranslatedText?>(texts, done, document.Plans.Count), work));
            done += document.Plans.Count;
        }

        return answers;

        TranslatedText Assembled(TranslationPlan plan) =>
            plan.Assemble(hypotheses, new PlanReview(plan, options.CheckNumbers, options.ProtectSpans, language, work), quality);
    }
}
