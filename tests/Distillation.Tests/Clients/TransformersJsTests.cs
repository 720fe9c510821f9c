using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Sessions;
using TransformerService.Models;
using TransformerService.Models.Repository;
using Xunit;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>transformers.js loads our exports and gives our server's answers.</summary>
public sealed class TransformersJsTests
{
    private const string Translation = "translation";
    private const string Classification = "text-classification";

    /// <summary>Every variant of every model of the repository.</summary>
    public static TheoryData<string, VariantRole> CommittedVariants()
    {
        var variants = new TheoryData<string, VariantRole>();
        foreach (var model in ModelRepository.Read(RepositoryRoot.Folder("models")))
        {
            foreach (var variant in model.Variants)
            {
                variants.Add(model.Name, variant.Role);
            }
        }

        return variants;
    }

    [Theory]
    [MemberData(nameof(CommittedVariants))]
    public async Task CommittedModel_HundredSentences_GivesTheServersAnswers(string model, VariantRole role)
    {
        var folder = RepositoryRoot.Folder("models", model);
        var definition = ModelRepository.ReadModel(folder);
        VariantDefinition variant = definition.Variants.Single(variant => variant.Role == role);
        variant.Faults.ShouldBeEmpty();
        if (!File.Exists(Path.Combine(variant.Folder, FastTokenizerFile.Name)))
        {
            Assert.Skip($"{model} ({role}) has no {FastTokenizerFile.Name}, and transformers.js reads no other tokenizer.");
        }

        if (definition.Manifest!.Task == ModelTask.TextClassification) // without faults there is a manifest
        {
            await ClassifiesAsTheServerAsync(variant);
            return;
        }

        var merged = Directory.GetFiles(variant.Folder, "decoder_model_merged*.onnx", SearchOption.AllDirectories);
        if (merged.Length == 0)
        {
            Assert.Skip($"{model} ({role}) has no decoder_model_merged.onnx, the only decoder that transformers.js runs.");
        }

        await TranslatesAsTheServerAsync(folder, variant);
    }

    // Trained weights under pieces that they were not trained for: the French is none, but each source has an answer of its own.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ExportedTranslation_HundredSentences_GivesTheServersTexts(bool quantized, bool sharedWeights)
    {
        using var folder = new ExportFolder(Translation);
        var tokenizer = await TrainedTokenizers.SentencePieceAsync();
        var shape = FixtureMarian.Shape with { MaxPositions = 64 };
        var options = FixtureMarian.Options with { Decoders = DecoderFiles.Merged, SharedWeights = sharedWeights };
        var graphs = FixtureMarian.Graphs();
        if (quantized)
        {
            (int[], int[])[] examples = [.. TinyMarian.Sources.Select(row => (row, row))];
            graphs = MarianExporter.Quantize(
                graphs,
                MarianCalibration.Measure(graphs, shape.PadTokenId, examples, TestContext.Current.CancellationToken),
                new()
            );
        }

        MarianExporter.Write(folder.Path, shape, options, graphs);
        tokenizer.Write(folder.Path, TrainedTokenizers.SentencePieceOptions(shape.MaxPositions));

        var model = Path.GetDirectoryName(folder.Path)!; // the export lies in the model's folder
        await TranslatesAsTheServerAsync(model, ModelRepository.ReadModel(model).Variants.Single());
    }

    [Fact]
    public async Task ExportedClassifier_HundredSentences_GivesTheServersLabels()
    {
        using var folder = new ExportFolder(Classification);
        var vocabulary = TrainedTokenizers.WordPiece();
        var shape = new DistilBertShape
        {
            Vocabulary = vocabulary.Pieces.Count,
            ModelSize = 16,
            Heads = 2,
            Layers = 2,
            FeedForward = 32,
            Labels = ["bad", "good", "neither"],
        };
        DistilBertExporter.Write(folder.Path, shape, DistilBertExporter.Build(shape, RandomWeights.DistilBert(shape, seed: 5)));
        vocabulary.Write(folder.Path, shape.MaxPositions);

        await ClassifiesAsTheServerAsync(ModelRepository.ReadModel(Path.GetDirectoryName(folder.Path)!).Variants.Single()); // as above
    }

    private static async Task TranslatesAsTheServerAsync(string modelFolder, VariantDefinition variant)
    {
        var texts = ClientSentences.Of(Translation);
        var answer = await TransformersJs.RunAsync(Translation, variant.Folder, texts);
        using var evaluator = TranslationEvaluator.Open(modelFolder, variant.Role);
        (var expected, _) = await evaluator.TranslateAsync(texts, beams: 1, TestContext.Current.CancellationToken);
        string[] found = [.. answer.GetProperty("translations").EnumerateArray().Select(text => text.GetString() ?? "")];
        found.ShouldBe(expected);
        expected.Distinct().Count().ShouldBeGreaterThan(texts.Count / 2);
    }

    private static async Task ClassifiesAsTheServerAsync(VariantDefinition variant)
    {
        var texts = ClientSentences.Of(Classification);
        var answer = await TransformersJs.RunAsync(Classification, variant.Folder, texts);
        var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1);
        variant.Export.ShouldNotBeNull(string.Join(" ", variant.Faults));
        using var model = ClassificationLoader.Load(variant.Folder, variant.Export, variant.Export.Head.ShouldNotBeNull(), factory);
        JsonElement[] found = [.. answer.GetProperty("labels").EnumerateArray()];
        found.Length.ShouldBe(texts.Count);
        for (var text = 0; text < found.Length; text++)
        {
            var scores = model.Score([model.Encode(texts[text], null)], TestContext.Current.CancellationToken)[0];
            var label = found[text].GetProperty("label").GetString() ?? "";
            label.ShouldBe(model.Head.Labels[Array.IndexOf(scores, scores.Max())], texts[text]);
            found[text].GetProperty("score").GetDouble().ShouldBe(scores.Max(), 1e-3, texts[text]);
        }
    }
}
