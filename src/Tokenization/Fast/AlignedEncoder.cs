using TransformerService.Models.Files;
using TransformerService.Tokenization.Fast.Tracking;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Tokenization.Fast;

/// <summary>Encodes a text as <see cref="FastTokenizer"/> does, and keeps the part of the text that each token comes from.</summary>
internal sealed class AlignedEncoder
{
    private const string WordPiece = "WordPiece",
        WordPiecePrefix = "##";

    private readonly AlignedParts _parts;
    private readonly Func<TrackedText, TextWork, TrackedText> _normalize;
    private readonly IReadOnlyDictionary<int, string> _tokens;
    private readonly int? _unknownId;
    private readonly string _prefix;
    private readonly TokenMatcher _matcher;

    /// <param name="parts">The tokenizer's parts.</param>
    /// <param name="normalize">The tokenizer's normalizer, over tracked texts.</param>
    /// <param name="tokens">The tokens by id.</param>
    /// <param name="unknownId">The id of the unknown token.</param>
    /// <param name="model">The model's part of tokenizer.json.</param>
    public AlignedEncoder(
        AlignedParts parts,
        Func<TrackedText, TextWork, TrackedText> normalize,
        IReadOnlyDictionary<int, string> tokens,
        int? unknownId,
        JsonSection model
    )
    {
        (_parts, _normalize, _tokens, _unknownId) = (parts, normalize, tokens, unknownId);
        _prefix = model.ShortText("continuing_subword_prefix") ?? (model.ShortText("type") == WordPiece ? WordPiecePrefix : "");
        _matcher = new TokenMatcher(_prefix, model.ShortText("end_of_word_suffix") ?? "");
    }

    public AlignedText Encode(string text, int maxLength, TextWork work)
    {
        text = UnicodeText.WellFormed(text);
        List<int> ids = [];
        List<AlignedToken> tokens = [];
        foreach (var (part, token) in Parts(text, work))
        {
            if (token is { } id)
            {
                ids.Add(id);
                tokens.Add(Placed(text, id, part.Track?.Span(0, part.Text.Length) ?? default));
                continue;
            }

            foreach (var word in _parts.PreTokenize(part, work))
            {
                AddWord(text, word, ids, tokens, work);
            }
        }

        var template = _parts.Template;
        var length = Math.Min(ids.Count, Math.Max(0, maxLength - template.Added));
        return new AlignedText(
            template.Build(ids, [], length, 0, _parts.CutsLeft),
            [
                .. template.Place(
                    tokens,
                    length,
                    _parts.CutsLeft,
                    id => new AlignedToken(_tokens.GetValueOrDefault(id, ""), 0, 0, IsSpecial: true, IsUnknown: false)
                ),
            ],
            _prefix.Length > 0
        );
    }

    /// <summary>The parts of the text between added tokens, normalized, and the added tokens.</summary>
    private IEnumerable<(PreToken Part, int? Token)> Parts(string text, TextWork work)
    {
        foreach (var (raw, rawToken) in _parts.RawTokens.Cut(new PreToken(text, true, Track.Of(0, text.Length)), work))
        {
            if (rawToken is not null)
            {
                yield return (raw, rawToken.Id);
                continue;
            }

            var normal = _normalize(new TrackedText(raw.Text, raw.Track ?? Track.Of(0, raw.Text.Length)), work);
            foreach (var (part, token) in _parts.NormalizedTokens.Cut(raw with { Text = normal.Text, Track = normal.Track }, work))
            {
                yield return (part, token?.Id);
            }
        }
    }

    private void AddWord(string text, PreToken word, List<int> ids, List<AlignedToken> tokens, TextWork work)
    {
        var first = ids.Count;
        _parts.Encode(word.Text, ids, work);
        var spans = _matcher.Match(word.Text, [.. ids.Skip(first).Select(id => _tokens.GetValueOrDefault(id, ""))]);
        for (var index = 0; index < spans.Length; index++)
        {
            tokens.Add(Placed(text, ids[first + index], word.Track?.Span(spans[index].Start, spans[index].End) ?? default));
        }
    }

    private AlignedToken Placed(string text, int id, (int Start, int End) span)
    {
        var (start, end) = span;
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new AlignedToken(_tokens.GetValueOrDefault(id, ""), start, end, IsSpecial: false, id == _unknownId);
    }
}

/// <summary>The parts of a tokenizer that both of its ways to encode share.</summary>
internal sealed record AlignedParts(
    AddedTokenFinder RawTokens,
    AddedTokenFinder NormalizedTokens,
    Func<PreToken, TextWork, IEnumerable<PreToken>> PreTokenize,
    Action<string, List<int>, TextWork> Encode,
    Template Template,
    bool CutsLeft
);
