using Google.Protobuf;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.Modeling;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Distillation.Training;
using Xunit;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Tests.Pretrained;

/// <summary>The trainer's encoder on an export's weights against ONNX Runtime on the export.</summary>
public sealed class PretrainedEncoderTests : IDisposable
{
    private const int Vocabulary = 50;
    private const float Tolerance = 1e-4f;
    private static readonly EncoderConfig Config = new(
        EncoderConfig.Bert,
        ModelSize: 24,
        Heads: 3,
        Layers: 3,
        FeedForward: 40,
        Positions: 20
    );

    private static readonly int[][] Texts =
    [
        [2, 7, 9, 30, 49, 3],
        [2, 3],
        [2, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 3],
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MatrixName.Bias)]
    [InlineData(MatrixName.Node)]
    [InlineData(MatrixName.Order)]
    public void Read_OnnxWithNamelessMatrices_ComputesWhatTheFileComputes(MatrixName naming)
    {
        SyntheticBert.WriteConfig(_folder.Path, Config);
        var graph = new SyntheticBert(Config, Vocabulary, seed: 3).Build(naming);
        OnnxFile.Write(Path.Combine(_folder.Path, "model.onnx"), graph);

        EncoderParity.ShouldAgree(PretrainedEncoder.Read(_folder.Path), graph, Vocabulary, Texts, Tolerance);
    }

    [Fact]
    public void Read_Safetensors_ComputesWhatTheFileComputes()
    {
        SyntheticBert.WriteConfig(_folder.Path, Config);
        var bert = new SyntheticBert(Config, Vocabulary, seed: 4);
        var graph = bert.Build(MatrixName.Bias);
        WeightFile.Write(
            Path.Combine(_folder.Path, "model.safetensors"),
            bert.Weights.ToDictionary(
                weight => "bert." + weight.Key.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"),
                weight => weight.Value
            )
        );

        EncoderParity.ShouldAgree(PretrainedEncoder.Read(_folder.Path), graph, Vocabulary, Texts, Tolerance);
    }

    [Fact]
    public void Read_ExportOfHuggingFace_GivesItsLogits()
    {
        var fixture = RepositoryRoot.Folder("tests", "fixtures", "bert-tiny");
        var encoder = PretrainedEncoder.Read(fixture);
        var head = FixtureWeights.Read(Path.Combine(fixture, "model.onnx"));
        using var run = new OnnxRun(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(fixture, "model.onnx"))));
        using var scope = NewDisposeScope();
        using var model = EncoderParity.Restore(encoder, [.. Enumerable.Range(0, 2000)], 32);
        foreach (var ids in Texts)
        {
            var expected = run.Run(EncoderParity.Inputs(ids))["logits"].Values;
            var pooled = nn
                .functional.linear(
                    EncoderParity.Last(model, ids).select(1, 0),
                    Head("bert.pooler.dense.weight"),
                    Head("bert.pooler.dense.bias")
                )
                .tanh();
            float[] found = [.. nn.functional.linear(pooled, Head("classifier.weight"), Head("classifier.bias")).data<float>()];
            found.ShouldBe(expected, Tolerance);
        }

        Tensor Head(string name) => tensor(head[name].Values, head[name].Shape);
    }

    [Fact]
    public void Read_ExportOfThisProgram_GivesTheWeightsBack()
    {
        using var model = ClassifierTransformerTests.Model();
        var shape = ClassifierTransformerTests.Shape;
        var weights = model.Weights.Values();
        DistilBertExporter.Write(
            _folder.Path,
            shape,
            DistilBertExporter.Build(shape, ClassifierWeights.From(weights.Select(weight => (weight.Key, weight.Value))))
        );

        var encoder = PretrainedEncoder.Read(_folder.Path);

        int[] rows = [.. Enumerable.Range(0, shape.Vocabulary)];
        foreach ((var name, var weight) in weights)
        {
            if (ClassifierTransformer.IsHead(name))
            {
                encoder.Values(name, rows, shape.MaxPositions).ShouldBeNull(name);
            }
            else
            {
                encoder.Values(name, rows, shape.MaxPositions).ShouldNotBeNull().ShouldBe(weight.Values, 1e-6, name);
            }
        }
    }

    [Fact]
    public void Values_ChosenPieces_AreTheirRows()
    {
        SyntheticBert.WriteConfig(_folder.Path, Config);
        var bert = new SyntheticBert(Config, Vocabulary, seed: 5);
        OnnxFile.Write(Path.Combine(_folder.Path, "model.onnx"), bert.Build(MatrixName.Bias));
        var encoder = PretrainedEncoder.Read(_folder.Path);

        var rows = encoder.Values("embeddings.word_embeddings.weight", [7, 0], 4).ShouldNotBeNull();

        var table = bert.Weights["embeddings.word_embeddings.weight"].Values;
        rows.ShouldBe([.. table[(7 * 24)..(8 * 24)], .. table[..24]]);
        Should
            .Throw<ExportException>(() => encoder.Values("embeddings.word_embeddings.weight", [Vocabulary], 4))
            .Message.ShouldContain("more pieces than the encoder has embeddings (50)");
    }

    [Fact]
    public void Check_OtherSizes_NamesEach()
    {
        var shape = new DistilBertShape
        {
            Vocabulary = 5,
            ModelSize = 16,
            Heads = 2,
            Layers = 4,
            FeedForward = 32,
            MaxPositions = 64,
            Labels = ["a", "b"],
        };
        var message = Should.Throw<ExportException>(() => Config.Check(shape)).Message;
        message.ShouldContain("modelSize must be 24, not 16");
        message.ShouldContain("heads must be 3, not 2");
        message.ShouldContain("feedForward must be 40, not 32");
        message.ShouldContain("encoderLayers must be at most 3, not 4");
        message.ShouldContain("maxTokens must be at most 20, not 64");
    }

    [Fact]
    public void Read_OtherEncoders_SayWhatIsMissing()
    {
        Fault().ShouldContain("config.json cannot be read");
        SyntheticBert.WriteConfig(_folder.Path, Config with { ModelType = "roberta" });
        Fault().ShouldContain("not with 'roberta'");
        SyntheticBert.WriteConfig(_folder.Path, Config, activation: "relu");
        Fault().ShouldContain("activation gelu");
        SyntheticBert.WriteConfig(_folder.Path, Config);
        Fault().ShouldContain("neither model.safetensors nor model.onnx");
        _folder.Write("model.onnx", [1, 2, 3]);
        Fault().ShouldContain("model.onnx cannot be read");
        _folder.Write("model.onnx", new ModelProto { Graph = new GraphProto() }.ToByteArray());
        Fault().ShouldContain("a float32 export is needed");
        _folder.Write("model.safetensors", [1, 2, 3]);
        Fault().ShouldContain("model.safetensors cannot be read");

        string Fault() => Should.Throw<ExportException>(() => PretrainedEncoder.Read(_folder.Path)).Message;
    }

    [Fact]
    public void Read_MiniLm_ComputesWhatTheFileComputes()
    {
        var folder = Environment.GetEnvironmentVariable("MINILM_FOLDER") ?? RepositoryRoot.Folder("artifacts", "minilm");
        Assert.SkipUnless(
            File.Exists(Path.Combine(folder, "config.json")),
            "There is no MiniLM: tools/fetch-minilm.sh writes it to artifacts/minilm, or MINILM_FOLDER names its folder."
        );
        var vocabulary = PretrainedVocabulary.Read(folder, lowerCase: true);
        string[] sentences =
        [
            "A gripping, beautifully shot film that never lets go.",
            "what's my balance?",
            "The committee's deliberations were, regrettably, inconclusive; nobody voted.",
        ];
        vocabulary.Keep(sentences, 128, atLeast: 0).Write(_folder.Path, 128);
        var rows = vocabulary.RowsOf(_folder.Path);
        rows.Count.ShouldBeLessThan(5_000);
        var ids = vocabulary.IdsIn(_folder.Path);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));

        EncoderParity.ShouldAgree(
            PretrainedEncoder.Read(folder),
            graph,
            rows,
            [.. sentences.Select(text => vocabulary.Tokenizer.Encode(text, 128).Ids)],
            id => ids[id],
            Tolerance
        );
    }
}
