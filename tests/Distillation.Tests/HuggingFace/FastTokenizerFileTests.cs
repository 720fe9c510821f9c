using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Tests.Clients;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.HuggingFace;

/// <summary>tokenizer.json gives the ids that the older files give: read by our own loader, and by transformers.js.</summary>
public sealed partial class FastTokenizerFileTests
{
    private const int MaxLength = 4000;

    [Fact]
    public async Task WriteMarian_AnyText_GivesTheSlowIds()
    {
        using var folder = new TemporaryFolder();
        await WriteMarianAsync(folder.Path);
        GivesTheSameIds(
            TokenizerLoader.Load(folder.Path, TokenizerKind.Marian),
            TokenizerLoader.Load(folder.Path, TokenizerKind.TokenizerJson),
            HasNoLanguageCode
        );
    }

    [Fact]
    public async Task WriteMarian_ByteFallback_GivesTheSlowIdsAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        (await TrainedTokenizers.BytesAsync()).Write(folder.Path, TrainedTokenizers.ByteOptions);
        GivesTheSameIds(
            TokenizerLoader.Load(folder.Path, TokenizerKind.Marian),
            TokenizerLoader.Load(folder.Path, TokenizerKind.TokenizerJson),
            HasNoLanguageCode
        );

        var written = SourceTree.Json(folder.Path, FastTokenizerFile.Name);
        written.GetProperty("model").GetProperty("byte_fallback").GetBoolean().ShouldBeTrue();
        written
            .GetProperty("decoder")
            .GetProperty("decoders")
            .EnumerateArray()
            .Select(decoder => decoder.GetProperty("type").GetString())
            .ShouldBe(["ByteFallback", "Metaspace"]);
    }

    [Fact]
    public void WriteWordPiece_AnyText_GivesTheSlowIds()
    {
        using var folder = new TemporaryFolder();
        TrainedTokenizers.WordPiece().Write(folder.Path, modelMaxLength: 512);
        GivesTheSameIds(
            TokenizerLoader.Load(folder.Path, TokenizerKind.WordPiece),
            TokenizerLoader.Load(folder.Path, TokenizerKind.TokenizerJson)
        );
    }

    [Fact]
    public async Task WriteMarian_ReadByTransformersJs_GivesTheSlowIds()
    {
        using var folder = new TemporaryFolder();
        await WriteMarianAsync(folder.Path);

        // transformers.js has SentencePiece's rules by heart instead of reading them, and takes the joiner of emoji for a space.
        await TransformersJsGivesTheSameAsync(folder.Path, TokenizerKind.Marian, text => !text.Contains(HostileTexts.Joiner));
    }

    [Fact]
    public async Task WriteWordPiece_ReadByTransformersJs_GivesTheSlowIds()
    {
        using var folder = new TemporaryFolder();
        TrainedTokenizers.WordPiece().Write(folder.Path, modelMaxLength: 512);
        await TransformersJsGivesTheSameAsync(folder.Path, TokenizerKind.WordPiece, _ => true);
    }

    [Theory]
    [InlineData("distilbert-tiny")]
    [InlineData("bert-tiny")]
    public void WriteWordPiece_FilesOfHuggingFace_GivesHuggingFacesFile(string fixture)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["vocab.txt", "tokenizer_config.json", "special_tokens_map.json"])
        {
            File.Copy(RepositoryRoot.Folder("tests", "fixtures", fixture, name), Path.Combine(folder.Path, name));
        }

        FastTokenizerFile.WriteWordPiece(folder.Path);

        var written = SourceTree.Json(folder.Path, FastTokenizerFile.Name);
        var reference = SourceTree.Json("tests", "fixtures", fixture, FastTokenizerFile.Name);
        foreach (var field in reference.EnumerateObject())
        {
            JsonElement.DeepEquals(written.GetProperty(field.Name), field.Value).ShouldBeTrue(field.Name);
        }
    }

    [Fact]
    public async Task WriteMarian_File_IsOneLineThatSaysWhatMarianIs()
    {
        using var folder = new TemporaryFolder();
        await WriteMarianAsync(folder.Path);

        File.ReadAllLines(Path.Combine(folder.Path, FastTokenizerFile.Name)).Length.ShouldBe(1);
        var written = SourceTree.Json(folder.Path, FastTokenizerFile.Name);
        written
            .GetProperty("added_tokens")
            .EnumerateArray()
            .Select(token => (token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString()))
            .ShouldBe([(0, "</s>"), (1, "<unk>"), (852, "<pad>")]);
        var model = written.GetProperty("model");
        (
            model.GetProperty("type").GetString(),
            model.GetProperty("unk_id").GetInt32(),
            model.GetProperty("vocab").GetArrayLength()
        ).ShouldBe(("Unigram", 1, 853));
    }

    [Fact]
    public void WriteMarian_TwoModels_SaysThatThereIsRoomForOne()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["source.spm", "target.spm", "vocab.json", "tokenizer_config.json", "special_tokens_map.json"])
        {
            File.Copy(RepositoryRoot.Folder("tests", "fixtures", "marian-tiny", name), Path.Combine(folder.Path, name));
        }

        Should.Throw<TokenizerLoadException>(() => FastTokenizerFile.WriteMarian(folder.Path)).Message.ShouldContain("room for one");
        File.Exists(Path.Combine(folder.Path, FastTokenizerFile.Name)).ShouldBeFalse();
    }

    [Fact]
    public async Task WriteMarian_VocabularyOfAnotherModel_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        await WriteMarianAsync(folder.Path);
        folder.Write("vocab.json", """{ "</s>": 0, "<unk>": 1, "<pad>": 2 }""");
        Should.Throw<TokenizerLoadException>(() => FastTokenizerFile.WriteMarian(folder.Path)).Message.ShouldContain("lacks the piece");
        folder.Write("vocab.json", """{ "</s>": 0, "<unk>": 1, "<pad>": 3 }""");
        Should.Throw<TokenizerLoadException>(() => FastTokenizerFile.WriteMarian(folder.Path)).Message.ShouldContain("consecutive from 0");
    }

    [Fact]
    public void WriteWordPiece_NeverSplit_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
        folder.Write("tokenizer_config.json", """{ "never_split": ["a"] }""");
        Should.Throw<TokenizerLoadException>(() => FastTokenizerFile.WriteWordPiece(folder.Path)).Message.ShouldContain("never_split");
    }

    private static async Task WriteMarianAsync(string folder) =>
        (await TrainedTokenizers.SentencePieceAsync()).Write(folder, TrainedTokenizers.SentencePieceOptions(modelMaxLength: 256));

    /// <summary>tokenizer.json cannot express the pattern that the slow tokenizer takes for a language code.</summary>
    private static bool HasNoLanguageCode(string text) => !LanguageCode().IsMatch(text);

    [GeneratedRegex(">>.+<<")]
    private static partial Regex LanguageCode();

    private static void GivesTheSameIds(TextTokenizer slow, TextTokenizer fast, Func<string, bool>? take = null)
    {
        (fast.PadId, fast.ModelMaxLength, fast.LargestVocabularyId).ShouldBe((slow.PadId, slow.ModelMaxLength, slow.LargestVocabularyId));
        foreach (var text in (string[])[.. TrainedTokenizers.Texts, .. HostileTexts.Some])
        {
            var expected = slow.Encode(text, MaxLength);
            fast.Encode(text, MaxLength).Ids.ShouldBe(expected.Ids, JsonSerializer.Serialize(text));
            fast.Decode(expected.Ids).ShouldBe(slow.Decode(expected.Ids), JsonSerializer.Serialize(text));
        }

        foreach (var text in HostileTexts.EveryCharacter())
        {
            fast.Encode(text, MaxLength).Ids.ShouldBe(slow.Encode(text, MaxLength).Ids, JsonSerializer.Serialize(text));
        }

        var texts = HostileTexts.Any.Where(take ?? (_ => true));
        Gen.Select(texts, texts)
            .Sample(
                (text, other) =>
                {
                    fast.Encode(text, 20).Ids.ShouldBe(slow.Encode(text, 20).Ids, JsonSerializer.Serialize(text));
                    (var expected, var found) = (slow.EncodePair(text, other, MaxLength), fast.EncodePair(text, other, MaxLength));
                    found.Ids.ShouldBe(expected.Ids, JsonSerializer.Serialize(new[] { text, other }));
                    found.TypeIds.ShouldBe(expected.TypeIds);
                },
                iter: 2000
            );
    }

    private static async Task TransformersJsGivesTheSameAsync(string folder, TokenizerKind kind, Func<string, bool> take)
    {
        string[] texts = [.. TrainedTokenizers.Texts, .. HostileTexts.Some.Where(take)];
        var slow = TokenizerLoader.Load(folder, kind);
        var answer = await TransformersJs.RunAsync("tokenize", folder, texts);
        List<string> differences = [];
        for (var text = 0; text < texts.Length; text++)
        {
            var expected = slow.Encode(texts[text], MaxLength).Ids;
            int[] found = [.. answer.GetProperty("ids")[text].EnumerateArray().Select(id => id.GetInt32())];
            var decoded = answer.GetProperty("decoded")[text].GetString() ?? "";
            if (!found.SequenceEqual(expected) || decoded != slow.Decode(expected))
            {
                differences.Add(
                    $"{JsonSerializer.Serialize(texts[text])}: [{string.Join(", ", found)}] '{decoded}', not "
                        + $"[{string.Join(", ", expected)}] '{slow.Decode(expected)}'"
                );
            }
        }

        differences.ShouldBeEmpty();
    }
}
