using System.Text;
using System.Text.Json.Nodes;
using TransformerService.Evaluation.Comparison;
using TransformerService.Models.Exports;
using TransformerService.Shadow.Redaction;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;
using TransformerService.Tokenization.Sentences;
using TransformerService.Tokenization.Unicode;

namespace TransformerService.Micro;

/// <summary>A part of the server that processes a caller's text.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Run">Processes a text once.</param>
internal sealed record HostileTarget(string Name, Action<string> Run)
{
    private const int MaxLength = 512;

    private static readonly (string Folder, TokenizerKind Kind)[] Tokenizers =
    [
        ("marian-tiny", TokenizerKind.Marian),
        ("t5-tiny", TokenizerKind.T5),
        ("t5-tiny", TokenizerKind.TokenizerJson),
        ("mt5-bytefallback-tiny", TokenizerKind.T5),
        ("bert-tiny", TokenizerKind.WordPiece),
        ("bert-tiny", TokenizerKind.TokenizerJson),
        ("distilbert-tiny", TokenizerKind.WordPiece),
        ("roberta-tiny", TokenizerKind.ByteLevelBpe),
        ("roberta-tiny", TokenizerKind.TokenizerJson),
    ];

    // Steps of tokenizer.json that no fixture has.
    private static readonly string[] Normalizers =
    [
        """{ "type": "NFC" }""",
        """{ "type": "NFD" }""",
        """{ "type": "NFKC" }""",
        """{ "type": "NFKD" }""",
        """{ "type": "Nmt" }""",
        """{ "type": "BertNormalizer" }""",
        """{ "type": "Lowercase" }""",
        """{ "type": "StripAccents" }""",
        """{ "type": "Strip", "strip_left": true, "strip_right": true }""",
        """{ "type": "Replace", "pattern": { "Regex": "[a-z]+" }, "content": "b" }""",
        """{ "type": "Replace", "pattern": { "String": "a" }, "content": "bb" }""",
    ];

    private static readonly string[] Languages = ["en", "fr", "de", "es", "it", "pt", "nl", "hi", "ru", "ja", "zh"];

    public static IEnumerable<HostileTarget> All()
    {
        foreach ((var folder, var kind) in Tokenizers)
        {
            foreach (var target in Of($"{folder}, {kind}", TokenizerLoader.Load(Files.Folder("tests", "fixtures", folder), kind)))
            {
                yield return target;
            }
        }

        var marian = TokenizerLoader.Load(Files.Folder("tests", "fixtures", "marian-tiny"), TokenizerKind.Marian);
        yield return new("marian-tiny: language code", text => marian.LanguageCode(text));
        foreach (var normalizer in Normalizers)
        {
            var tokenizer = WithNormalizer(normalizer);
            yield return new($"tokenizer.json, normaliser {normalizer}", text => tokenizer.Encode(text, MaxLength));
        }

        foreach (var form in Enum.GetValues<NormalizationForm>())
        {
            yield return new($"normalisation, {form}", text => UnicodeText.Normalize(UnicodeText.WellFormed(text), form));
        }

        foreach (var language in Languages)
        {
            yield return new($"sentences, {language}", text => SentenceSplitter.Split(text, language));
        }

        yield return new("redaction", text => Redactor.Redact(text));
        yield return new("folding for comparison", text => TextFolding.Fold(text));
    }

    private static IEnumerable<HostileTarget> Of(string name, TextTokenizer tokenizer)
    {
        yield return new($"{name}: encode", text => tokenizer.Encode(text, MaxLength));
        yield return new($"{name}: encode whole", text => tokenizer.Encode(text, int.MaxValue));
        yield return new($"{name}: pair", text => tokenizer.EncodePair(text, text, MaxLength));
    }

    private static TextTokenizer WithNormalizer(string normalizer)
    {
        var folder = Directory.CreateTempSubdirectory("hostile-");
        try
        {
            foreach (var file in new[] { "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json" })
            {
                File.Copy(Files.Folder("tests", "fixtures", "roberta-tiny", file), Path.Combine(folder.FullName, file));
            }

            var path = Path.Combine(folder.FullName, "tokenizer.json");
            var root =
                JsonNode.Parse(File.ReadAllText(path))?.AsObject() ?? throw new InvalidOperationException("A tokenizer.json is an object.");
            root["normalizer"] = JsonNode.Parse(normalizer);
            File.WriteAllText(path, root.ToJsonString());
            return TokenizerLoader.Load(folder.FullName, TokenizerKind.TokenizerJson);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
