using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using static TransformerService.Inference.Admission.TextRules;

namespace TransformerService.Inference.Admission;

/// <summary>The rules that every request must follow, checked before a model is selected.</summary>
internal static class RequestRules
{
    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(TranslationRequest request, InferenceOptions options)
    {
        CheckProtected(request.Options);
        GlossaryRules.Check(request);
        CheckFormat(request);
        return CheckTexts(
            request.Texts,
            [.. request.Options.Protect, .. request.Glossary.SelectMany(entry => (string[])[entry.Source, entry.Target])],
            options
        );
    }

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(ClassificationRequest request, InferenceOptions options)
    {
        if (request.TextPairs is { } pairs && pairs.Count != request.Texts.Count)
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                $"'textPair' must have as many texts as 'text': {request.Texts.Count}, not {pairs.Count}."
            );
        }

        if (request.TopK < 1)
        {
            throw new InferenceException(InferenceError.InvalidInput, "'topK' must be at least 1.");
        }

        if (request is { Scale: not null } and ({ Candidates: not null } or { Windows: not null }))
        {
            throw InferenceException.Invalid("A scale of the scores excludes candidate labels and windows; leave one of them out.");
        }

        WindowRules.Check(request);
        return request.Candidates is { } candidates
            ? CheckCandidates(request, candidates, options)
            : CheckTexts(request.Texts, request.TextPairs, options);
    }

    /// <summary>Counts every text with every sentence that is made of a label: each is a row.</summary>
    private static long CheckCandidates(ClassificationRequest request, CandidateLabels candidates, InferenceOptions options)
    {
        if (request.TextPairs is not null)
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                "'textPair' and 'candidateLabels' exclude each other: the labels are the second texts."
            );
        }

        if (candidates.Labels.Count == 0 || candidates.Labels.Any(string.IsNullOrWhiteSpace))
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                "'candidateLabels' must hold at least one label, and none that is empty."
            );
        }

        if (!candidates.Template.Contains(CandidateLabels.Place, StringComparison.Ordinal))
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                "'hypothesisTemplate' must contain {} where the label belongs, as in \"This example is {}.\"."
            );
        }

        var characters = CheckTexts(request.Texts, null, options);
        var rows = (long)request.Texts.Count * candidates.Labels.Count;
        var places =
            (candidates.Template.Length - candidates.Template.Replace(CandidateLabels.Place, "", StringComparison.Ordinal).Length)
            / CandidateLabels.Place.Length;
        var read =
            (characters * candidates.Labels.Count)
            + (rows * candidates.Template.Length)
            + (candidates.Labels.Sum(label => (long)label.Length) * request.Texts.Count * places);
        return rows <= options.MaxRowsPerRequest && read <= options.MaxCharactersPerRequest
            ? read
            : throw new InferenceException(
                InferenceError.InputTooLarge,
                $"Every text is read with every candidate label: {rows} rows of {read} characters; one request may have {options.MaxRowsPerRequest} rows (Inference:MaxRowsPerRequest) and {options.MaxCharactersPerRequest} characters (Inference:MaxCharactersPerRequest). Send fewer texts or labels."
            );
    }

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts, each with its prompt.</returns>
    public static long Check(EmbeddingRequest request, InferenceOptions options)
    {
        if (request.Dimensions < 1)
        {
            throw new InferenceException(InferenceError.InvalidInput, "'dimensions' must be at least 1.");
        }

        if (request is { Prompt: not null, PromptName: not null })
        {
            throw new InferenceException(InferenceError.InvalidInput, "'prompt' and 'promptName' exclude each other; send one of them.");
        }

        return CheckTexts(request.Texts, null, options) + CheckRepeated(request.Prompt ?? "", request.Texts, "prompt", "text", options);
    }

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the documents, each with the query.</returns>
    public static long Check(RerankRequest request, InferenceOptions options)
    {
        if (request.TopN < 1)
        {
            throw new InferenceException(InferenceError.InvalidInput, "'topN' must be at least 1.");
        }

        return CheckTexts(request.Texts, null, options, "documents")
            + CheckRepeated(request.Query, request.Texts, "query", "document", options);
    }

    /// <summary>Checks a request that has no rules but those of its texts.</summary>
    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(InferenceRequest request, InferenceOptions options) => CheckTexts(request.Texts, null, options);

    /// <summary>Counts a text that is read again with every other text.</summary>
    private static long CheckRepeated(string repeated, IReadOnlyList<string> texts, string field, string unit, InferenceOptions options)
    {
        var characters = (long)repeated.Length * texts.Count;
        return characters + texts.Sum(text => (long)text.Length) <= options.MaxCharactersPerRequest
            ? characters
            : throw new InferenceException(
                InferenceError.InputTooLarge,
                $"'{field}' is read once for each {unit}: {repeated.Length} characters × {texts.Count}, with the texts more than the {options.MaxCharactersPerRequest} that one request may have (Inference:MaxCharactersPerRequest). Shorten it, or send the texts in several requests."
            );
    }

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(ScoreRequest request, InferenceOptions options) =>
        request.Targets.Count == request.Texts.Count
            ? CheckTexts(request.Texts, request.Targets, options, "source")
            : throw new InferenceException(
                InferenceError.InvalidInput,
                $"'target' must have as many texts as 'source': {request.Texts.Count}, not {request.Targets.Count}."
            );

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The number of ids: each counts as a character.</returns>
    public static long Check(DetokenizationRequest request, InferenceOptions options)
    {
        CheckCount(request.Ids.Count, options, "ids", "lists");
        var ids = request.Ids.Sum(list => (long)list.Count);
        return ids <= options.MaxCharactersPerRequest
            ? ids
            : throw new InferenceException(
                InferenceError.InputTooLarge,
                $"'ids' holds {ids} ids; one request may have {options.MaxCharactersPerRequest} (Inference:MaxCharactersPerRequest). Send them in several."
            );
    }

    /// <exception cref="InferenceException">The request breaks a rule.</exception>
    /// <returns>The characters of the texts.</returns>
    public static long Check(DetectionRequest request, InferenceOptions options)
    {
        if (request.TopK < 1)
        {
            throw InferenceException.Invalid("'topK' must be at least 1.");
        }

        var characters = CheckTexts(request.Texts, null, options);
        return request.Texts.TakeWhile(text => !string.IsNullOrWhiteSpace(text)).Count() is var empty && empty < request.Texts.Count
            ? throw InferenceException.Invalid($"'text' is empty at index {empty}: a language is detected from letters. Leave it out.")
            : characters;
    }

    private static void CheckProtected(TranslationOptions options)
    {
        if (options.Protect.Count > 0 && !options.SplitSentences)
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                "'options.protect' has no effect with 'options.splitSentences' false, which takes the text as it is: leave one of them out."
            );
        }

        if (options.Protect.Count > TranslationOptions.MostProtected)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                $"'options.protect' holds {options.Protect.Count} entries; it may hold {TranslationOptions.MostProtected}."
            );
        }

        foreach (var (index, term) in options.Protect.Index())
        {
            if (term.Length > TranslationOptions.LongestProtected || string.IsNullOrWhiteSpace(term) || term.Any(char.IsControl))
            {
                throw new InferenceException(
                    InferenceError.InvalidInput,
                    $"'options.protect[{index}]' must have from 1 to {TranslationOptions.LongestProtected} characters, not only white space, and no control characters or line breaks."
                );
            }
        }
    }

    private static void CheckFormat(TranslationRequest request)
    {
        if (request.Format != TextFormat.Text && !request.Options.SplitSentences)
        {
            throw InferenceException.Invalid(
                "'format' has no effect with 'options.splitSentences' false, which takes the text as it is: leave one of them out."
            );
        }

        if (request.Format != TextFormat.Text && request.Options.NumHypotheses > 1)
        {
            throw InferenceException.Invalid("'options.numHypotheses' must be 1 with a 'format' other than text.");
        }

        if (request.Options.TranslateAttributes && request.Format is not (TextFormat.Html or TextFormat.Xml))
        {
            throw InferenceException.Invalid("'options.translateAttributes' needs 'format' html or xml.");
        }
    }
}
