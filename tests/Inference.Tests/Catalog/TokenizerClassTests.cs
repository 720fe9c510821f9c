using Shouldly;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>The class that a folder names decides which files are read, or that none are.</summary>
public sealed class TokenizerClassTests : IDisposable
{
    private const string BertFiles =
        "does not read vocab.txt as BertTokenizer, DistilBertTokenizer, ElectraTokenizer, MobileBertTokenizer, SqueezeBertTokenizer do, and its own rules are not built here; ";
    private const string UseJson =
        "if tokenizer.json gives the ids that the model was trained with, write \"tokenizer_class\": \"PreTrainedTokenizerFast\" into tokenizer_config.json.";
    private const string MakeJson =
        "make a tokenizer.json that gives the ids that the model was trained with, and write \"tokenizer_class\": \"PreTrainedTokenizerFast\" into tokenizer_config.json.";
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("BertJapaneseTokenizer")]
    [InlineData("BertweetTokenizer")]
    [InlineData("PhobertTokenizer")]
    [InlineData("CharacterTokenizer")]
    [InlineData("RoFormerTokenizer")]
    [InlineData("MarianTokenizer")]
    public async Task Load_ClassWhoseRulesAreNotBuilt_IsRefused(string name)
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = name);
        (await _folder.FaultsAsync()).ShouldBe([
            $"The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class '{name}' {BertFiles}{UseJson}",
        ]);
    }

    [Theory]
    [InlineData("MyOwnTokenizer")]
    [InlineData("bert")]
    public async Task Load_UnknownClassWithATokenizerJson_IsReadFromItWithAWarning(string name)
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = name);
        (await _folder.WarningsAsync()).ShouldBe([
            $"student: tokenizer_config.json names the tokenizer_class '{name}', which is not known here: tokenizer.json is read as it is.",
        ]);
    }

    [Fact]
    public async Task Load_UnknownClassWithoutATokenizerJson_IsRefused()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "MyOwnTokenizer");
        (await _folder.FaultsAsync()).ShouldBe([
            $"The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class 'MyOwnTokenizer' {BertFiles}{MakeJson}",
        ]);
    }

    [Fact]
    public async Task Load_ClassWithoutTokenizerJson_SaysHowToMakeOne()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("tokenizer.json");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "BertJapaneseTokenizer");
        (await _folder.FaultsAsync()).ShouldBe([
            $"The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class 'BertJapaneseTokenizer' {BertFiles}{MakeJson}",
        ]);
    }

    [Fact]
    public async Task Load_SlowClassBesideTokenizerJsonAlone_IsRefused()
    {
        _folder.Begin("bert-tiny");
        _folder.Delete("vocab.txt");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "BertJapaneseTokenizer");
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class 'BertJapaneseTokenizer' is not one whose tokenizer.json AutoTokenizer would read; "
                + UseJson,
        ]);
    }

    [Fact]
    public async Task Load_ClassThatOnlyConfigJsonNames_Counts()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer_config.json", root => root.Remove("tokenizer_class"));
        _folder.Edit("config.json", root => root["tokenizer_class"] = "BertJapaneseTokenizer");
        (await _folder.FaultsAsync())
            .ShouldHaveSingleItem()
            .ShouldStartWith("The tokenizer file 'config.json' cannot be used: its tokenizer_class 'BertJapaneseTokenizer'");
    }

    [Fact]
    public async Task Load_ClassOfOtherFiles_IsRefusedBesideOlderFilesAndTakenWithout()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "XLMRobertaTokenizer");
        (await _folder.FaultsAsync()).ShouldBe([
            $"The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class 'XLMRobertaTokenizer' {BertFiles}if tokenizer.json is the model's, delete the other files.",
        ]);

        using var other = new ModelFolder();
        other.Begin("bert-tiny");
        other.Edit("tokenizer_config.json", root => root["tokenizer_class"] = "XLMRobertaTokenizer");
        other.Delete("vocab.txt");
        (await other.WarningsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bert-tiny", "BertTokenizerFast")]
    [InlineData("bert-tiny", "ElectraTokenizer")]
    [InlineData("bert-tiny", "MobileBertTokenizerFast")]
    [InlineData("bert-tiny", "SqueezeBertTokenizer")]
    [InlineData("bert-tiny", "MPNetTokenizer")]
    [InlineData("bert-tiny", "PreTrainedTokenizerFast")]
    [InlineData("bert-tiny", "TokenizersBackend")]
    [InlineData("bert-tiny", null)]
    [InlineData("roberta-tiny", "RobertaTokenizerFast")]
    [InlineData("roberta-tiny", "BartTokenizer")]
    [InlineData("roberta-tiny", "GPT2Tokenizer")]
    [InlineData("roberta-tiny", "PreTrainedTokenizerFast")]
    [InlineData("t5-tiny", "T5TokenizerFast")]
    [InlineData("t5-tiny", "MT5Tokenizer")]
    [InlineData("marian-tiny", null)]
    public async Task Load_ClassThatTheFilesFit_GivesTheReferenceIds(string fixture, string? name)
    {
        _folder.Begin(fixture);
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = name);
        (await _folder.WarningsAsync())
            .Where(warning => !warning.StartsWith("config.json has task_specific_params", StringComparison.Ordinal))
            .ShouldBeEmpty();
        foreach (
            var item in GoldenCases
                .Of(fixture)
                .Where(item =>
                    !item.TryGetProperty("fast_input_ids", out _)
                    && !(item.TryGetProperty("text_pair", out var pair) && pair.GetString() is not null)
                )
        )
        {
            _folder
                .Tokenizer.Encode(item.Text("text"), _folder.Tokenizer.ModelMaxLength)
                .Ids.ShouldBe(item.GetProperty("input_ids").Ids(), item.Text("name"));
        }
    }

    [Theory]
    [InlineData(
        "roberta-tiny",
        "PhobertTokenizer",
        "does not read vocab.json with merges.txt as RobertaTokenizer, BartTokenizer, LongformerTokenizer, LEDTokenizer do"
    )]
    [InlineData("roberta-tiny", "BertTokenizer", "does not read vocab.json with merges.txt")]
    [InlineData("t5-tiny", "ByT5Tokenizer", "does not read spiece.model as T5Tokenizer, MT5Tokenizer do")]
    [InlineData("t5-tiny", "LlamaTokenizer", "does not read spiece.model")]
    [InlineData("marian-tiny", "M2M100Tokenizer", "does not read source.spm with target.spm as MarianTokenizer does")]
    [InlineData(
        "marian-tiny",
        "PreTrainedTokenizerFast",
        "'PreTrainedTokenizerFast' is read from tokenizer.json, which is missing: copy it from the model's repository"
    )]
    public async Task Load_ClassOfOtherModels_IsRefused(string fixture, string name, string fault)
    {
        _folder.Begin(fixture);
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = name);
        var found = (await _folder.FaultsAsync()).ShouldHaveSingleItem();
        found.ShouldStartWith($"The tokenizer file 'tokenizer_config.json' cannot be used: its tokenizer_class '{name}'");
        found.ShouldContain(fault);
    }

    [Fact]
    public async Task Load_CodeOfItsOwnWithoutAClass_IsRefused()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit(
            "tokenizer_config.json",
            root =>
            {
                root.Remove("tokenizer_class");
                root["auto_map"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["AutoTokenizer"] = new System.Text.Json.Nodes.JsonArray("tokenization_x.XTokenizer", null),
                };
            }
        );
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer file 'tokenizer_config.json' cannot be used: its 'auto_map' names custom tokenizer code, which is not run here; "
                + UseJson,
        ]);
    }

    [Fact]
    public async Task Load_CodeOfItsOwnBesideAKnownClass_IsToldOf()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit(
            "tokenizer_config.json",
            root =>
                root["auto_map"] = new System.Text.Json.Nodes.JsonObject
                {
                    ["AutoTokenizer"] = new System.Text.Json.Nodes.JsonArray("tokenization_x.XTokenizer", null),
                }
        );
        (await _folder.WarningsAsync()).ShouldBe([
            "student: 'auto_map' names custom tokenizer code, which is not run; the tokenizer is read as BertTokenizer, as AutoTokenizer does without trust_remote_code.",
        ]);
    }

    [Fact]
    public async Task Load_ClassThatIsNoText_IsRefused()
    {
        _folder.Begin("bert-tiny");
        _folder.Edit("tokenizer_config.json", root => root["tokenizer_class"] = 3);
        (await _folder.FaultsAsync()).ShouldBe([
            "The tokenizer file 'tokenizer_config.json' cannot be used: 'tokenizer_class' is not a text.",
        ]);
    }
}
