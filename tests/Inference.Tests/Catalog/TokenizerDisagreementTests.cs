using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Folders whose files contradict one another are read as AutoTokenizer reads them, and say so.</summary>
public sealed class TokenizerDisagreementTests : IDisposable
{
    private const string IsUsed =
        "tokenizer.json is used, as AutoTokenizer does. If the model was trained with the other, delete tokenizer.json.";
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Load_CasedBertWithoutSettings_IsReadFromTokenizerJson()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("tokenizer_config.json");
        (await _folder.WarningsAsync()).ShouldBe([
            $"student: vocab.txt and tokenizer.json give different ids for upper case, accents, the Turkish dotted I: {IsUsed}",
        ]);
        GivesTheGoldenIds("bert-tiny");
    }

    [Fact]
    public async Task Load_RobertaWhoseTokenizerJsonLowersCase_IsReadFromTokenizerJson()
    {
        _folder.Begin("roberta-tiny");
        _folder.Edit("tokenizer.json", root => root["normalizer"] = new JsonObject { ["type"] = "Lowercase" });
        (await _folder.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("student: vocab.json and tokenizer.json give different ids for upper case, ");
        var tokenizer = _folder.Tokenizer;
        tokenizer.Encode("BOOK A FLIGHT TO ROME", 512).Ids.ShouldBe(tokenizer.Encode("book a flight to rome", 512).Ids);
    }

    [Fact]
    public async Task Load_AddedTokenOfTokenizerJsonAlone_IsToldAndFound()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Write("vocab.txt", _folder.Read("vocab.txt").Replace("\nmarvel\n", "\n", StringComparison.Ordinal));
        _folder.Edit(
            "tokenizer.json",
            root =>
            {
                root["model"]!["vocab"]!.AsObject().Remove("marvel");
                root["added_tokens"]!.AsArray().Add(Token("[URL]", 1_999));
            }
        );
        (await _folder.WarningsAsync()).ShouldBe([
            $"student: vocab.txt and tokenizer.json give different ids for added tokens such as '[URL]': {IsUsed}",
        ]);
        _folder.Tokenizer.Encode("see [URL] now", 512).Ids.ShouldContain(1_999);
    }

    [Fact]
    public async Task Load_AddedTokenThatTokenizerJsonLacks_IsAddedAsAutoTokenizerDoes()
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit("config.json", root => root["vocab_size"] = 2_000);
        _folder.Edit("special_tokens_map.json", root => root["additional_special_tokens"] = new JsonArray("[URL]"));
        (await _folder.FaultsAsync()).ShouldHaveSingleItem().ShouldStartWith("'[URL]' has id 2000, ");
    }

    [Theory]
    [InlineData("the pair template", "pairs")]
    [InlineData("the side", "texts that are too long")]
    public async Task Load_OtherRowsOfTokenizerJson_AreTold(string change, string kind)
    {
        _folder.Begin("bert-tiny");
        _folder.Edit(
            "tokenizer.json",
            root =>
            {
                if (change == "the side")
                {
                    root["truncation"] = new JsonObject
                    {
                        ["direction"] = "Left",
                        ["max_length"] = 512,
                        ["strategy"] = "LongestFirst",
                        ["stride"] = 0,
                    };
                }
                else
                {
                    root["post_processor"]!["pair"]!.AsArray().RemoveAt(2);
                }
            }
        );
        (await _folder.WarningsAsync()).ShouldBe([$"student: vocab.txt and tokenizer.json give different ids for {kind}: {IsUsed}"]);
    }

    [Theory]
    [InlineData("marvel", 7, 1_999)]
    [InlineData("[URL]", 1_990, 1_999)]
    public async Task Load_AddedTokenWhoseIdIsNotItsOwn_IsNumberedAsTheLibraryDoes(string content, int said, int given)
    {
        _folder.Begin("distilbert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit(
            "tokenizer.json",
            root =>
            {
                root["added_tokens"]!.AsArray().Add(Token(content, said));
                root["model"]!["vocab"]!.AsObject().Remove(content == "marvel" ? "" : "marvel");
            }
        );
        (await _folder.WarningsAsync()).ShouldBe([
            $"student: tokenizer.json gives the added token '{content}' the id {said}; its id is {given}, because the tokenizers library uses the vocabulary's id, or the next free one.",
        ]);
        _folder.Tokenizer.Encode($"see {content} now", 512).Ids.ShouldContain(given);
    }

    [Fact]
    public async Task Load_TokenizerJsonThatCannotBeRead_IsTold()
    {
        _folder.Begin("bert-tiny");
        _folder.Write("tokenizer.json", "{ broken");
        (await _folder.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith(
                "student: vocab.txt is used; tokenizer.json beside it, which AutoTokenizer reads, cannot be: The tokenizer file 'tokenizer.json' cannot be used: it is malformed JSON"
            );
        GivesTheGoldenIds("bert-tiny");
    }

    [Fact]
    public async Task Load_CaseOfTokenizerConfig_TakesPrecedenceOverTheNormalizers()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit("tokenizer.json", root => root["normalizer"]!["lowercase"] = true);
        (await _folder.WarningsAsync()).ShouldBeEmpty();
        GivesTheGoldenIds("bert-tiny");
    }

    [Fact]
    public async Task Load_CaseOfTokenizerConfigWithAGenericClass_DoesNotCount()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer.json", root => root["normalizer"]!["lowercase"] = true);
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "PreTrainedTokenizerFast");
        (await _folder.WarningsAsync()).ShouldBeEmpty();
        _folder.Tokenizer.Encode("HELLO", 512).Ids.ShouldBe(_folder.Tokenizer.Encode("hello", 512).Ids);
    }

    [Fact]
    public async Task Load_MergesWithoutHeader_AreToldOf()
    {
        _folder.Begin("roberta-tiny");
        _folder.Delete("tokenizer.json");
        var merges = _folder.Read("merges.txt");
        _folder.Write("merges.txt", merges[(merges.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\n'));
        (await _folder.WarningsAsync()).ShouldBe([
            "student: The first line of merges.txt is a merge, but it is ignored: RobertaTokenizer treats the first line as the header. Put a line '#version: 0.2' before it.",
            "student: The last line of merges.txt has no line break and is ignored, as RobertaTokenizer does. Add a line break if the file is complete, otherwise copy it again.",
        ]);
    }

    [Fact]
    public async Task Load_MergesWithoutHeaderBesideTokenizerJson_GiveTheGoldenIds()
    {
        _folder.Begin("roberta-tiny");
        var merges = _folder.Read("merges.txt");
        _folder.Write("merges.txt", merges[(merges.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        (await _folder.WarningsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("student: vocab.json and tokenizer.json give different ids for ");
        GivesTheGoldenIds("roberta-tiny");
    }

    [Fact]
    public async Task Load_FilesWithAByteOrderMark_AreTaken()
    {
        _folder.Begin("bert-tiny");
        foreach (var file in new[] { "vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json" })
        {
            _folder.Write(file, "\uFEFF" + _folder.Read(file));
        }

        (await _folder.WarningsAsync()).ShouldBeEmpty();
        GivesTheGoldenIds("bert-tiny");
    }

    [Theory]
    [InlineData("{ \"model_max_length\": \"512\" }", "'model_max_length' is not a number above 0")]
    [InlineData("{ \"model_max_length\": -1 }", "'model_max_length' is not a number above 0")]
    [InlineData("{ \"truncation_side\": \"both\" }", "'truncation_side' is neither \"left\" nor \"right\"")]
    [InlineData("{ \"added_tokens_decoder\": [] }", "'added_tokens_decoder' is not an object")]
    public async Task Load_SettingThatMeansNothing_IsAFault(string settings, string fault)
    {
        _folder.Begin("bert-tiny");
        _folder.Write("tokenizer_config.json", settings);
        (await _folder.FaultsAsync()).ShouldBe([$"The tokenizer file 'tokenizer_config.json' cannot be used: {fault}."]);
    }

    [Fact]
    public async Task Load_ByteFallbackWithoutBytes_SaysWhatToDo()
    {
        _folder.Begin("t5-tiny");
        _folder.Append("spiece.model", [0x12, 0x03, 0x98, 0x02, 0x01]); // trainer_spec.byte_fallback
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer file 'spiece.model' cannot be used: it has byte_fallback, but lacks the piece <0x00>; copy it again, or delete it if there is a tokenizer.json of the model to use.",
        ]);
    }

    [Fact]
    public async Task Load_ByteFallback_GivesTheBytesOfWhatTheVocabularyLacks()
    {
        _folder.Begin("mt5-bytefallback-tiny");
        (await _folder.WarningsAsync()).ShouldBeEmpty();
        var tokenizer = _folder.Tokenizer;
        tokenizer.Encode("\U0001F98A", 64).Ids.ShouldNotContain(tokenizer.UnknownId.ShouldNotBeNull());
        tokenizer.Decode(tokenizer.Encode("a \U0001F98A b", 64).Ids).ShouldBe("a \U0001F98A b");
        tokenizer.Decode(tokenizer.Encode("\U0001F98A", 64).Ids.AsSpan(1, 3)).ShouldBe("\uFFFD\uFFFD\uFFFD");
    }

    private static JsonObject Token(string content, int id) =>
        new()
        {
            ["id"] = id,
            ["content"] = content,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["single_word"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };

    private void GivesTheGoldenIds(string fixture)
    {
        foreach (var item in GoldenCases.Of(fixture))
        {
            var pair = item.TryGetProperty("text_pair", out var second) ? second.GetString() : null;
            var answer = pair is null
                ? _folder.Tokenizer.Encode(item.Text("text"), 512)
                : _folder.Tokenizer.EncodePair(item.Text("text"), pair, 512);
            var expected = (item.TryGetProperty("fast_input_ids", out var fast) ? fast : item.GetProperty("input_ids")).Ids();
            if (!answer.Ids.AsSpan().SequenceEqual(expected))
            {
                answer.Ids.ShouldBe(item.GetProperty("input_ids").Ids(), item.Text("name"));
            }
        }
    }
}
