using TransformerService.Inference.Catalog;
using TransformerService.Models;
using TransformerService.Models.Languages;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Detection;

/// <summary>
/// Detects the languages of texts: those of the configuration and of the translation models. Their profiles are read before the first call.
/// </summary>
internal sealed class LanguageDetector
{
    /// <summary>A language that cannot be detected (BCP 47).</summary>
    public const string Undetermined = "und";

    /// <summary>What is detected with at least this confidence is relied on.</summary>
    public const double Sure = 0.7;

    /// <summary>
    /// A text that is in the target language with at least this confidence comes back as it is: translated, its words would change without
    /// need.
    /// </summary>
    public const double Likely = 0.5;

    private readonly Dictionary<string, LanguageProfile> _read = new(StringComparer.Ordinal);
    private readonly string[] _configured;
    private volatile LanguageProfile[] _profiles = [];

    /// <param name="configured">The known languages that it always tells apart.</param>
    public LanguageDetector(IEnumerable<string> configured)
    {
        _configured = [.. configured];
        Use([]);
    }

    /// <summary>The languages that it tells apart.</summary>
    public IReadOnlyList<string> Languages => Array.ConvertAll(_profiles, profile => profile.Language);

    /// <summary>Adds the languages of models to those of the configuration, and reads the profiles that are missing.</summary>
    public void Use(IReadOnlyList<CatalogModel> models)
    {
        lock (_read)
        {
            string[] languages =
            [
                .. models
                    .SelectMany(LanguagesOf)
                    .Where(LanguageProfile.IsKnown)
                    .Concat(_configured)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
            if (languages.AsSpan().SequenceEqual(Array.ConvertAll(_profiles, profile => profile.Language)))
            {
                return;
            }

            foreach (var language in languages.Where(language => !_read.ContainsKey(language)))
            {
                _read[language] = LanguageProfile.Read(language);
            }

            _profiles = Array.ConvertAll(languages, language => _read[language]);
        }
    }

    /// <summary>Returns the languages in which a text may be, the most probable one first.</summary>
    /// <param name="text">The text; of a long one its beginning decides.</param>
    /// <param name="work">Stops it.</param>
    /// <returns>
    /// All languages with their probabilities; only <see cref="Undetermined"/> with 0 if the text has no letters of any of them.
    /// </returns>
    public IReadOnlyList<DetectedLanguage> Detect(string text, TextWork work)
    {
        var profiles = _profiles;
        work.Look();
        return LanguageScores.Of(PlainText.Of(text, work), profiles) is { } confidences
            ?
            [
                .. profiles
                    .Zip(confidences, (profile, confidence) => new DetectedLanguage(profile.Language, confidence))
                    .OrderByDescending(candidate => candidate.Confidence),
            ]
            : [new DetectedLanguage(Undetermined, 0)];
    }

    /// <summary>Returns the languages of a translation model, its targets too.</summary>
    public static IEnumerable<string> LanguagesOf(CatalogModel model) =>
        model.Task != ModelTask.Translation
            ? []
            : new[] { model.Definition.Manifest?.SourceLanguage, model.Definition.Manifest?.TargetLanguage }
                .OfType<string>()
                .Select(LanguageTag.Parse)
                .OfType<LanguageTag>()
                .Concat((model.Languages?.Tokens ?? []).Select(token => token.Tag))
                .Select(tag => tag.Language);
}
