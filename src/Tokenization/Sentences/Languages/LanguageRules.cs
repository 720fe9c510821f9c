using System.Collections.Frozen;

namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>A language's words, prepared for lookup.</summary>
internal sealed class LanguageRules
{
    /// <summary>Length of the longest listed word.</summary>
    public const int LongestWord = 24;

    private static readonly FrozenDictionary<string, LanguageRules> _byCode = new Dictionary<string, LanguageRules>
    {
        ["en"] = new(English.Words),
        ["fr"] = new(French.Words),
        ["de"] = new(German.Words),
        ["es"] = new(Spanish.Words),
        ["it"] = new(Italian.Words),
        ["pt"] = new(Portuguese.Words),
        ["nl"] = new(Dutch.Words),
        ["hi"] = new(Hindi.Words),
        ["ru"] = new(Russian.Words),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly LanguageRules _general = new(new LanguageWords());
    private static readonly LanguageRules _generalWithOrdinals = new(new LanguageWords { DottedOrdinals = true });

    private static readonly FrozenSet<string> _dottedOrdinals = Split("da nb nn no fi cs sk pl hu sl hr sr bs et lv tr is")
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, AbbreviationKind>.AlternateLookup<ReadOnlySpan<char>> _abbreviations;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _beginners;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _elidedBeginners;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _speechVerbs;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _speakerWords;

    private LanguageRules(LanguageWords words)
    {
        var abbreviations = new Dictionary<string, AbbreviationKind>(StringComparer.Ordinal);
        foreach (var source in (LanguageWords[])[General.Words, words])
        {
            Add(source.Joining, AbbreviationKind.Joining);
            Add(source.BeforeNumber, AbbreviationKind.BeforeNumber);
            Add(source.Undecided, AbbreviationKind.Undecided);
            Add(source.Closing, AbbreviationKind.Closing);
        }

        _abbreviations = abbreviations.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _beginners = Lookup(words.Beginners);
        _elidedBeginners = Lookup(words.ElidedBeginners);
        _speechVerbs = Lookup(words.SpeechVerbs);
        _speakerWords = Lookup(words.SpeakerWords);
        CapitalPronoun = words.CapitalPronoun;
        CapitalisesNouns = words.CapitalisesNouns;
        DottedOrdinals = words.DottedOrdinals;
        ClippedArticles = words.ClippedArticles;

        void Add(string list, AbbreviationKind kind)
        {
            foreach (var word in Split(list))
            {
                abbreviations[word] = kind;
            }
        }
    }

    /// <inheritdoc cref="LanguageWords.CapitalPronoun"/>
    public string CapitalPronoun { get; }

    /// <inheritdoc cref="LanguageWords.CapitalisesNouns"/>
    public bool CapitalisesNouns { get; }

    /// <inheritdoc cref="LanguageWords.DottedOrdinals"/>
    public bool DottedOrdinals { get; }

    /// <inheritdoc cref="LanguageWords.ClippedArticles"/>
    public bool ClippedArticles { get; }

    /// <summary>
    /// Returns the rules of a language by its code: English if the code is null, the general rules if the language is not listed.
    /// </summary>
    public static LanguageRules For(string? language)
    {
        var code = language is null ? "en" : LanguageCodes.WithTwoLetters(language);
        return _byCode.TryGetValue(code, out var rules) ? rules
            : _dottedOrdinals.Contains(code) ? _generalWithOrdinals
            : _general;
    }

    /// <summary>Returns what <paramref name="word"/>, written without its last dot, implies for the end of a sentence.</summary>
    public AbbreviationKind KindOf(ReadOnlySpan<char> word)
    {
        if (_abbreviations.TryGetValue(word, out var kind) || !char.IsUpper(word[0]) || word.Length > LongestWord)
        {
            return kind;
        }

        Span<char> small = stackalloc char[LongestWord];
        word.CopyTo(small);
        small[0] = char.ToLowerInvariant(word[0]);
        return _abbreviations.TryGetValue(small[..word.Length], out kind) ? kind : AbbreviationKind.None;
    }

    /// <summary>Whether the text continues with a word that often begins a sentence; an initial ("A. Smith") does not count.</summary>
    public bool BeginsSentence(in Opening opening)
    {
        var next = opening.Rest.IsEmpty ? ' ' : opening.Rest[0];
        return next != '.'
            && (_beginners.Contains(opening.Word) || (Punctuation.IsApostrophe(next) && _elidedBeginners.Contains(opening.Word)));
    }

    public bool IsSpeechVerb(ReadOnlySpan<char> word) => _speechVerbs.Contains(word);

    /// <summary>Whether a speaker may be named with this word first: a name, a pronoun, an article.</summary>
    public bool BeginsSpeaker(ReadOnlySpan<char> word) => char.IsUpper(word[0]) || _speakerWords.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(string words) =>
        Split(words).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
