using System.Text.Json.Nodes;
using CsCheck;
using Shouldly;
using TransformerService.Inference.Serving;
using TransformerService.Models.Exports;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Every id that a tokenizer can give has a row in the model's tables, or the model does not load.</summary>
public sealed class EmbeddingFaultTests : IDisposable
{
    private const string Resize = "resize the embeddings before exporting (model.resize_token_embeddings), or remove the token from ";
    private const string Table = "but the table of embeddings in model.onnx has 2000 rows (config.json's vocab_size is 2000)";
    private readonly ModelFolder _folder = new();

    public static TheoryData<string> Models =>
        [
            "tests/fixtures/bert-tiny",
            "tests/fixtures/distilbert-tiny",
            "tests/fixtures/roberta-tiny",
            "tests/fixtures/t5-tiny",
            "tests/fixtures/marian-tiny",
            "tests/fixtures/marian-tiny-nopast",
            "tests/fixtures/mt5-bytefallback-tiny",
            "models/en-fr/student",
            "models/en-fr/teacher",
            "models/intent/student",
            "models/intent/teacher",
            "models/sentiment/student",
            "models/sentiment/teacher",
        ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_TokenOfAddedTokensJson_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Write("added_tokens.json", """{ "[URL]": 2000 }""");
        _folder.Edit("tokenizer_config.json", root => root.Remove("added_tokens_decoder"));
        (await _folder.FaultsAsync()).ShouldBe([$"'[URL]' has id 2000, {Table}: {Resize}added_tokens.json."]);
    }

    [Fact]
    public async Task Load_TokenOfAddedTokensDecoder_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Edit("tokenizer_config.json", root => root["added_tokens_decoder"]!["2000"] = Token("[URL]"));
        (await _folder.FaultsAsync()).ShouldBe([$"'[URL]' has id 2000, {Table}: {Resize}tokenizer_config.json."]);
    }

    [Fact]
    public async Task Load_TokenOfTokenizerJson_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit("tokenizer.json", root => root["added_tokens"]!.AsArray().Add(Token("[URL]", 2000)));
        (await _folder.FaultsAsync()).ShouldBe([$"'[URL]' has id 2000, {Table}: {Resize}tokenizer.json."]);
    }

    [Fact]
    public async Task Load_TokenOfTokenizerJsonBesideOlderFiles_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Edit("tokenizer.json", root => root["added_tokens"]!.AsArray().Add(Token("[URL]", 2000)));
        (await _folder.FaultsAsync()).ShouldBe([$"'[URL]' has id 2000, {Table}: {Resize}tokenizer.json."]);
    }

    [Fact]
    public async Task Load_NamedTokenThatTheVocabularyLacks_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Edit("special_tokens_map.json", root => root["additional_special_tokens"] = new JsonArray("[URL]", "[NAME]"));
        (await _folder.FaultsAsync()).ShouldBe([
            $"'[URL]' (2000), '[NAME]' (2001) have ids up to 2001, {Table}: "
                + "resize the embeddings before exporting (model.resize_token_embeddings), or remove those tokens from special_tokens_map.json.",
        ]);
    }

    [Fact]
    public async Task Load_DefaultMaskThatNoFileNames_IsNoToken()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Delete("special_tokens_map.json");
        _folder.Write("vocab.txt", _folder.Read("vocab.txt").Replace("\n[MASK]\n", "\nzzmaskzz\n", StringComparison.Ordinal));
        _folder.Write(
            "tokenizer_config.json",
            """{ "do_lower_case": true, "model_max_length": 512, "tokenizer_class": "DistilBertTokenizer" }"""
        );
        (await _folder.FaultsAsync()).ShouldBeEmpty();
        _folder.Tokenizer.Encode("see [MASK] now", 512).Ids.ShouldBe(_folder.Tokenizer.Encode("see [ mask ] now", 512).Ids);
    }

    [Fact]
    public async Task Load_StartTokenThatNeitherFilesNorVocabularyName_IsAFault()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Delete("special_tokens_map.json");
        _folder.Write("vocab.txt", _folder.Read("vocab.txt").Replace("\n[CLS]\n", "\n<s>\n", StringComparison.Ordinal));
        _folder.Write("tokenizer_config.json", """{ "do_lower_case": true }""");
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer file 'vocab.txt' cannot be used: the vocabulary lacks '[CLS]', and no file names another cls_token: write the model's own into tokenizer_config.json.",
        ]);
    }

    [Fact]
    public async Task Load_MoreSentinelsThanRows_NamesTheFirstAndTheirNumber()
    {
        _folder.Begin("t5-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Edit(
            "tokenizer_config.json",
            root =>
            {
                root.Remove("added_tokens_decoder");
                root["extra_ids"] = 200;
            }
        );
        (await _folder.FaultsAsync()).ShouldBe([
            "'<extra_id_95>' (904), '<extra_id_94>' (905), '<extra_id_93>' (906) and 93 more tokens have ids up to 999, but the table of embeddings in encoder_model.onnx "
                + "has 904 rows (config.json's vocab_size is 904): resize the embeddings before exporting (model.resize_token_embeddings), or remove those tokens from 'extra_ids' of tokenizer_config.json.",
        ]);
    }

    [Fact]
    public async Task Load_VocabularyOfAnotherModel_SaysSo()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Write("vocab.txt", _folder.Read("vocab.txt") + string.Concat(Enumerable.Range(0, 5).Select(number => $"zz{number}\n")));
        (await _folder.FaultsAsync()).ShouldBe([
            $"'zz0' (2000), 'zz1' (2001), 'zz2' (2002) and 2 more tokens have ids up to 2004, {Table}: "
                + "the tokenizer's files are not this model's; copy the vocab.txt that it was exported with, or resize the embeddings before exporting.",
        ]);
    }

    [Theory]
    [InlineData(2_001, "'[URL]' has id 2000, but the table of embeddings in model.onnx has 2000 rows (config.json's vocab_size is 2001)")]
    [InlineData(null, "'[URL]' has id 2000, but the table of embeddings in model.onnx has 2000 rows")]
    public async Task Load_ConfigThatSaysMoreThanTheTableHas_IsHeldAgainstTheTable(int? size, string start)
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("config.json", root => root["vocab_size"] = size);
        _folder.Edit("tokenizer_config.json", root => root["added_tokens_decoder"]!["2000"] = Token("[URL]"));
        _folder.Delete("tokenizer.json");
        (await _folder.FaultsAsync()).ShouldBe([$"{start}: {Resize}tokenizer_config.json."]);
    }

    [Fact]
    public async Task Load_ConfigThatSaysLessThanTheTableHas_IsTheLimit()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("config.json", root => root["vocab_size"] = 1_999);
        var fault = (await _folder.FaultsAsync()).ShouldHaveSingleItem();
        fault.ShouldContain(" has id 1999, but config.json's vocab_size is 1999 (the table of embeddings in model.onnx has 2000 rows): ");
    }

    [Fact]
    public async Task Load_LanguageCodePastTheTable_IsAFault()
    {
        _folder.Begin("marian-tiny");
        _folder.Edit("vocab.json", root => root[">>fra<<"] = 853);
        (await _folder.FaultsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith(
                "'>>fra<<' has id 853, but the table of embeddings in encoder_model.onnx has 853 rows (config.json's vocab_size is 853): the tokenizer's files are not this model's"
            );
    }

    [Fact]
    public async Task Load_TypeOfAPairPastItsTable_IsAFault()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit(
            "tokenizer.json",
            root =>
            {
                foreach (var item in root["post_processor"]!["pair"]!.AsArray().Skip(3))
                {
                    item!.AsObject().First().Value!["type_id"] = 2;
                }
            }
        );
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer gives the second text of a pair the token type 2, but the table of token types in model.onnx has 2 rows: export the model with 3 types, or without token_type_ids.",
        ]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Encode_AnyText_GivesIdsInsideTheTables(string folder)
    {
        var path = Path.Combine(Fixtures.Root, "..", "..", folder);
        var onnx = new[] { "model.onnx", "encoder_model.onnx" }.Select(file => Path.Combine(path, file)).First(File.Exists);
        var tables = EmbeddingTables.Read(onnx);
        int rows = tables.Tokens.ShouldNotBeNull(),
            types = tables.Types ?? 2;
        var check = new EmbeddingCheck(path, onnx, null);
        var tokenizer = TokenizerLoader.Load(path);
        tokenizer.Warnings.ShouldBeEmpty();
        check.Rows.ShouldBe(rows);
        check.Faults(tokenizer).ShouldBeEmpty();
        string[] tokens =
        [
            .. tokenizer.Tokens.Where(token => token.IsAdded).Select(token => token.Text),
            "[URL]",
            "<mask>",
            "<extra_id_7>",
            ">>fra<<",
            "[MASK]",
        ];
        var text = Gen.OneOf(
                Gen.String,
                Gen.Int[0, tokens.Length - 1].Select(index => tokens[index]),
                Gen.String[Gen.Char.AlphaNumeric, 0, 20]
            )
            .Array[0, 12]
            .Select(string.Concat);
        Gen.Select(text, text, Gen.Int[1, 40])
            .Sample(
                (one, two, length) =>
                {
                    foreach (var encoded in new[] { tokenizer.Encode(one, length), tokenizer.EncodePair(one, two, length) })
                    {
                        encoded.Ids.ShouldAllBe(id => id >= 0 && id < rows);
                        encoded.TypeIds.ShouldAllBe(type => type >= 0 && type < types);
                    }
                },
                iter: 200,
                threads: 1
            );
    }

    private static JsonObject Token(string content, int? id = null)
    {
        var token = new JsonObject
        {
            ["content"] = content,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["single_word"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };
        if (id is not null)
        {
            token["id"] = id;
        }

        return token;
    }
}
