namespace TransformerService.Client;

/// <summary>One text's translation.</summary>
public sealed record Translation
{
    /// <summary>The translation.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Sum of the tokens' log-probabilities, divided by the number of tokens to the power of lengthPenalty: 0 at best.
    /// Of a text split into sentences, their mean weighted by output tokens.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>Tokens that the model read, special tokens included, over all sentences.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Tokens that the model generated, end tokens included, over all sentences.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>
    /// Whether anything was cut: a text of splitSentences false at the model's maxInputTokens, or a translation at maxNewTokens, at the
    /// length that its sentence allows, or where it began to repeat itself.
    /// </summary>
    public required bool Truncated { get; init; }

    /// <summary>
    /// Why the translation ended; of several sentences, of the first that did not end by itself: stop (the model ended it), length (it reached
    /// the most tokens and was cut), repetition (it repeated itself or did not end, and was decoded once more).
    /// </summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Why the translation of each sentence ended, in their order; left out if all are stop.</summary>
    public IReadOnlyList<FinishReason>? FinishReasons { get; init; }

    /// <summary>What does not stand in the translation as it should; left out if there is nothing.</summary>
    public IReadOnlyList<TranslationWarning>? Warnings { get; init; }

    /// <summary>The terms of the glossaries that stand in it with their translations; left out if there are none.</summary>
    public IReadOnlyList<AppliedEntry>? Glossary { get; init; }

    /// <summary>
    /// How good it is expected to be, 0 to 1: the chrF with the teacher's translation, as the model's probabilities, the lengths,
    /// repetitions, copied words and unknown tokens suggest. Of several sentences their mean. Left out for a model that was not calibrated,
    /// and for a text that comes back as it is.
    /// </summary>
    public double? Quality { get; init; }

    /// <summary>Whose answer it is: student or teacher. Left out for a model without a cascade.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>Whether the teacher answered, because the student's answer was risky. Left out for a model without a cascade.</summary>
    public bool? Escalated { get; init; }

    /// <summary>
    /// The risk that the student's answer differs from the teacher's, 0 to 1. Left out for a model without a cascade.
    /// </summary>
    public double? Risk { get; init; }

    /// <summary>
    /// Whether findings of shadow mode bound the risk; otherwise it is the one that the student itself states. Left out for a model without a
    /// cascade.
    /// </summary>
    public bool? Calibrated { get; init; }

    /// <summary>
    /// Why the student's answer is served though its risk exceeds the threshold: budgetSpent, teacherBusy, teacherAway, timeShort or
    /// limitReached (the limits of one request, or of the caller). Otherwise left out.
    /// </summary>
    public EscalationRefusal? NotEscalated { get; init; }

    /// <summary>The language that was detected; left out unless source is auto.</summary>
    public DetectedLanguage? DetectedLanguage { get; init; }

    /// <summary>How the text was translated; left out with splitSentences false, and for a text that comes back as it is.</summary>
    public TranslationStatistics? Statistics { get; init; }

    /// <summary>The numHypotheses best translations, best first; left out unless more than one was asked for.</summary>
    public IReadOnlyList<Hypothesis>? Hypotheses { get; init; }
}

/// <summary>One of several translations of a text.</summary>
public sealed record Hypothesis
{
    /// <summary>The translation.</summary>
    public required string Text { get; init; }

    /// <summary>Its score, computed as the best translation's.</summary>
    public required double Score { get; init; }
}

/// <summary>A part of a text that does not stand in the translation as it should.</summary>
public sealed record TranslationWarning
{
    /// <summary>
    /// What is wrong: spanChanged (a protected span, or a sign, does not stand in the translation as often as in the text), numberChanged (a number is
    /// missing in the translation, or was added to it), glossaryNotApplied (a term does not have the translation that the glossary gives),
    /// alreadyInTarget (with source auto: the text is in the target language, and comes back as it is), sourceNotSupported (with source
    /// auto: the model does not translate from the text's language, and the text comes back as it is), moreWarnings (the last one: others are
    /// left out).
    /// </summary>
    public required TranslationWarningKind Code { get; init; }

    /// <summary>The part of the text, the number that was added, the code of the language that was detected, or how many are left out.</summary>
    public required string Text { get; init; }

    /// <summary>The sentence's index, as in finishReasons.</summary>
    public required int Sentence { get; init; }
}

/// <summary>How a text was translated.</summary>
public sealed record TranslationStatistics
{
    /// <summary>Its sentences; what has no letter is copied, and does not count.</summary>
    public required int Sentences { get; init; }

    /// <summary>Sentences with protected spans.</summary>
    public required int SentencesWithSpans { get; init; }

    /// <summary>
    /// Those of them that were cut at their spans and translated in pieces, because no word that the model copies could stand for a span.
    /// </summary>
    public required int SentencesCut { get; init; }

    /// <summary>Sequences that were decoded again, because the first translation could not be right.</summary>
    public required int RepeatedRows { get; init; }

    /// <summary>The blocks of a document, such as paragraphs and cells; left out with format text.</summary>
    public int? Blocks { get; init; }

    /// <summary>
    /// Those of them whose parts between tags were translated one by one, because the tags had no place in the translation of the whole.
    /// </summary>
    public int? BlocksInParts { get; init; }
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
