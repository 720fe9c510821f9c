using Shouldly;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>What a model does, where its model.json leaves that to the export.</summary>
public sealed class TaskFinderTests : IDisposable
{
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
    public void Read_NoTaskAndNoGraph_IsAFaultThatNamesTheTasks()
    {
        _repository.Add("m", "{}", "distilbert-tiny");
        File.Delete(_repository.File("m", "student", "model.onnx"));
        Only()
            .Faults.ShouldBe([
                "model.json: 'task' is missing, and the export in 'student' does not show what it is for; write one of \"translation\", \"text-classification\", \"token-classification\", \"feature-extraction\", \"text-ranking\", \"text2text-generation\".",
            ]);
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
