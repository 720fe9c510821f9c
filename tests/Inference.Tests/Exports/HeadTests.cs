using System.Text.Json.Nodes;
using Shouldly;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Exports;

/// <summary>A classifier's labels and score function where config.json and the graph disagree, or say nothing.</summary>
public sealed class HeadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distilbert-tiny", "Softmax", "scores already: no function is applied to them again", "Softmax")]
    [InlineData("distilbert-tiny", "Softmax", "scores already: no function is applied to them again", "Softmax", "Identity", "Identity")]
    [InlineData("distilbert-tiny", "LogSoftmax", "logarithms of scores: only their exponential is taken", "LogSoftmax")]
    [InlineData("distilbert-tiny", "Softmax", "logarithms of scores: only their exponential is taken", "Softmax", "Log")]
    [InlineData("bert-tiny", "Sigmoid", "scores already: no function is applied to them again", "Sigmoid")]
    [InlineData("bert-tiny", "Sigmoid", "logarithms of scores: only their exponential is taken", "Sigmoid", "Log", "Identity")]
    public async Task Classify_FunctionInTheGraph_IsNotAppliedTwice(string fixture, string named, string what, params string[] operators)
    {
        using var export = new ChangedExport(fixture);
        export.Graph(graph =>
        {
            foreach (var type in operators)
            {
                graph.Follow(
                    "logits",
                    type,
                    type.EndsWith("Softmax", StringComparison.Ordinal)
                        ?
                        [
                            new AttributeProto
                            {
                                Name = "axis",
                                Type = AttributeProto.Types.AttributeType.Int,
                                I = -1,
                            },
                        ]
                        : []
                );
            }
        });

        (await export.WarningsAsync()).ShouldBe([
            $"student: model.onnx has {named} inside, so its 'logits' are {what}. Export without it for true logits.",
        ]);
        foreach (var golden in GoldenClassifications.Load(fixture).Cases.Where(golden => golden.TextPair is null))
        {
            (await ScoresAsync(export, golden.Text)).ShouldBe(golden.Scores.OrderDescending(), 1e-4, golden.Name);
        }
    }

    [Fact]
    public async Task Classify_SoftmaxWrittenOutInTheGraph_IsFoundByTheWarmUp()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Rename("logits", "true_logits");
            graph.Add("Exp", ["true_logits"], "powers");
            graph.Add(
                "ReduceSum",
                ["powers"],
                "sum",
                new AttributeProto
                {
                    Name = "axes",
                    Type = AttributeProto.Types.AttributeType.Ints,
                    Ints = { 1 },
                }
            );
            graph.Add("Div", ["powers", "sum"], "logits");
        });

        (await export.WarningsAsync()).ShouldBe([
            "student: the 'logits' of model.onnx sum to 1 for every text, so they are scores already: no function is applied to them again. Export without the softmax for true logits.",
        ]);
        foreach (var golden in GoldenClassifications.Load("distilbert-tiny").Cases)
        {
            (await ScoresAsync(export, golden.Text)).ShouldBe(golden.Scores.OrderDescending(), 1e-4, golden.Name);
        }
    }

    [Fact]
    public async Task Load_DecoderThatGivesProbabilities_IsAFault()
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        export.Graph(graph => graph.Follow("logits", "Softmax"), "decoder_with_past_model.onnx");
        (await export.FaultAsync()).ShouldBe(
            "decoder_with_past_model.onnx has Softmax inside, so its 'logits' are probabilities; export without it, as optimum-cli export onnx does."
        );
    }

    [Theory]
    [InlineData(
        """{ "0": "a", "1": "b" }""",
        null,
        "model.onnx gives 5 logits, but config.json has 2 labels in id2label; write a label for each logit there."
    )]
    [InlineData(
        null,
        null,
        "model.onnx gives 5 logits, but config.json names no labels; add an id2label with 5 labels, or \"num_labels\": 5."
    )]
    [InlineData(
        null,
        3,
        "model.onnx gives 5 logits, but config.json says \"num_labels\": 3; add an id2label with 5 labels, or correct num_labels."
    )]
    public async Task Load_AnotherNumberOfLabels_SaysWhereTheyAreFrom(string? id2label, int? labels, string fault)
    {
        using var export = new ChangedExport("bert-tiny");
        export.Json("id2label", id2label is null ? null : JsonNode.Parse(id2label)).Json("num_labels", labels);
        (await export.FaultAsync()).ShouldBe(fault);
    }

    [Fact]
    public async Task Load_AnotherNumberOfLabelsThanDeclared_IsFoundByTheWarmUp()
    {
        using var export = new ChangedExport("bert-tiny");
        export.Json("id2label", null).Graph(graph => graph.Declare("logits", 0, 0));
        (await export.FaultAsync()).ShouldBe(
            "The self-check failed: model.onnx gives 5 logits, but config.json names no labels; add an id2label with 5 labels, or \"num_labels\": 5."
        );
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "{\"activation_fn\":\"torch.nn.modules.linear.Identity\",\"version\":\"4.1.0\"}", false)]
    [InlineData("torch.nn.modules.linear.Identity", null, false)]
    [InlineData("torch.nn.modules.activation.Sigmoid", null, true)]
    public async Task Classify_RerankerOfOneLogit_FollowsItsActivation(string? older, string? section, bool isSigmoid)
    {
        using var export = new ChangedExport("bert-tiny");
        export
            .Json("id2label", null)
            .Json("problem_type", null)
            .Json("sbert_ce_default_activation_function", older)
            .Json("sentence_transformers", section is null ? null : JsonNode.Parse(section))
            .Graph(graph =>
            {
                graph.Rename("logits", "five_logits");
                graph.Numbers("second", 1);
                graph.Add(
                    "Gather",
                    ["five_logits", "second"],
                    "logits",
                    new AttributeProto
                    {
                        Name = "axis",
                        Type = AttributeProto.Types.AttributeType.Int,
                        I = 1,
                    }
                );
                graph.Declare("logits", 0, 1);
            });

        (await export.WarningsAsync()).ShouldBeEmpty();
        foreach (var golden in GoldenClassifications.Load("bert-tiny").Cases.Where(golden => golden.TextPair is null))
        {
            (await ScoresAsync(export, golden.Text))
                .ShouldHaveSingleItem()
                .ShouldBe(isSigmoid ? golden.Scores[1] : golden.Logits[1], 1e-4, golden.Name);
        }
    }

    private static async Task<double[]> ScoresAsync(ChangedExport export, string text) =>
        [
            .. (await export.Pipeline.ClassifyAsync(new ClassificationRequest([text]) { Model = "m", TopK = 1_000 }, Token))
                .Results[0]
                .Labels.Select(label => label.Score),
        ];
}
