using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Models.Files;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Repository;

/// <summary>
/// Folders as they come from the Hub and from other exporters: what cannot be served says what lies there and what to do.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    private const string Classification = """{ "task": "text-classification" }""";
    private const string Translation = """{ "task": "translation" }""";
    private const string ExportClassifier =
        "optimum-cli export onnx --model <the PyTorch model's folder> --task text-classification <a new folder>.";
    private const string ExportTranslator =
        "optimum-cli export onnx --model <the PyTorch model's folder> --task text2text-generation-with-past <a new folder>.";
    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("my-name.onnx", "There is my-name.onnx; write \"file\": \"my-name.onnx\" into model.json to serve it.")]
    [InlineData("onnx/model_x.onnx", "There is onnx/model_x.onnx; write \"file\": \"onnx/model_x.onnx\" into model.json to serve it.")]
    [InlineData("export/model.onnx", "There is export/model.onnx; rename what is to be served, e.g. export/model.onnx to model.onnx.")]
    [InlineData(
        "encoder_model.onnx decoder_model.onnx",
        "There is decoder_model.onnx, encoder_model.onnx, which is the export of another task; check model.json's 'task', or export for this one: "
            + ExportClassifier
    )]
    [InlineData("model.safetensors", "There is model.safetensors, but no ONNX export of it: " + ExportClassifier)]
    [InlineData(
        "pytorch_model-00001-of-00002.bin",
        "There is pytorch_model-00001-of-00002.bin, but no ONNX export of it: " + ExportClassifier
    )]
    [InlineData(
        "model.safetensors model_v2.onnx",
        "There is model_v2.onnx; write \"file\": \"model_v2.onnx\" into model.json to serve it."
    )]
    [InlineData("", "Export it: " + ExportClassifier)]
    public void Read_ModelMissing_NamesWhatIsThere(string files, string advice)
    {
        Fill(Classification, "distilbert-tiny", files);
        Faults().ShouldBe([$"model.onnx (or model_quantized.onnx) is missing. {advice}"]);
    }

    [Fact]
    public void Read_EncoderAndDecoderOfOtherNames_NamesBoth()
    {
        Fill(Translation, "marian-tiny", "onnx/encoder_model_v2.onnx onnx/decoder_model_merged_v2.onnx");
        Faults()
            .ShouldBe([
                "encoder_model.onnx (or encoder_model_quantized.onnx) is missing. There is onnx/encoder_model_v2.onnx; rename what is to be served, e.g. onnx/encoder_model_v2.onnx to onnx/encoder_model.onnx.",
                "There is no decoder: decoder_model_merged.onnx, or decoder_model.onnx with decoder_with_past_model.onnx (or their _quantized names). "
                    + "There is onnx/decoder_model_merged_v2.onnx; rename what is to be served, e.g. onnx/decoder_model_merged_v2.onnx to onnx/decoder_model_merged.onnx.",
            ]);
    }

    [Theory]
    [InlineData(
        "encoder_model.onnx decoder_with_past_model.onnx",
        "decoder_model.onnx (or decoder_model_quantized.onnx) is missing: decoder_with_past_model.onnx cannot make the first step."
    )]
    [InlineData(
        "encoder_model.onnx",
        "There is no decoder: decoder_model_merged.onnx, or decoder_model.onnx with decoder_with_past_model.onnx (or their _quantized names)."
    )]
    public void Read_DecoderOfTheFirstStepMissing_SaysToExportAgain(string files, string missing)
    {
        Fill(Translation, "marian-tiny", files);
        Faults().ShouldContain($"{missing} Export it: {ExportTranslator}");
    }

    [Fact]
    public void Read_ClassifierForATranslator_SaysThatItIsAnothersExport()
    {
        Fill(Translation, "marian-tiny", "model.onnx");
        Faults()[0]
            .ShouldBe(
                $"encoder_model.onnx (or encoder_model_quantized.onnx) is missing. There is model.onnx, which is the export of another task; check model.json's 'task', or export for this one: {ExportTranslator}"
            );
    }

    [Fact]
    public void Read_ManyOtherFiles_NamesAFew()
    {
        Fill(Classification, "distilbert-tiny", string.Join(' ', Enumerable.Range(0, 9).Select(number => $"onnx/model_{number}.onnx")));
        Faults().ShouldHaveSingleItem().ShouldContain("onnx/model_4.onnx and 4 more; write");
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData(null)]
    public void Read_ManifestInAClone_SaysWhereTheExportBelongs(string? inner)
    {
        _repository.Add("m", Classification, "distilbert-tiny", folder: ".");
        if (inner is not null)
        {
            Directory.CreateDirectory(_repository.File("m", inner));
            File.Move(_repository.File("m", "model.onnx"), _repository.File("m", inner, "model.onnx"));
        }

        var model = ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();

        model.Variants.ShouldBeEmpty();
        model.Faults.ShouldBe(["The export lies beside model.json: move it into a folder named 'student' there, all but model.json."]);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    public void Read_StudentThatIsTheFolderItself_SaysWhereTheExportBelongs(string student)
    {
        _repository.Add("m", $$"""{ "task": "text-classification", "student": "{{student}}" }""", "distilbert-tiny", folder: ".");
        ModelRepository
            .Read(_repository.Root)
            .ShouldHaveSingleItem()
            .Faults.ShouldBe([
                "model.json: 'student' must be the name of a folder beside it: move the export into a folder named 'student' there.",
            ]);
    }

    [Fact]
    public void Read_SentimentAnalysis_IsTextClassification()
    {
        _repository.Add("m", """{ "task": "sentiment-analysis" }""", "distilbert-tiny");
        var model = ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();
        model.Manifest.ShouldNotBeNull().Task.ShouldBe(ModelTask.TextClassification);
        model.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("distilbert-tiny", Classification, "model.onnx")]
    [InlineData("distilbert-tiny", Classification, "vocab.txt")]
    [InlineData("distilbert-tiny", Classification, "config.json")]
    [InlineData("distilbert-tiny", Classification, "tokenizer_config.json")]
    [InlineData("marian-tiny", Translation, "source.spm")]
    [InlineData("marian-tiny", Translation, "decoder_with_past_model.onnx")]
    [InlineData("marian-tiny", Translation, "generation_config.json")]
    [InlineData("t5-tiny", Translation, "spiece.model")]
    public void Read_GitLfsPointer_SaysToFetchIt(string fixture, string modelJson, string file)
    {
        _repository.Add("m", modelJson, fixture);
        WritePointer(_repository.File("m", "student", file));
        Faults().ShouldBe([Pointer(file)]);
    }

    [Fact]
    public void Read_ManifestThatIsAGitLfsPointer_SaysToFetchIt()
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        WritePointer(_repository.File("m", "model.json"));
        ModelRepository.Read(_repository.Root).ShouldHaveSingleItem().Faults.ShouldBe([Pointer("model.json")]);
    }

    /// <summary>Of a clone, only what is served need be fetched.</summary>
    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("model_quantized.onnx")]
    [InlineData("onnx/model_fp16.onnx")]
    [InlineData("model.safetensors")]
    public void Read_GitLfsPointerThatIsNotNeeded_DoesNotMatter(string file)
    {
        _repository.Add("m", Classification, "distilbert-tiny");
        Directory.CreateDirectory(_repository.File("m", "student", "onnx"));
        WritePointer(_repository.File("m", "student", file));
        Faults().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"single_label\"")]
    [InlineData("\"multi_label\"")]
    [InlineData("\"Regression\"")]
    public void Read_UnknownProblemType_NamesTheKnown(string type) =>
        HeadFaults($$"""{ "problem_type": {{type}}, "num_labels": 2 }""")
            .ShouldBe([
                "config.json: 'problem_type' must be \"single_label_classification\", \"multi_label_classification\" or \"regression\".",
            ]);

    [Theory]
    [InlineData("""{ "0": "NEG", "1": "POS" }""", "NEG", "POS")]
    [InlineData("""{ "1": "POS", "0": "NEG" }""", "NEG", "POS")]
    [InlineData("""["NEG", "POS"]""", "NEG", "POS")]
    [InlineData("""{ "0": 0, "1": 1 }""", "0", "1")]
    [InlineData("""{ "0": 1.5, "1": -1 }""", "1.5", "-1")]
    [InlineData("""{ "0": false, "1": true }""", "false", "true")]
    public void Read_Labels_AreTakenAsTheyAreWritten(string id2label, params string[] labels)
    {
        Head($$"""{ "id2label": {{id2label}} }""", out var faults).ShouldNotBeNull().Labels.ShouldBe(labels);
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "0": "NEG", "1": null }""", "an object with a label for each id, but label 1 is null; write its name")]
    [InlineData("""["NEG", null]""", "an object with a label for each id, but label 1 is null; write its name")]
    [InlineData("""{ "0": ["NEG"], "1": "POS" }""", "an object with a label for each id, but label 0 is a list; write its name")]
    [InlineData("""{ "0": "NEG", "2": "POS" }""", "an object with the ids 0, 1, 2 … as keys and a label for each, 100000 at most")]
    [InlineData("""{ "NEG": 0, "POS": 1 }""", "an object with the ids 0, 1, 2 … as keys and a label for each, 100000 at most")]
    [InlineData("{ }", "an object with the ids 0, 1, 2 … as keys and a label for each, 100000 at most")]
    [InlineData("\"NEG\"", "an object with the ids 0, 1, 2 … as keys and a label for each, 100000 at most")]
    public void Read_FaultyLabels_SayWhichIsWrong(string id2label, string mustBe) =>
        HeadFaults($$"""{ "id2label": {{id2label}} }""").ShouldBe([$"config.json: 'id2label' must be {mustBe}."]);

    [Theory]
    [InlineData(1, "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\"", ScoreFunction.None, null)]
    [InlineData(1, "\"sentence_transformers\": { \"activation_fn\": \"torch.nn.modules.linear.Identity\" }", ScoreFunction.None, null)]
    [InlineData(
        1,
        "\"sentence_transformers\": { \"activation_fn\": \"torch.nn.modules.activation.Sigmoid\" }",
        ScoreFunction.Sigmoid,
        null
    )]
    [InlineData(
        3,
        "\"sentence_transformers\": { \"activation_fn\": \"torch.nn.modules.activation.Sigmoid\" }",
        ScoreFunction.Sigmoid,
        null
    )]
    [InlineData(1, "\"problem_type\": \"regression\"", ScoreFunction.None, null)]
    [InlineData(3, "\"problem_type\": \"regression\"", ScoreFunction.None, null)]
    [InlineData(
        3,
        "\"sentence_transformers\": { \"activation_fn\": \"torch.nn.modules.linear.Identity\" }",
        ScoreFunction.Softmax,
        "config.json's sentence_transformers.activation_fn asks for the logits, but with 3 labels the scores are a softmax, as in the text-classification pipeline; \"problem_type\": \"regression\" gives the logits."
    )]
    [InlineData(
        1,
        "\"sbert_ce_default_activation_function\": \"my.Activation\"",
        ScoreFunction.Sigmoid,
        "config.json's sbert_ce_default_activation_function 'my.Activation' is not supported and was ignored: the scores are a sigmoid; \"problem_type\": \"regression\" gives the logits."
    )]
    public void Read_CrossEncodersActivation_IsFollowedOrWarnedOf(int labels, string fields, ScoreFunction function, string? warning)
    {
        List<string> warnings = [];
        Head($$"""{ "num_labels": {{labels}}, {{fields}} }""", out var faults, warnings).ShouldNotBeNull().Function.ShouldBe(function);
        faults.ShouldBeEmpty();
        warnings.ShouldBe(warning is null ? [] : [warning]);
    }

    [Theory]
    [InlineData(ModelTask.TextRanking, "", "torch.nn.modules.linear.Identity", ScoreFunction.None)]
    [InlineData(ModelTask.TextClassification, "", "torch.nn.modules.linear.Identity", ScoreFunction.None)]
    [InlineData(
        ModelTask.TextRanking,
        "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\",",
        "torch.nn.modules.activation.Sigmoid",
        ScoreFunction.Sigmoid
    )]
    [InlineData(
        ModelTask.TextRanking,
        "\"problem_type\": \"single_label_classification\",",
        "torch.nn.modules.linear.Identity",
        ScoreFunction.None
    )]
    [InlineData(
        ModelTask.TextClassification,
        "\"problem_type\": \"single_label_classification\",",
        "torch.nn.modules.linear.Identity",
        ScoreFunction.Sigmoid
    )]
    [InlineData(ModelTask.TextRanking, "\"problem_type\": \"regression\",", null, ScoreFunction.None)]
    public void Read_ActivationBesideTheConfig_IsThatOfSentenceTransformers(
        ModelTask task,
        string fields,
        string? activation,
        ScoreFunction function
    )
    {
        List<string> faults = [],
            warnings = [];
        using var config = System.Text.Json.JsonDocument.Parse($$"""{ {{fields}} "num_labels": 1 }""");
        using var beside = System.Text.Json.JsonDocument.Parse(
            activation is null ? "{}" : $$"""{ "activation_fn": "{{activation}}", "model_type": "CrossEncoder" }"""
        );
        ClassificationHeadReader
            .Read(
                JsonSection.Collecting(config.RootElement, "config.json", faults),
                JsonSection.Collecting(beside.RootElement, "config_sentence_transformers.json", faults),
                task,
                null,
                warnings
            )
            .ShouldNotBeNull()
            .Function.ShouldBe(function);
        faults.ShouldBeEmpty();
        warnings.ShouldBeEmpty();
    }

    private static List<string> HeadFaults(string json)
    {
        Head(json, out var faults).ShouldBeNull();
        return faults;
    }

    private static ClassificationHead? Head(string json, out List<string> faults, List<string>? warnings = null)
    {
        faults = [];
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return ClassificationHeadReader.Read(
            JsonSection.Collecting(document.RootElement, "config.json", faults),
            null,
            ModelTask.TextClassification,
            null,
            warnings ?? []
        );
    }

    private static string Pointer(string file) =>
        $"{file} is a Git LFS pointer, not the file itself: run 'git lfs pull' in the clone that it comes from, or download the file.";

    private static void WritePointer(string path) =>
        File.WriteAllText(path, $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 268435456\n");

    /// <summary>A fixture without its graphs, and empty files of the names given.</summary>
    private void Fill(string modelJson, string fixture, string files)
    {
        _repository.Add("m", modelJson, fixture);
        foreach (var graph in Directory.EnumerateFiles(_repository.File("m", "student"), "*.onnx"))
        {
            File.Delete(graph);
        }

        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = _repository.File("m", "student", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // the repository's own
            File.WriteAllText(path, "");
        }
    }

    private IReadOnlyList<string> Faults() =>
        ModelRepository.Read(_repository.Root).ShouldHaveSingleItem().Variants.ShouldHaveSingleItem().Faults;
}
