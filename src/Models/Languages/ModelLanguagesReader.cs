using System.Text.Json;
using System.Text.RegularExpressions;
using TransformerService.Models.Files;

namespace TransformerService.Models.Languages;

/// <summary>Finds the languages of a model among its tokenizer's special tokens.</summary>
internal static partial class ModelLanguagesReader
{
    private const string TokenizerConfig = "tokenizer_config.json",
        SpecialTokens = "special_tokens_map.json",
        AddedTokens = "added_tokens.json",
        Vocabulary = "vocab.json",
        Additional = "additional_special_tokens";

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
            return Of(Names(folder, Vocabulary).Where(name => MarianCode().IsMatch(name)), LanguageMarks.TargetInText);
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
        var codes =
            new[] { M2MCode(), ScriptCode(), RegionCode() }
                .Select(form => special.Where(token => form.IsMatch(token)).ToArray())
                .MaxBy(found => found.Length)
            ?? [];
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

    private static IEnumerable<string> Listed(JsonSection? section) => (section?.List(Additional) ?? []).Select(Content).OfType<string>();

    /// <summary>The tokens of <c>added_tokens_decoder</c> by id.</summary>
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

        return ids;
    }

    private static string? Content(JsonElement token) =>
        (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content) ? content : token)
            is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;

    private static IEnumerable<string> Names(string folder, string file) => Optional(folder, file)?.Names ?? [];

    /// <summary>The faults of these files are those of the tokenizer, which reads them too.</summary>
    private static JsonSection? Optional(string folder, string file) =>
        Path.Combine(folder, file) is var path && File.Exists(path) ? JsonFile.Read(path, default, []) : null;

    [GeneratedRegex("^__[a-z]{2,3}__$", RegexOptions.CultureInvariant)]
    private static partial Regex M2MCode();

    [GeneratedRegex("^[a-z]{3}_[A-Z][a-z]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptCode();

    [GeneratedRegex("^[a-z]{2,3}_[A-Z]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionCode();

    [GeneratedRegex("^>>[A-Za-z_-]{2,12}<<$", RegexOptions.CultureInvariant)]
    private static partial Regex MarianCode();
}
