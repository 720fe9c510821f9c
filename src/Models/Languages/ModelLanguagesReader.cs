using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Models.Languages;

/// <summary>Finds the languages of a model among its tokenizer's special tokens.</summary>
internal static class ModelLanguagesReader
{
    private const string TokenizerConfig = "tokenizer_config.json",
        SpecialTokens = "special_tokens_map.json",
        AddedTokens = "added_tokens.json",
        TokenizerJson = "tokenizer.json",
        Vocabulary = "vocab.json";

    /// <summary>The lists of further special tokens; transformers 5 writes the second.</summary>
    private static readonly string[] Additional = ["additional_special_tokens", "extra_special_tokens"];

    /// <summary>Fewer are not languages to choose from.</summary>
    private const int Fewest = 2;

    /// <summary>mBART-25's class; mBART-50's is another.</summary>
    private static readonly string[] StartClasses = ["MBartTokenizer", "MBartTokenizerFast"];

    /// <summary>Reads the languages of an encoder-decoder; <see langword="null"/> if it has none to choose from.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="isMarian">Whether its codes stand in vocab.json as Marian's do.</param>
    /// <param name="firstToken">The token that every translation begins with, by the generation settings.</param>
    public static ModelLanguages? Read(string folder, bool isMarian, int? firstToken)
    {
        if (isMarian)
        {
            return Of(Names(folder, Vocabulary).Where(LanguageTokenForms.IsMarian), LanguageMarks.TargetInText);
        }

        var config = Optional(folder, TokenizerConfig);
        var ids = Ids(folder, config);
        string[] special =
        [
            .. Listed(config)
                .Concat(Listed(Optional(folder, SpecialTokens)))
                .Concat(ids.Values)
                .Concat(Names(folder, AddedTokens))
                .Distinct(),
        ];
        var codes = LanguageTokenForms.MostOf(special);
        var marks = StartClasses.Contains(config?.Text("tokenizer_class")) ? LanguageMarks.StartToken : LanguageMarks.FirstToken;
        return Of(codes, marks) is { } languages
            ? languages with
            {
                Source = Named("src_lang"),
                Target = firstToken is { } id && ids.TryGetValue(id, out var first) ? languages.Find(first) : Named("tgt_lang"),
            }
            : null;

        LanguageToken? Named(string field) => config?.Text(field) is { } name ? Of(codes, marks)?.Find(name) : null;
    }

    private static ModelLanguages? Of(IEnumerable<string> tokens, LanguageMarks marks)
    {
        LanguageToken[] found =
        [
            .. tokens
                .Select(token => (token, Code: token.Trim('_', '<', '>')))
                .SelectMany(known =>
                    LanguageTag.Parse(known.Code) is { } tag
                        ? [new LanguageToken(known.token, known.Code, tag)]
                        : Array.Empty<LanguageToken>()
                ),
        ];
        return found.Length < Fewest ? null : new ModelLanguages(found, marks);
    }

    /// <summary>The further special tokens; some versions of transformers write an object of names and tokens instead of a list.</summary>
    private static IEnumerable<string> Listed(JsonSection? section) =>
        Additional
            .SelectMany(name =>
                section?.Value(name) switch
                {
                    { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
                    { ValueKind: JsonValueKind.Object } named => named.EnumerateObject().Select(token => token.Value),
                    _ => Enumerable.Empty<JsonElement>(),
                }
            )
            .Select(Content)
            .OfType<string>();

    /// <summary>
    /// The added tokens by id: those of <c>added_tokens_decoder</c>, otherwise of added_tokens.json, otherwise of tokenizer.json, which is
    /// the only file that has them in folders of transformers 5.
    /// </summary>
    private static Dictionary<int, string> Ids(string folder, JsonSection? config)
    {
        Dictionary<int, string> ids = [];
        if (config?.Section("added_tokens_decoder") is { } decoder)
        {
            foreach (var entry in decoder.Json.EnumerateObject())
            {
                if (int.TryParse(entry.Name, out var id) && Content(entry.Value) is { } content)
                {
                    ids[id] = content;
                }
            }
        }
        else if (Optional(folder, AddedTokens) is { } added)
        {
            foreach (var name in added.Names)
            {
                if (added.Integer(name) is { } id)
                {
                    ids[id] = name;
                }
            }
        }
        else
        {
            foreach (var token in Optional(folder, TokenizerJson)?.Sections("added_tokens") ?? [])
            {
                if (token.Integer("id") is { } id && Content(token.Json) is { } content)
                {
                    ids[id] = content;
                }
            }
        }

        return ids;
    }

    private static string? Content(JsonElement token) =>
        (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content) ? content : token)
            is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;

    private static IEnumerable<string> Names(string folder, string file) => Optional(folder, file)?.Names ?? [];

    /// <summary>The faults of these files are those of the tokenizer, which reads them too.</summary>
    private static JsonSection? Optional(string folder, string file) => JsonFile.ReadOptional(Path.Combine(folder, file), []);
}
