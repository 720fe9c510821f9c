using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>tokenizer.json alone: the golden ids again, and where the fast tokenizers really differ from the slow ones.</summary>
public sealed class FastTokenizerTests
{
    [Theory]
    [InlineData("bert-tiny")]
    [InlineData("distilbert-tiny")]
    [InlineData("roberta-tiny")]
    [InlineData("t5-tiny")]
    [InlineData("mt5-bytefallback-tiny")]
    public void Encode_GoldenCaseWithoutOlderFiles_GivesReferenceIds(string folder)
    {
        using var copy = TokenizerFolderCopy.FastOnly(folder);
        var tokenizer = TokenizerLoader.Load(copy.Path);
        foreach (var item in GoldenCases.Of(folder))
        {
            var pair = item.TryGetProperty("text_pair", out var second) ? second.GetString() : null;
            var answer = pair is null
                ? tokenizer.Encode(item.Text("text"), tokenizer.ModelMaxLength)
                : tokenizer.EncodePair(item.Text("text"), pair, tokenizer.ModelMaxLength);
            answer.Ids.ShouldBe(item.GetProperty("input_ids").Ids(), item.Text("name"));
            answer.UntruncatedLength.ShouldBe(item.GetProperty("untruncated_length").GetInt32(), item.Text("name"));
        }
    }

    [Fact]
    public void Decode_GoldenGreedySequence_GivesReferenceText()
    {
        using var copy = TokenizerFolderCopy.FastOnly("t5-tiny");
        var tokenizer = TokenizerLoader.Load(copy.Path);
        foreach (var item in GoldenCases.Of("t5-tiny"))
        {
            var greedy = item.GetProperty("greedy");
            tokenizer.Decode(greedy.GetProperty("sequence").Ids()).ShouldBe(greedy.Text("text"), item.Text("name"));
        }
    }

    [Fact]
    public void Encode_ByteFallbackOfBpe_GivesTheBytesThatTheVocabularyHas()
    {
        using var copy = TokenizerFolderCopy.FastOnly("roberta-tiny");
        var vocabulary = string.Concat(
            Enumerable.Range(0, 256).Where(value => value != 0x9F).Select(value => $", \"<0x{value:X2}>\": {value + 3}")
        );
        copy.Write(
            "tokenizer.json",
            $$"""{ "model": { "type": "BPE", "unk_token": "<unk>", "byte_fallback": true, "merges": [], "vocab": { "<unk>": 0, "a": 1, "b": 2{{vocabulary}} } } }"""
        );
        copy.Delete("tokenizer_config.json");
        copy.Delete("special_tokens_map.json");
        var tokenizer = TokenizerLoader.Load(copy.Path);

        tokenizer.Encode("a\u2603b", 16).Ids.ShouldBe([1, 0xE2 + 3, 0x98 + 3, 0x83 + 3, 2]);
        tokenizer.Encode("a\U0001F600b", 16).Ids.ShouldBe([1, 0, 2]); // one of its bytes is no piece
    }

    [Fact]
    public void Encode_DecomposedAccent_IsNotComposedByTheFastBertTokenizer()
    {
        using var copy = TokenizerFolderCopy.FastOnly("bert-tiny");
        var fast = TokenizerLoader.Load(copy.Path);
        var slow = TokenizerLoader.Load(Fixtures.Folder("bert-tiny"));

        // The slow tokenizer composes first; the fast one does not, and finds no piece for the accent alone.
        fast.Encode("caf\u00e9", 512).Ids.ShouldBe(slow.Encode("caf\u00e9", 512).Ids);
        slow.Encode("cafe\u0301", 512).Ids.ShouldBe(slow.Encode("caf\u00e9", 512).Ids);
        fast.Encode("cafe\u0301", 512).Ids.ShouldNotBe(slow.Encode("cafe\u0301", 512).Ids);
    }

    [Theory]
    [InlineData("\"type\": \"BertNormalizer\"", "\"type\": \"Unheard\"", "Unheard")]
    [InlineData("\"type\": \"BertPreTokenizer\"", "\"type\": \"UnicodeScripts\"", "UnicodeScripts")]
    [InlineData("\"type\": \"TemplateProcessing\"", "\"type\": \"Unheard\"", "Unheard")]
    [InlineData("\"type\": \"WordPiece\",\n    \"prefix\"", "\"type\": \"CTC\",\n    \"prefix\"", "CTC")]
    [InlineData("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"[NONE]\"", "[NONE]")]
    public void Load_UnsupportedPart_NamesIt(string from, string to, string named)
    {
        using var copy = TokenizerFolderCopy.FastOnly("bert-tiny");
        copy.Replace("tokenizer.json", from, to);

        var fault = Should.Throw<TokenizerLoadException>(() => TokenizerLoader.Load(copy.Path));

        fault.Message.ShouldContain("tokenizer.json");
        fault.Message.ShouldContain(named);
    }
}
