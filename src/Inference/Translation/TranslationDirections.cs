using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Languages;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Translation;

/// <summary>From which language into which a text is translated, in tokens of the model.</summary>
/// <param name="Code">The language code that the tokenizer puts beside each text; <see langword="null"/> for none, or its own.</param>
/// <param name="Target">The target language's token id, if the decoder reads it.</param>
internal readonly record struct TranslationDirection(string? Code, int? Target);

/// <summary>The directions of a model.</summary>
/// <param name="languages">The languages among which it chooses; <see langword="null"/> if it has none to choose from.</param>
/// <param name="tokenizer">Knows the ids of their tokens.</param>
/// <param name="prefix">The export's prefix; a language code in it takes precedence over a target.</param>
internal sealed class TranslationDirections(ModelLanguages? languages, TextTokenizer tokenizer, string prefix)
{
    private const int MostNamed = 5;

    private readonly Dictionary<string, int> _ids = languages is null ? [] : IdsOf(languages, tokenizer);

    /// <summary>Whether texts of several languages are read.</summary>
    public bool HasSeveral => languages is { MarksSource: true };

    /// <summary>The direction if nothing is asked for; that of the files.</summary>
    public TranslationDirection Default =>
        languages is { MarksSource: true, Target: { } target } ? new TranslationDirection(languages.Source?.Token, IdOf(target)) : default;

    /// <summary>The direction of a call.</summary>
    /// <param name="source">The language that the call or model.json names.</param>
    /// <param name="target">The target language.</param>
    /// <exception cref="InferenceException">The model lacks one of them, or they are not known.</exception>
    public TranslationDirection Of(string? source, string? target)
    {
        if (languages is null)
        {
            return default;
        }

        if (!languages.MarksSource)
        {
            return new TranslationDirection(
                target is null || tokenizer.LanguageCode(prefix) is not null ? null : languages.Find(target)?.Token,
                null
            );
        }

        var into = Find("target", target, languages.Target);
        return new TranslationDirection(Find("source", source, languages.Source).Token, IdOf(into));
    }

    /// <summary>The generation settings of a direction.</summary>
    public GenerationSettings Apply(TranslationDirection direction, GenerationSettings settings) =>
        direction.Target is not { } id ? settings
        : languages?.Marks == LanguageMarks.StartToken ? settings with { DecoderStartTokenId = id }
        : settings with { ForcedBosTokenId = id };

    private LanguageToken Find(string field, string? name, LanguageToken? otherwise) =>
        (name is null ? otherwise : languages?.Find(name))
        ?? throw new InferenceException(
            InferenceError.InvalidInput,
            $"The model translates between many languages: '{field}' must name one of them, such as {string.Join(", ", (languages?.Tokens ?? []).Take(MostNamed).Select(token => $"\"{token.Code}\""))}. GET /v1/models lists them."
        );

    private static Dictionary<string, int> IdsOf(ModelLanguages languages, TextTokenizer tokenizer)
    {
        var tokens = languages.Tokens.Select(language => language.Token).ToHashSet();
        Dictionary<string, int> ids = [];
        foreach (var token in tokenizer.Tokens.Where(token => tokens.Contains(token.Text)))
        {
            ids[token.Text] = token.Id;
        }

        return ids;
    }

    private int? IdOf(LanguageToken language) => _ids.TryGetValue(language.Token, out var id) ? id : null;
}
