namespace TransformerService.Client;

/// <summary>A text of a stream of texts to translate.</summary>
public sealed record StreamedText
{
    /// <summary>Comes back with the answer. Answers come in any order.</summary>
    public required string Id { get; init; }

    /// <summary>The text to translate.</summary>
    public required string Text { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public string? Model { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public string? Source { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public string? Target { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public VariantRole? Variant { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public TextFormat? Format { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public IReadOnlyList<GlossaryEntry>? Glossary { get; init; }

    /// <summary>As in <see cref="TranslateRequest"/>.</summary>
    public TranslateOptions? Options { get; init; }
}

/// <summary>The outcome of one text of a stream: an answer or an error.</summary>
public sealed record StreamedTranslation
{
    /// <summary>The id that the text came with.</summary>
    public required string Id { get; init; }

    /// <summary>The answer with one translation; <see langword="null"/> if the text was not translated.</summary>
    public TranslateAnswer? Answer { get; init; }

    /// <summary>Why the text was not translated. The other texts of the stream are not affected.</summary>
    public TransformerServiceException? Error { get; init; }
}

/// <summary>An event of a stream of generated text: a part while the text is generated, or the whole answer at the end.</summary>
public sealed record GenerateEvent
{
    /// <summary>A part of a text.</summary>
    public GeneratedPart? Part { get; init; }

    /// <summary>The whole answer, the last event.</summary>
    public GenerateAnswer? Answer { get; init; }
}
