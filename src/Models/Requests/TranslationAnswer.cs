using System.ComponentModel;
using System.Globalization;
using TransformerService.Models.Glossaries;

namespace TransformerService.Models.Requests;

/// <summary>The translations, one per text and in the texts' order.</summary>
[ImmutableObject(true)]
public sealed record TranslationAnswer(
    string Model,
    VariantRole Variant,
    string Version,
    IReadOnlyList<TranslatedText> Translations,
    RequestTiming Timing
) : InferenceAnswer(Model, Variant, Version, Timing)
{
    /// <summary>Through which language and models the texts went; <see langword="null"/> if one model translated them.</summary>
    public TranslationPivot? Pivot { get; init; }
}

/// <summary>How texts were translated between languages that no model has as a pair.</summary>
/// <param name="Language">The language between the two.</param>
/// <param name="Steps">What answered, in order.</param>
public sealed record TranslationPivot(string Language, IReadOnlyList<PivotStep> Steps);

/// <summary>What answered one step of a translation.</summary>
/// <param name="Model">The model.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Version">The version: the start of its content hash.</param>
public sealed record PivotStep(string Model, VariantRole Variant, string Version);

/// <summary>One text's translation.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">
/// Sum of the tokens' log-probabilities / generated length ^ length penalty, as Hugging Face's <c>sequences_scores</c>;
/// for a text split into sentences, their mean weighted by output tokens.
/// </param>
/// <param name="InputTokens">Tokens that the model read, special tokens included, over all sentences.</param>
/// <param name="OutputTokens">Tokens that the model generated, end tokens included, over all sentences.</param>
/// <param name="Truncated">
/// Whether anything was cut: a text that the model cannot read as a whole, or a translation that reached the most tokens.
/// </param>
/// <param name="Hypotheses">The best hypotheses, best first, if more than one was requested.</param>
public sealed record TranslatedText(
    string Text,
    double Score,
    int InputTokens,
    int OutputTokens,
    bool Truncated,
    IReadOnlyList<Hypothesis>? Hypotheses
)
{
    /// <summary>Why the translation ended; of several sentences, of the first that did not end by itself.</summary>
    public FinishReason FinishReason { get; init; }

    /// <summary>Why the translation of each sentence ended, in their order; left out if all ended by themselves.</summary>
    public IReadOnlyList<FinishReason>? FinishReasons { get; init; }

    /// <summary>What of the text does not stand in the translation as it should.</summary>
    public IReadOnlyList<TranslationWarning> Warnings { get; init; } = [];

    /// <summary>The terms that have the translations of the glossary, in the order in which the text has them.</summary>
    public IReadOnlyList<AppliedEntry> Glossary { get; init; } = [];

    /// <summary>
    /// The chrF, 0 to 1, that it is expected to have with the teacher's translation, if the export has a calibration; of several sentences
    /// their mean, weighted by tokens.
    /// </summary>
    public double? Quality { get; init; }

    /// <summary>Who answered, if the model has a cascade.</summary>
    public CascadeOutcome? Cascade { get; init; }

    /// <summary>The language that was detected, if the call asked for it.</summary>
    public DetectedLanguage? DetectedLanguage { get; init; }

    /// <summary>What was done; left out for a text that was translated as one sequence.</summary>
    public TranslationStatistics? Statistics { get; init; }
}

/// <summary>Why the translation of a sentence ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it.</summary>
    Stop,

    /// <summary>It reached the most tokens that were allowed, and was cut.</summary>
    Length,

    /// <summary>It repeated itself or did not end, and was decoded once more with no n-gram twice.</summary>
    Repetition,
}

/// <summary>A part of a text that does not stand in the translation as it should.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Text">
/// The part of the text, the number that the model added, the code of the language that was detected, or how many warnings are left out.
/// </param>
/// <param name="Sentence">The sentence's index, as in <see cref="TranslatedText.FinishReasons"/>.</param>
public sealed record TranslationWarning(TranslationWarningKind Kind, string Text, int Sentence)
{
    /// <summary>How many warnings it stands for that are left out; 0 for any other warning.</summary>
    public int LeftOut => Kind == TranslationWarningKind.MoreWarnings ? int.Parse(Text, CultureInfo.InvariantCulture) : 0;

    /// <summary>The last warning, where others are left out.</summary>
    /// <param name="count">How many.</param>
    /// <param name="sentence">The sentence of the first of them.</param>
    public static TranslationWarning More(int count, int sentence) =>
        new(TranslationWarningKind.MoreWarnings, count.ToString(CultureInfo.InvariantCulture), sentence);
}

/// <summary>What is wrong with a part of a translation.</summary>
public enum TranslationWarningKind
{
    /// <summary>A protected span does not stand in the translation as often as in the text.</summary>
    SpanChanged,

    /// <summary>A number is missing in the translation, or was added to it.</summary>
    NumberChanged,

    /// <summary>A term does not have the translation that the glossary gives.</summary>
    GlossaryNotApplied,

    /// <summary>The text is in the target language already, and comes back as it is; the warning has the language's code.</summary>
    AlreadyInTarget,

    /// <summary>
    /// The model does not translate from the language that was detected: the text comes back as it is; the warning has the language's code.
    /// </summary>
    SourceNotSupported,

    /// <summary>There are more warnings than an answer names; the warning has their number, and the sentence of the first of them.</summary>
    MoreWarnings,
}

/// <summary>A term of the glossary that is in a translation.</summary>
/// <param name="Entry">The glossary's entry.</param>
/// <param name="Count">How often.</param>
public sealed record AppliedEntry(GlossaryEntry Entry, int Count);

/// <summary>How a text was translated.</summary>
/// <param name="Sentences">Its sentences; lines and cells without a letter are copied, and do not count.</param>
/// <param name="SentencesWithSpans">Those with a protected span inside.</param>
/// <param name="SentencesCut">Those that were cut at a span, because no stand-in for it came through the model.</param>
/// <param name="RepeatedRows">Sequences that were decoded again.</param>
public sealed record TranslationStatistics(int Sentences, int SentencesWithSpans, int SentencesCut, int RepeatedRows)
{
    /// <summary>The blocks of a document; <see langword="null"/> for plain text.</summary>
    public int? Blocks { get; init; }

    /// <summary>
    /// Those of <see cref="Blocks"/> whose parts between tags were translated one by one, because the tags had no place in the translation
    /// of the whole.
    /// </summary>
    public int? BlocksInParts { get; init; }
}

/// <summary>One of several translations of a text.</summary>
/// <param name="Text">The translation.</param>
/// <param name="Score">As <see cref="TranslatedText.Score"/>.</param>
public sealed record Hypothesis(string Text, double Score);
