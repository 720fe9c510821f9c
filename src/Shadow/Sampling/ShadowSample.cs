using System.Diagnostics;
using TransformerService.Inference.Telemetry;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Comparison;
using TransformerService.Tokenization;

namespace TransformerService.Shadow.Sampling;

/// <summary>A text with the student's answer, on its way to the teacher.</summary>
/// <param name="At">When the student answered.</param>
/// <param name="Text">What was asked.</param>
/// <param name="StudentVersion">The version that answered.</param>
/// <param name="Student">The answer.</param>
/// <param name="InputTokens">Tokens that the student read.</param>
/// <param name="Tokenizer">The student's tokenizer.</param>
internal sealed record ShadowSample(
    DateTimeOffset At,
    string Text,
    string StudentVersion,
    SampleAnswer Student,
    int InputTokens,
    TextTokenizer Tokenizer
)
{
    /// <summary>Characters of a text that are searched for unknown tokens.</summary>
    private const int MaxLookedAt = 10_000;

    /// <summary>The span that the student answered in.</summary>
    public ActivityContext Caller { get; } = TransformerTelemetry.Caller ?? default;

    /// <summary>The second text of a pair.</summary>
    public string? Pair { get; init; }

    /// <summary>How the caller wanted a translation decoded; <see langword="null"/> for a classification.</summary>
    public TranslationOptions? Options { get; init; }

    /// <summary>The languages that the caller named for a translation.</summary>
    public (string? Source, string? Target) Direction { get; init; }

    /// <summary>
    /// What the caller asked of a model of another task, without texts (of a ranking: with its documents); <see langword="null"/> for a
    /// translation or classification.
    /// </summary>
    public InferenceRequest? Asked { get; init; }

    /// <summary>
    /// Whether the signs of the answer say how it compares with the teacher's: the teacher is asked without markup, the call's glossary
    /// and further hypotheses.
    /// </summary>
    public bool IsPlain { get; init; } = true;

    /// <summary>Whether samples of a request are <see cref="IsPlain"/>.</summary>
    public static bool HasSigns(TranslationRequest request) =>
        request is { Format: TextFormat.Text, Glossary.Count: 0, Options.NumHypotheses: null or 1 };

    /// <summary>Whether a classifier's scores are independent of one another.</summary>
    public bool Independent { get; init; }

    /// <summary>Whether one call to the teacher can ask for both.</summary>
    public bool RunsWith(ShadowSample other) =>
        Options == other.Options && Direction == other.Direction && Asked == other.Asked && (Pair is null) == (other.Pair is null);

    /// <summary>How an answer to the text differs from another.</summary>
    public AnswerComparison Compare(SampleAnswer answer, SampleAnswer reference) =>
        answer.Translation is { } translation && reference.Translation is { } other ? TranslationComparer.Compare(Text, translation, other)
        : answer.Entities is { } entities && reference.Entities is { } others ? EntityComparer.Compare(entities, others)
        : answer.Vector is { } vector && reference.Vector is { } otherVector ? EmbeddingComparer.Compare(vector, otherVector)
        : answer.Ranking is { } ranking && reference.Ranking is { } otherRanking ? RankingComparer.Compare(ranking, otherRanking)
        : ClassificationComparer.Compare(answer.Labels ?? [], reference.Labels ?? [], Independent);

    /// <summary>
    /// Counts tokens of the text that the student does not know. Tokenizes the text again, so do not call it on a caller's thread.
    /// </summary>
    public int UnknownPieces()
    {
        if (Tokenizer.UnknownId is not { } unknown)
        {
            return 0;
        }

        var text = Text.Length <= MaxLookedAt ? Text : Text[..MaxLookedAt];
        return Tokenizer.Encode(text, int.MaxValue).Ids.Count(id => id == unknown);
    }
}
