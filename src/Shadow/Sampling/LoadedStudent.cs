using TransformerService.Inference.Catalog;
using TransformerService.Inference.Classification;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Shadow.Sampling;

/// <summary>A version of a student, which makes samples of its answers. It may be freed meanwhile: a sample needs only its tokenizer.</summary>
/// <param name="Version">The version that answers.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Head">A classifier's labels and score function.</param>
internal sealed record LoadedStudent(string Version, TextTokenizer Tokenizer, ClassificationHead? Head)
{
    /// <summary>The version that a variant answers with; <see langword="null"/> while it is not loaded.</summary>
    public static LoadedStudent? Of(CatalogVariant variant) =>
        variant.Tokenizer is { } tokenizer ? new LoadedStudent(variant.ShortHash, tokenizer, variant.Head) : null;

    /// <summary>All labels with their scores, the highest first; none for a translator.</summary>
    public IReadOnlyList<LabelScore> Rank(double[] scores) => Head is { } head ? TopScores.Rank(head, scores) : [];

    /// <summary>The sample of a translated text.</summary>
    /// <param name="at">When it was answered.</param>
    /// <param name="text">The text.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="options">How the caller wanted it decoded.</param>
    public ShadowSample Translated(DateTimeOffset at, string text, TranslatedText answer, TranslationOptions options) =>
        new(at, text, Version, new SampleAnswer(answer), answer.InputTokens, Tokenizer) { Options = options };

    /// <summary>The sample of one text of a request.</summary>
    /// <param name="at">When it was answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer to the text.</param>
    /// <param name="index">The text's index.</param>
    public ShadowSample Translated(DateTimeOffset at, TranslationRequest request, TranslatedText answer, int index) =>
        Translated(at, request.Texts[index], answer, request.Options) with
        {
            Direction = (request.Source, request.Target),
            IsPlain = ShadowSample.HasSigns(request),
        };

    /// <summary>The sample of one text of a request.</summary>
    /// <param name="at">When it was answered.</param>
    /// <param name="request">The request.</param>
    /// <param name="scores">The scores of all labels, in the model's order.</param>
    /// <param name="inputTokens">Tokens that the student read.</param>
    /// <param name="index">The text's index.</param>
    public ShadowSample Classified(DateTimeOffset at, ClassificationRequest request, double[] scores, int inputTokens, int index) =>
        Classified(at, request.Texts[index], request.TextPairs?[index], new SampleAnswer(() => Rank(scores)), inputTokens);

    /// <summary>The sample of a classified text.</summary>
    /// <param name="at">When it was answered.</param>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text of a pair.</param>
    /// <param name="answer">The answer, with all labels.</param>
    /// <param name="inputTokens">Tokens that the student read.</param>
    public ShadowSample Classified(DateTimeOffset at, string text, string? pair, SampleAnswer answer, int inputTokens) =>
        new(at, text, Version, answer, inputTokens, Tokenizer) { Pair = pair, Independent = Head?.ScoredBy == ScoreFunction.Sigmoid };

    /// <summary>The sample of a text of another task.</summary>
    /// <param name="at">When it was answered.</param>
    /// <param name="text">The text.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">What the caller asked, as <see cref="ShadowSample.Asked"/>.</param>
    /// <param name="inputTokens">Tokens that the student read.</param>
    public ShadowSample Answered(DateTimeOffset at, string text, SampleAnswer answer, InferenceRequest asked, int inputTokens) =>
        new(at, text, Version, answer, inputTokens, Tokenizer)
        {
            Asked = asked,
            Pair = asked is RerankRequest ranking ? string.Join('\n', ranking.Texts) : null,
        };
}
