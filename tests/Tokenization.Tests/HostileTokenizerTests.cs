using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Tokenizer files whose rules take for ever, or make a text so long that no memory holds it.</summary>
public sealed class HostileTokenizerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tokenizer-");
    private readonly JsonObject _root;

    public HostileTokenizerTests()
    {
        foreach (var file in new[] { "tokenizer_config.json", "special_tokens_map.json", "config.json" })
        {
            File.Copy(Path.Combine(Fixtures.Folder("roberta-tiny"), file), Path.Combine(_folder.FullName, file));
        }

        _root = JsonNode.Parse(File.ReadAllText(Path.Combine(Fixtures.Folder("roberta-tiny"), "tokenizer.json")))!.AsObject(); // the fixture is an object
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Encode_PatternThatBacktracks_IsLinearWhereItCanBe()
    {
        _root["pre_tokenizer"] = Split("(a+)+$");
        Load().Encode(new string('a', 5_000) + "!", 512).Ids.ShouldNotBeEmpty();
    }

    [Fact]
    public void Encode_PatternThatMustBacktrack_IsStopped()
    {
        _root["pre_tokenizer"] = Split("^(?:a|aa)+(?=[bc])");
        var tokenizer = Load();
        Should.Throw<InferenceException>(() => tokenizer.Encode(new string('a', 5_000) + "!", 512)).Error.ShouldBe(InferenceError.Internal);
        tokenizer.Encode("fine", 512).Ids.ShouldNotBeEmpty();
    }

    [Fact]
    public void Encode_RulesThatDoubleTheTextForEver_AreStopped()
    {
        _root["normalizer"] = Sequence("normalizers", 64, () => Replace("§", "§§"));
        var tokenizer = Load();
        Should.Throw<InferenceException>(() => tokenizer.Encode("§", 512)).Error.ShouldBe(InferenceError.InputTooLarge);
    }

    [Theory]
    [InlineData("normalizer", "normalizers")]
    [InlineData("pre_tokenizer", "pretokenizers")]
    [InlineData("decoder", "decoders")]
    public void Load_StepsWithoutEnd_AreRefused(string part, string steps)
    {
        _root[part] = Sequence(steps, 65, () => new JsonObject { ["type"] = "ByteLevel" });
        Refusal().ShouldContain("more than 64 steps");
    }

    [Fact]
    public void Load_ReplacementOfMillions_IsRefused()
    {
        _root["normalizer"] = Replace("a", new string('b', 1_000_000));
        Refusal().ShouldContain("longer than 1000 characters");
    }

    [Fact]
    public void Load_PatternOfMillions_IsRefused()
    {
        _root["pre_tokenizer"] = Split(new string('(', 1_000_000));
        Refusal().ShouldContain("regular expression");
    }

    [Fact]
    public void Load_AddedTokenOfMillions_IsRefused()
    {
        _root["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 7, ["content"] = new string('x', 2_000_000) });
        Refusal().ShouldContain("1000000 characters");
    }

    [Fact]
    public void Load_StripOfNothing_IsRefused()
    {
        _root["decoder"] = new JsonObject
        {
            ["type"] = "Strip",
            ["content"] = "",
            ["start"] = int.MaxValue,
            ["stop"] = 0,
        };
        Refusal().ShouldContain("'content' is empty");
    }

    [Fact]
    public void Load_TemplateThatRepeatsTheText_IsRefused()
    {
        JsonObject Text() =>
            new()
            {
                ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 },
            };
        _root["post_processor"] = new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray(Text(), Text()),
            ["pair"] = new JsonArray(Text()),
            ["special_tokens"] = new JsonObject(),
        };
        Refusal().ShouldContain("repeats a text");
    }

    [Fact]
    public void Load_JsonNestedForEver_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), new string('[', 1_000_000));
        Should
            .Throw<TokenizerLoadException>(() => TokenizerLoader.Load(_folder.FullName, TokenizerKind.TokenizerJson))
            .Message.ShouldContain("malformed JSON");
    }

    [Fact]
    public void Load_NegativeIds_AreRefused()
    {
        _root["added_tokens"] = new JsonArray(new JsonObject { ["id"] = -3, ["content"] = "x" });
        Refusal().ShouldContain("negative");
    }

    private static JsonObject Split(string pattern) =>
        new()
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = pattern },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        };

    private static JsonObject Replace(string text, string content) =>
        new()
        {
            ["type"] = "Replace",
            ["pattern"] = new JsonObject { ["String"] = text },
            ["content"] = content,
        };

    private static JsonObject Sequence(string name, int count, Func<JsonObject> step) =>
        new() { ["type"] = "Sequence", [name] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => step())]) };

    private TextTokenizer Load()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), _root.ToJsonString());
        return TokenizerLoader.Load(_folder.FullName, TokenizerKind.TokenizerJson);
    }

    private string Refusal() => Should.Throw<TokenizerLoadException>(Load).Message;
}
