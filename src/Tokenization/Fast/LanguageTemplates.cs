using System.Collections.Concurrent;
using TransformerService.Models.Languages;
using TransformerService.Tokenization.AddedTokens;

namespace TransformerService.Tokenization.Fast;

/// <summary>
/// The templates of a tokenizer whose texts have a token of their language, as NLLB's and mBART's: tokenizer.json has the one of one
/// language.
/// </summary>
internal sealed class LanguageTemplates
{
    private readonly Template _template;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<int> _languages = [];
    private readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);

    /// <param name="template">The template of tokenizer.json.</param>
    /// <param name="added">The added tokens.</param>
    public LanguageTemplates(Template template, IEnumerable<AddedToken> added)
    {
        _template = template;
        foreach (var token in added.Where(token => token.Special))
        {
            _ids[token.Content] = token.Id;
            if (LanguageTokenForms.IsLanguage(token.Content))
            {
                _languages.Add(token.Id);
            }
        }
    }

    /// <summary>The template with another language's token; <see langword="null"/> if that is not a special token.</summary>
    public Template? Find(string code) =>
        _ids.TryGetValue(code, out var id)
            ? _templates.GetOrAdd(
                code,
                _ => new Template([.. _template.Items.Select(item => _languages.Contains(item.Id) ? item with { Id = id } : item)])
            )
            : null;
}
