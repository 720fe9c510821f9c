using Shouldly;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>What a model does, where its model.json leaves that to the export.</summary>
public sealed class TaskFinderTests : IDisposable
{
    private const string Missing = "model.onnx (or model_quantized.onnx) is missing. ",
        Export = "optimum-cli export onnx --model <the PyTorch model's folder> --task <its task> <a new folder>.";

    private readonly TemporaryRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("marian-tiny", ModelTask.Translation)]
    [InlineData("t5-tiny", ModelTask.Translation)]
    [InlineData("nllb-tiny", ModelTask.Translation)]
    [InlineData("bart-tiny", ModelTask.Text2Text)]
    [InlineData("pegasus-tiny", ModelTask.Text2Text)]
    [InlineData("mt5-bytefallback-tiny", ModelTask.Text2Text)]
    [InlineData("distilbert-tiny", ModelTask.TextClassification)]
    [InlineData("deberta-v2-tiny", ModelTask.TextClassification)]
    [InlineData("cross-encoder-tiny", ModelTask.TextRanking)]
    [InlineData("bert-ner-tiny", ModelTask.TokenClassification)]
    public void Read_NoTask_IsFoundFromTheGraph(string fixture, ModelTask task)
    {
        _repository.Add("m", "{}", fixture);
        var model = Only();
        model.Faults.ShouldBeEmpty();
        model.Manifest.ShouldNotBeNull().Task.ShouldBe(task);
        model.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "targetLanguage": "fr" }""")]
    [InlineData("""{ "task": "translation" }""")]
    public void Read_LanguagesOrTaskNamed_AGeneratorTranslates(string manifest)
    {
        _repository.Add("m", manifest, "pegasus-tiny");
        var model = Only();
        model.Manifest.ShouldNotBeNull().Task.ShouldBe(ModelTask.Translation);
        model.Variants.ShouldHaveSingleItem().Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Read_Text2TextNamed_ATranslatorGenerates()
    {
        _repository.Add("m", """{ "task": "text2text" }""", "t5-tiny");
        Only().Manifest.ShouldNotBeNull().Task.ShouldBe(ModelTask.Text2Text);
    }

    [Fact]
    public void Read_NoTaskInVersions_IsFoundFromTheHighest()
    {
        _repository.Add("m", "{}", "bert-ner-tiny", Path.Combine("student", "2"));
        _repository.Add("m", "{}", "bert-ner-tiny", Path.Combine("student", "1"));
        Only().Manifest.ShouldNotBeNull().Task.ShouldBe(ModelTask.TokenClassification);
    }

    [Theory]
    [InlineData("ner", ModelTask.TokenClassification)]
    [InlineData("sentence-similarity", ModelTask.FeatureExtraction)]
    [InlineData("zero-shot-classification", ModelTask.TextClassification)]
    [InlineData("rerank", ModelTask.TextRanking)]
    [InlineData("text2text", ModelTask.Text2Text)]
    [InlineData("summarization", ModelTask.Text2Text)]
    public void Read_OtherNameOfATask_IsTheTask(string name, ModelTask task)
    {
        _repository.Add("m", $$"""{ "task": "{{name}}" }""", "distilbert-tiny");
        Only().Manifest.ShouldNotBeNull().Task.ShouldBe(task);
    }

    [Fact]
    public void Read_NoTaskAndAFileWithoutAGraph_IsAFaultThatNamesTheTasks()
    {
        _repository.Add("m", "{}", "distilbert-tiny");
        File.WriteAllBytes(_repository.File("m", "student", "model.onnx"), [8, 8]); // a version and nothing else
        Only()
            .Faults.ShouldBe([
                "model.json: 'task' is missing, and the export in 'student' does not show what it is for; write one of \"translation\", \"text-classification\", \"token-classification\", \"feature-extraction\", \"text-ranking\", \"text2text-generation\".",
            ]);
    }

    [Theory]
    [InlineData(
        "model.onnx",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "model.onnx is a Git LFS pointer, not the file itself: run 'git lfs pull' in the clone that it comes from, or download the file."
    )]
    [InlineData(
        "model.onnx",
        "version https://git-lfs.github.com/spec/v1\r\noid sha256:0\r\nsize 1\r\n",
        "model.onnx is a Git LFS pointer, not the file itself: run 'git lfs pull' in the clone that it comes from, or download the file."
    )]
    [InlineData("model.onnx", "", "model.onnx is empty: download it, or export it, again.")]
    [InlineData("model.onnx", "<!DOCTYPE html>", "model.onnx is a web page, not the file itself: download it again.")]
    [InlineData(
        "model.onnx",
        "{ \"error\": \"Invalid credentials\" }",
        "model.onnx cannot be loaded: One of its fields has an unknown wire type. Export it, or copy it, again."
    )]
    [InlineData("model.safetensors", "x", Missing + "There is model.safetensors, but no ONNX export of it: " + Export)]
    [InlineData("pytorch_model.bin", "x", Missing + "There is pytorch_model.bin, but no ONNX export of it: " + Export)]
    [InlineData("model-q4.gguf", "x", Missing + "There is model-q4.gguf, but no ONNX export of it: " + Export)]
    [InlineData("my-name.onnx", "x", Missing + "There is my-name.onnx; write \"file\": \"my-name.onnx\" into model.json to serve it.")]
    [InlineData(
        "weights/model.onnx",
        "x",
        Missing + "There is weights/model.onnx; rename what is to be served, e.g. weights/model.onnx to model.onnx."
    )]
    [InlineData(
        "0_BERT/model.onnx",
        "x",
        Missing + "There is 0_BERT/model.onnx; rename what is to be served, e.g. 0_BERT/model.onnx to model.onnx."
    )]
    [InlineData("", "", Missing + "Export it: " + Export)]
    [InlineData(
        "decoder_model_merged.onnx",
        "x",
        "encoder_model.onnx (or encoder_model_quantized.onnx) is missing. Export it: optimum-cli export onnx --model <the PyTorch model's folder> --task text2text-generation-with-past <a new folder>."
    )]
    public void Read_NoTaskAndNoUsableGraph_SaysWhatIsWrongWithTheFiles(string file, string content, string fault)
    {
        _repository.Add("m", "{}", "distilbert-tiny");
        File.Delete(_repository.File("m", "student", "model.onnx"));
        if (file.Length > 0)
        {
            var path = _repository.File("m", "student", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
            File.WriteAllText(path, content);
        }

        Only().Faults.ShouldBe([fault]);
    }

    [Fact]
    public void Read_NoTaskAndACutGraph_SaysThatItCannotBeLoaded()
    {
        _repository.Add("m", "{}", "distilbert-tiny");
        var path = _repository.File("m", "student", "model.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..5_000]);
        Only().Faults.ShouldHaveSingleItem().ShouldStartWith("model.onnx cannot be loaded: One of its fields extends past the end");
    }

    [Fact]
    public void Read_NoTaskAndARenamedOutput_NamesTheOutputs()
    {
        _repository.Add("m", "{}", "distilbert-tiny");
        var path = _repository.File("m", "student", "model.onnx");
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace("logits", "result", StringComparison.Ordinal);
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(text));
        Only()
            .Faults.ShouldBe([
                "model.onnx has no output that shows a task (logits, last_hidden_state, token_embeddings, sentence_embedding); it has result. Export it with optimum-cli export onnx --task <its task>, or rename the output.",
            ]);
    }

    [Fact]
    public void Read_NoTaskAndAMaskedLanguageModel_SaysThatItIsOne()
    {
        _repository.Add("m", "{}", "bert-ner-tiny");
        var path = _repository.File("m", "student", "config.json");
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path)).ShouldNotBeNull();
        config["architectures"] = new System.Text.Json.Nodes.JsonArray("BertForMaskedLM");
        File.WriteAllText(path, config.ToJsonString());
        Only().Faults.ShouldHaveSingleItem().ShouldStartWith("BertForMaskedLM predicts words, and that task is not served");
    }

    [Fact]
    public void Read_PoolingFolder_BelongsToTheExport()
    {
        _repository.Add("m", "{}", "sentence-bert-tiny");
        var pooling = Directory.CreateDirectory(_repository.File("m", "student", "1_Pooling")).FullName;
        File.WriteAllText(Path.Combine(pooling, "config.json"), """{ "pooling_mode_mean_tokens": true }""");
        var mean = Only().Variants.ShouldHaveSingleItem();
        mean.Faults.ShouldBeEmpty();

        File.WriteAllText(Path.Combine(pooling, "config.json"), """{ "pooling_mode_cls_token": true }""");
        Only().Variants[0].Current.Export.ShouldNotBeNull().ContentHash.ShouldNotBe(mean.Current.Export.ShouldNotBeNull().ContentHash);

        File.Delete(Path.Combine(pooling, "config.json"));
        File.CreateSymbolicLink(Path.Combine(pooling, "config.json"), "/etc/hostname");
        Only().Variants[0].Faults.ShouldNotBeEmpty("a link out of the repository is not followed");
    }

    private ModelDefinition Only() => ModelRepository.Read(_repository.Root).ShouldHaveSingleItem();
}
