using TransformerService.Inference.Admission;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Telemetry;
using TransformerService.Inference.TextGeneration;
using TransformerService.Models;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Tasks;

/// <summary>Requests to generate text.</summary>
/// <param name="send">Sends the texts in parts while they are generated; <see langword="null"/> if only the answer is wanted.</param>
internal sealed class GenerationTask(Func<GeneratedPart, CancellationToken, ValueTask>? send = null)
    : KeptTask<GenerationRequest, GenerationAnswer>
{
    private const long BytesOfText = 256;

    public override RequestKind Kind { get; } = RequestKind.Of(ModelTask.Text2Text);

    public override long Check(GenerationRequest request, InferenceOptions options) => RequestRules.Check(request, options);

    public override (CatalogModel Model, CatalogVariant Variant) Select(IReadOnlyList<CatalogModel> models, GenerationRequest request) =>
        ModelSelector.ForTask(models, ModelTask.Text2Text, request, pairs: null);

    public override Task<GenerationAnswer> AnswerAsync(
        ModelLoan loan,
        GenerationRequest request,
        RequestAccount account,
        CancellationToken cancellationToken
    ) =>
        ((GenerationModel)loan.Served).AnswerAsync( // Select takes only models that generate text
            request,
            loan.Answering,
            account,
            send is null ? null : new PartStream(send, request.Texts.Count),
            cancellationToken
        );

    public override void Answered(
        RequestObservation observation,
        IAnswerObserver? observer,
        ModelLoan loan,
        GenerationRequest request,
        GenerationAnswer answer
    )
    {
        observation.Read(answer);
        if (!request.Options.DoSample)
        {
            observer?.Observe(loan.Model, loan.Variant, request, answer);
        }
    }

    /// <summary>A sample is another one each time. A stream is answered by the model itself.</summary>
    public override bool MayBeKept(GenerationRequest request) => send is null && !request.Options.DoSample;

    public override GenerationRequest Only(GenerationRequest request, IReadOnlyList<int> texts) =>
        request with
        {
            Texts = [.. texts.Select(place => request.Texts[place])],
        };

    public override GenerationAnswer Only(GenerationAnswer answer, int text) =>
        answer with
        {
            Generations = [answer.Generations[text]],
            Timing = default,
        };

    public override GenerationAnswer Join(IReadOnlyList<GenerationAnswer> ofTexts, RequestTiming timing) =>
        ofTexts[0] with
        {
            Generations = [.. ofTexts.Select(answer => answer.Generations[0])],
            Timing = timing,
        };

    public override long BytesOf(GenerationAnswer answer) =>
        answer.Generations.Sum(text =>
            BytesOfText + (sizeof(char) * (text.Text.Length + (text.Hypotheses?.Sum(other => (long)other.Text.Length) ?? 0)))
        );
}
