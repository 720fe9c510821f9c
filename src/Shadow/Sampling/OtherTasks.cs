using TransformerService.Models.Requests;

namespace TransformerService.Shadow.Sampling;

/// <summary>The samples of tasks beside translation and classification: of each text, or of a ranking as a whole.</summary>
internal static class OtherTasks
{
    /// <summary>The texts of a request that are sampled each by itself; none if its answer cannot be compared.</summary>
    public static IReadOnlyList<string> TextsOf(InferenceRequest request) =>
        request switch
        {
            RerankRequest { Scale: not null }
            or EmbeddingRequest { Encoding: not EmbeddingEncoding.Float }
            or GenerationRequest { Options.DoSample: true } => [],
            RerankRequest ranking => [ranking.Query],
            _ => request.Texts,
        };

    /// <summary>The second texts, as many as <see cref="TextsOf"/> returns.</summary>
    public static IReadOnlyList<string>? PairsOf(InferenceRequest request) =>
        request is RerankRequest ranking ? [string.Join('\n', ranking.Texts)] : null;

    /// <summary>The answer to one of the texts.</summary>
    public static SampleAnswer AnswerOf(InferenceAnswer answer, int index) =>
        answer switch
        {
            GenerationAnswer generated => new SampleAnswer(AsTranslation(generated.Generations[index])),
            TagAnswer tagged => new SampleAnswer(tagged.Entities[index]),
            EmbeddingAnswer embedded => new SampleAnswer(embedded.Embeddings[index]),
            RerankAnswer ranked => new SampleAnswer(ranked.Scores),
            _ => throw new ArgumentException("Answers of this kind are not compared.", nameof(answer)),
        };

    /// <summary>Tokens that the model read of one of the texts.</summary>
    public static int TokensOf(InferenceAnswer answer, int index) =>
        answer is RerankAnswer ? answer.Read.Sum(document => document.InputTokens)
        : answer is GenerationAnswer generated ? generated.Generations[index].InputTokens
        : index < answer.Read.Count ? answer.Read[index].InputTokens
        : 0;

    /// <summary>A generated text is compared as a translation is.</summary>
    private static TranslatedText AsTranslation(GenerationResult result) =>
        new(result.Text, result.Score, result.InputTokens, result.OutputTokens, result.Truncated, Hypotheses: null);

    /// <summary>What a request asks of its model, whatever its texts, its model and its caller are.</summary>
    public static InferenceRequest Plain(InferenceRequest request)
    {
        var plain = request with { Model = null, Variant = null, Timeout = null, Caller = null };
        return plain switch
        {
            RerankRequest ranking => ranking with { TopN = null },
            TagRequest tag => tag with { Texts = [], Offsets = OffsetUnit.CodePoints },
            GenerationRequest generation => generation with { Texts = [], Options = generation.Options with { NumHypotheses = null } },
            _ => plain with { Texts = [] },
        };
    }
}
