using Shouldly;
using TransformerService.Models.Exports;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>The files of sentence-transformers, as its versions write them.</summary>
public sealed class EmbeddingSettingsTests : IDisposable
{
    private const string New =
        """{ "type": "sentence_transformers.base.modules.transformer.Transformer", "path": "" }, { "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling", "path": "1_Pooling" }""";
    private const string Transformer = """{ "type": "sentence_transformers.models.Transformer", "path": "" }""";
    private const string Pooling = """{ "type": "sentence_transformers.models.Pooling", "path": "1_Pooling" }""";
    private const string Normalize = """{ "type": "sentence_transformers.models.Normalize", "path": "2_Normalize" }""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("embedding-");
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];

    public EmbeddingSettingsTests()
    {
        Modules($"{Transformer}, {Pooling}, {Normalize}");
        Write("1_Pooling/config.json", """{ "word_embedding_dimension": 48, "pooling_mode_mean_tokens": true }""");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("""{ "embedding_dimension": 48, "pooling_mode": "cls", "include_prompt": true }""", "Cls")]
    [InlineData("""{ "pooling_mode": "mean_sqrt_len_tokens" }""", "MeanSqrtLength")]
    [InlineData("""{ "pooling_mode": "weightedmean", "pooling_mode_cls_token": true }""", "WeightedMean")]
    [InlineData("""{ "pooling_mode": ["lasttoken", "Max"] }""", "LastToken, Max")]
    [InlineData("""{ "pooling_mode": "mean+cls" }""", "Mean, Cls")]
    [InlineData("""{ "pooling_mode": null, "pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": true }""", "Max, Mean")]
    [InlineData("""{ "word_embedding_dimension": 48 }""", "Mean")]
    [InlineData("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""", "Cls")]
    public void Read_Pooling_IsThatOfSentenceTransformers(string config, string modes)
    {
        Modules(New);
        Write("1_Pooling/config.json", config);
        string.Join(", ", Read().ShouldNotBeNull().Pooling).ShouldBe(modes);
        _faults.ShouldBeEmpty();
        _warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_FlagWithoutThatOfTheMean_IsWarnedOf()
    {
        Write("1_Pooling/config.json", """{ "pooling_mode_cls_token": true }""");
        Read().ShouldNotBeNull().Pooling.ShouldBe([PoolingMode.Cls]);
        _warnings.ShouldHaveSingleItem().ShouldStartWith("1_Pooling/config.json does not set pooling_mode_mean_tokens");
    }

    [Theory]
    [InlineData("\"attention\"")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("[\"cls\", \"cls\", \"cls\", \"cls\", \"cls\", \"cls\", \"cls\"]")]
    public void Read_UnknownPooling_NamesTheKnown(string mode)
    {
        Write("1_Pooling/config.json", $$"""{ "pooling_mode": {{mode}} }""");
        Read().ShouldBeNull();
        _faults.ShouldBe([
            "1_Pooling/config.json: 'pooling_mode' must be one of \"cls\", \"max\", \"mean\", \"mean_sqrt_len_tokens\", \"weightedmean\", \"lasttoken\", or a list of them.",
        ]);
    }

    [Theory]
    [InlineData("", "modules.json has no Pooling module")]
    [InlineData(Transformer, "modules.json has no Pooling module")]
    [InlineData(Transformer + ", " + Normalize + ", " + Pooling, "modules.json has Normalize before Pooling")]
    [InlineData(Transformer + """, { "type": "my_code.Pooling", "path": "1_Pooling" }""", "modules.json has a module 'my_code.Pooling'")]
    [InlineData(
        Transformer + ", " + Pooling + """, { "type": "sentence_transformers.models.Dense", "path": "2_Dense" }""",
        "modules.json has a module 'sentence_transformers.models.Dense'"
    )]
    public void Read_ModulesThatGiveNoSuchVector_AreAFault(string modules, string fault)
    {
        Modules(modules);
        Read().ShouldBeNull();
        _faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }

    [Fact]
    public void Read_Dropout_DoesNothing()
    {
        Modules(
            $$"""{{Transformer}}, {{Pooling}}, { "type": "sentence_transformers.models.Dropout", "path": "2_Dropout" }, {{Normalize}}"""
        );
        Read().ShouldNotBeNull().Normalize.ShouldBeTrue();
        _warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_CustomTransformer_IsWarnedOf()
    {
        Modules($$"""{ "type": "custom_st.Transformer", "path": "" }, {{Pooling}}""");
        Read().ShouldNotBeNull();
        _warnings.ShouldHaveSingleItem().ShouldStartWith("modules.json names 'custom_st.Transformer', custom code that is not run here");
    }

    [Theory]
    [InlineData("sentence_bert_config.json")]
    [InlineData("sentence_roberta_config.json")]
    [InlineData("sentence_distilbert_config.json")]
    [InlineData("sentence_camembert_config.json")]
    [InlineData("sentence_albert_config.json")]
    [InlineData("sentence_xlm-roberta_config.json")]
    [InlineData("sentence_xlnet_config.json")]
    [InlineData("0_Transformer/sentence_bert_config.json")]
    [InlineData("0_Transformer/sentence_xlnet_config.json")]
    public void Read_TransformerSettings_AreReadUnderEachName(string file)
    {
        Modules($$"""{ "type": "sentence_transformers.models.Transformer", "path": "0_Transformer" }, {{Pooling}}""");
        Write(file, """{ "max_seq_length": 12, "do_lower_case": true }""");
        var settings = Read().ShouldNotBeNull();
        settings.MaxLength.ShouldBe(12);
        settings.LowerCase.ShouldBeTrue();
    }

    [Fact]
    public void Read_TransformerSettingsOutsideTheExport_AreNotRead()
    {
        Modules($$"""{ "type": "sentence_transformers.models.Transformer", "path": "../{{_folder.Name}}/other" }, {{Pooling}}""");
        Write("other/sentence_bert_config.json", """{ "max_seq_length": 12 }""");
        Read().ShouldNotBeNull().MaxLength.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{ "truncate_dim": null }""", null)]
    [InlineData("""{ "truncate_dim": 256 }""", 256)]
    public void Read_TruncateDim_IsTheNumberOfDimensions(string config, int? dimensions)
    {
        Write("config_sentence_transformers.json", config);
        Read().ShouldNotBeNull().Dimensions.ShouldBe(dimensions);
        _faults.ShouldBeEmpty();
    }

    private EmbeddingSettings? Read() => EmbeddingSettingsReader.Read(_folder.FullName, null, _faults, _warnings);

    private void Modules(string modules) => Write("modules.json", $"[{modules}]");

    private void Write(string file, string content)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        File.WriteAllText(path, content);
    }
}
