using System.Text;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Evaluation;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// A text as a server translates it: its sentences, and between them structure that is copied. The server's other steps, such as protected
/// spans, are left out: they are the same for every model.
/// </summary>
internal sealed class SplitText
{
    private readonly string _text;
    private readonly IReadOnlyList<TextPart> _parts;

    private SplitText(string text, IReadOnlyList<TextPart> parts)
    {
        (_text, _parts) = (text, parts);
        Sentences = [.. parts.Where(part => part.Kind == TextPartKind.Words).Select(part => part.In(text).ToString())];
    }

    /// <summary>The sentences, in order; none if there is nothing to translate.</summary>
    public IReadOnlyList<string> Sentences { get; }

    /// <param name="text">The text.</param>
    /// <param name="language">Its language's code.</param>
    public static SplitText Of(string text, string language) =>
        new(text, TextSegmenter.Sentences(text, language, [], keepsStructure: true, new TextWork(CancellationToken.None)));

    /// <summary>Pairs the sentences of a text with those of its translation; none if they have different numbers of them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="languages">The codes of both languages.</param>
    public static IReadOnlyList<TextPair> Pairs(string text, string translation, (string Source, string Target) languages)
    {
        IReadOnlyList<string> asked = Of(text, languages.Source).Sentences,
            answered = Of(translation, languages.Target).Sentences;
        return asked is [var only] && only == text ? [new TextPair(text, translation)]
            : asked.Count == answered.Count ? [.. asked.Zip(answered, (source, target) => new TextPair(source, target))]
            : [];
    }

    /// <summary>Translates texts with a model's own settings, sentence by sentence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="language">Their language's code.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">The model returned NaN or infinite scores.</exception>
    public static async Task<IReadOnlyList<string>> TranslateAsync(
        TranslationEvaluator model,
        IReadOnlyList<string> texts,
        string language,
        CancellationToken cancellationToken
    )
    {
        SplitText[] split = [.. texts.Select(text => Of(text, language))];
        string[] sentences = [.. split.SelectMany(text => text.Sentences).Distinct(StringComparer.Ordinal)];
        (var found, _) = await model.TranslateAsync(sentences, model.Beams, cancellationToken);
        var translations = sentences.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return [.. split.Select(text => text.With(translations))];
    }

    /// <summary>The text with its sentences translated.</summary>
    public string With(IReadOnlyDictionary<string, string> translations)
    {
        var joined = new StringBuilder();
        foreach (var part in _parts)
        {
            var text = part.In(_text).ToString();
            joined.Append(part.Kind == TextPartKind.Words ? translations[text] : text);
        }

        return joined.ToString();
    }
}
