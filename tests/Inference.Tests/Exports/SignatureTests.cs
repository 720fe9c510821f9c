using Shouldly;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Requests;
using Xunit;
using DataType = TransformerService.Distillation.Onnx.Proto.TensorProto.Types.DataType;

namespace TransformerService.Inference.Tests.Exports;

/// <summary>What a graph declares: taken where the server can give it, otherwise a fault that says what to change.</summary>
public sealed class SignatureTests
{
    private const string DynamicAxes = "; export with dynamic axes, as optimum-cli export onnx does.";
    private const string ForClassification = "Export with optimum-cli export onnx --task text-classification.";
    private const string Known = "input_ids, attention_mask, token_type_ids, position_ids";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("input_ids", (int)DataType.Int32)]
    [InlineData("attention_mask", (int)DataType.Int32)]
    [InlineData("attention_mask", (int)DataType.Float)]
    [InlineData("attention_mask", (int)DataType.Bool)]
    [InlineData("token_type_ids", (int)DataType.Int32)]
    public async Task Load_IdsOfAnotherType_AreGivenInIt(string input, int type)
    {
        using var export = new ChangedExport("bert-tiny");
        export.Graph(graph => graph.Retype(input, (DataType)type));
        (await export.WarningsAsync()).ShouldBeEmpty();
        await ShouldBeGoldenAsync(export, "bert-tiny");
    }

    [Fact]
    public async Task Load_TranslatorOfInt32_GivesTheGoldenTexts()
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        export.Graph(graph => graph.Retype("input_ids", DataType.Int32), "encoder_model.onnx");
        export.Graph(graph => graph.Retype("attention_mask", DataType.Int32), "encoder_model.onnx");
        export.Graph(graph => graph.Retype("encoder_attention_mask", DataType.Int32), "decoder_model.onnx");
        export.Graph(graph => graph.Retype("input_ids", DataType.Int32), "decoder_with_past_model.onnx");
        (await export.WarningsAsync()).ShouldBeEmpty();

        GoldenTranslation[] cases = [.. GoldenTranslations.Load("marian-tiny").Cases];
        var options = new TranslationOptions
        {
            BeamSize = 4,
            MaxNewTokens = 63,
            SplitSentences = false,
        };
        var request = new TranslationRequest([.. cases.Select(golden => golden.Text)]) { Model = "m", Options = options };
        (await export.Pipeline.TranslateAsync(request, Token))
            .Translations.Select(translation => translation.Text)
            .ShouldBe(cases.Select(golden => golden.Beam4.Text));
    }

    [Theory]
    [InlineData(
        "input_ids",
        (int)DataType.Float,
        "model.onnx: the input 'input_ids' is Float, but must be Int64; export with int64 inputs, as optimum-cli export onnx does."
    )]
    [InlineData(
        "attention_mask",
        (int)DataType.Double,
        "model.onnx: the input 'attention_mask' is Double, but must be Int64; export with int64 inputs, as optimum-cli export onnx does."
    )]
    public async Task Load_IdsOfAnImpossibleType_AreAFault(string input, int type, string fault)
    {
        using var export = new ChangedExport("bert-tiny");
        (await export.Graph(graph => graph.Retype(input, (DataType)type)).FaultAsync()).ShouldBe(fault);
    }

    [Theory]
    [InlineData((int)DataType.Float16, 5e-3)]
    [InlineData((int)DataType.Bfloat16, 3e-2)]
    public async Task Load_OutputOfHalfPrecision_IsRead(int type, double tolerance)
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Follow(
                "logits",
                "Cast",
                new Distillation.Onnx.Proto.AttributeProto
                {
                    Name = "to",
                    Type = Distillation.Onnx.Proto.AttributeProto.Types.AttributeType.Int,
                    I = type,
                }
            );
            graph.Graph.Output[0].Type.TensorType.ElemType = type;
        });

        (await export.WarningsAsync()).ShouldBeEmpty();
        await ShouldBeGoldenAsync(export, "distilbert-tiny", tolerance);
    }

    [Fact]
    public async Task Load_DecodersOfTwoPrecisions_SaysSoOnce()
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        export.Graph(
            graph =>
            {
                foreach (var input in graph.Graph.Input.Where(input => input.Name.StartsWith("past", StringComparison.Ordinal)).ToArray())
                {
                    graph.Retype(input.Name, DataType.Float16, DataType.Float);
                }
            },
            "decoder_with_past_model.onnx"
        );

        (await export.FaultAsync()).ShouldBe(
            "decoder_with_past_model.onnx reads 'past_key_values.0.decoder.key' as Float16, which decoder_model.onnx gives in another precision: take both files from one export."
        );
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 512)]
    [InlineData(2, 512)]
    public async Task Load_FixedShape_RunsInThatShape(long batch, long length)
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Declare("input_ids", batch, length);
            graph.Declare("attention_mask", batch, length);
        });

        (await export.WarningsAsync()).ShouldBeEmpty();
        await ShouldBeGoldenAsync(export, "distilbert-tiny");
    }

    [Fact]
    public async Task Load_FixedLength_CutsThere()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Declare("input_ids", 0, 16);
            graph.Declare("attention_mask", 0, 16);
        });

        var model = await export.LoadAsync();

        model.Variants[0].Limits.ShouldNotBeNull().MaxInputTokens.ShouldBe(16);
        var request = new ClassificationRequest(["fine", string.Concat(Enumerable.Repeat("very ", 40))]) { Model = "m" };
        var results = (await export.Pipeline.ClassifyAsync(request, Token)).Results;
        results.Select(result => result.Truncated).ShouldBe([false, true]);
        results[1].InputTokens.ShouldBe(16);
    }

    [Fact]
    public async Task Load_FixedLengthWithoutAMask_IsAFault()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.ReplaceMaskByOnes("attention_mask", "input_ids");
            graph.Declare("input_ids", 0, 128);
        });

        (await export.FaultAsync()).ShouldStartWith(
            "model.onnx: the length is fixed at 128 tokens, but nothing tells padding from text; export with the input 'attention_mask'"
        );
    }

    [Theory]
    [InlineData("encoder_model.onnx", "attention_mask", 1, 0, "the batch is fixed at 1")]
    [InlineData("decoder_model.onnx", "encoder_attention_mask", 0, 64, "the length is fixed at 64 tokens")]
    [InlineData("decoder_model.onnx", "input_ids", 0, 7, "the length is fixed at 7 tokens")]
    public async Task Load_TranslatorOfFixedShape_IsAFault(string file, string input, long batch, long length, string fault)
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        (await export.Graph(graph => graph.Declare(input, batch, length), file).FaultAsync()).ShouldBe(
            $"{file}: {fault} (input '{input}'){DynamicAxes}"
        );
    }

    /// <summary>Declared free, but traced with one row.</summary>
    [Fact]
    public async Task Load_BatchFixedInside_IsAFaultThatSaysSo()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Rename("logits", "free_logits");
            graph.Numbers("one_row", 1, 2);
            graph.Add("Reshape", ["free_logits", "one_row"], "logits");
        });

        (await export.FaultAsync()).ShouldStartWith(
            "It answers one text, but not two at once: the export fixes the batch at 1. Export with dynamic axes, as optimum-cli export onnx does. ONNX Runtime: "
        );
    }

    [Theory]
    [InlineData("attention_mask", "input_mask", "attention_mask")]
    [InlineData("token_type_ids", "segment_ids", "token_type_ids")]
    public async Task Load_InputOfAnotherName_NamesTheUsual(string usual, string name, string expected)
    {
        using var export = new ChangedExport("bert-tiny");
        (await export.Graph(graph => graph.RenameValue(usual, name)).FaultAsync()).ShouldBe(
            $"model.onnx requires the input '{name}', which the server cannot provide; it provides {Known}. The usual name of '{name}' is '{expected}': export with that."
        );
    }

    [Fact]
    public async Task Load_UnknownInput_NamesTheKnown()
    {
        using var export = new ChangedExport("bert-tiny");
        (await export.Graph(graph => graph.AddInput("visual_embeds", DataType.Float)).FaultAsync()).ShouldBe(
            $"model.onnx requires the input 'visual_embeds', which the server cannot provide; it provides {Known}."
        );
    }

    [Fact]
    public async Task Load_NoIds_IsAFault()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph => graph.ReplaceMaskByOnes("input_ids", "attention_mask"));
        (await export.FaultAsync()).ShouldBe($"model.onnx has no input 'input_ids'; it has attention_mask. {ForClassification}");
    }

    [Fact]
    public async Task Load_LogitsOfAnotherName_SaysHowToExport()
    {
        using var export = new ChangedExport("distilbert-tiny");
        (await export.Graph(graph => graph.RenameValue("logits", "output_0")).FaultAsync()).ShouldBe(
            $"model.onnx has no output 'logits'; it has output_0. {ForClassification}"
        );
    }

    [Fact]
    public async Task Load_LogitsForEachToken_AreATokenClassifiers()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Rename("logits", "flat_logits");
            graph.Add(
                "Unsqueeze",
                ["flat_logits"],
                "logits",
                new Distillation.Onnx.Proto.AttributeProto
                {
                    Name = "axes",
                    Type = Distillation.Onnx.Proto.AttributeProto.Types.AttributeType.Ints,
                    Ints = { 1 },
                }
            );
            graph.Declare("logits", 0, 0, 2);
        });

        (await export.FaultAsync()).ShouldBe(
            $"model.onnx: 'logits' has 3 dimensions, but must have 2 (batch, labels): one row for each token, as token classification (NER) and language models give. {ForClassification}"
        );
    }

    [Theory]
    [InlineData("distilbert-tiny", "distilbert.embeddings.position_embeddings.weight")]
    [InlineData("bert-tiny", "bert.embeddings.position_embeddings.weight")]
    [InlineData("roberta-tiny", "roberta.embeddings.position_embeddings.weight")]
    public async Task Load_PositionIds_AreGiven(string fixture, string table)
    {
        using var export = new ChangedExport(fixture);
        export.Graph(graph =>
        {
            graph.Graph.Node.Single(node => node.OpType == "Gather" && node.Input[0] == table).Input[1] = "position_ids";
            graph.AddInput("position_ids", DataType.Int64);
        });

        (await export.WarningsAsync()).ShouldBeEmpty();
        await ShouldBeGoldenAsync(export, fixture);
    }

    [Fact]
    public async Task Load_PositionTableShorterThanTheFilesSay_SaysHowLong()
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Json("max_position_embeddings", 4096).Json("model_max_length", 4096, "tokenizer_config.json");
        (await export.FaultAsync()).ShouldStartWith(
            "It reads at most 512 tokens, but its files allow 4096: lower config.json's max_position_embeddings to 512, or tokenizer_config.json's model_max_length to 512. ONNX Runtime: "
        );
        (await export.FaultAsync()).ShouldEndWith("Attempting to broadcast an axis by a dimension other than 1. 512 by 4096");
    }

    [Fact]
    public async Task Load_RobertasPositionTableShorterThanTheFilesSay_CountsPaddingsPlaces()
    {
        using var export = new ChangedExport("roberta-tiny");
        export.Json("max_position_embeddings", 600).Json("model_max_length", 600, "tokenizer_config.json");
        (await export.FaultAsync()).ShouldStartWith(
            "It reads at most 512 tokens, but its files allow 598: lower config.json's max_position_embeddings to 514, or tokenizer_config.json's model_max_length to 512."
        );
    }

    [Fact]
    public async Task Load_TranslatorsPositionTableShorterThanTheFilesSay_SaysHowLong()
    {
        using var export = new ChangedExport("marian-tiny", ChangedExport.Translation);
        export.Json("max_position_embeddings", 1024).Json("model_max_length", 1024, "tokenizer_config.json");
        (await export.FaultAsync()).ShouldStartWith(
            "It reads at most 256 tokens, but its files allow 1024: lower config.json's max_position_embeddings to 256"
        );
    }

    [Fact]
    public async Task Load_PairsWithoutTokenTypes_AreAWarning()
    {
        using var export = new ChangedExport("bert-tiny");
        export.Graph(graph =>
        {
            graph.ReplaceMaskByOnes("token_type_ids", "input_ids");
        });

        (await export.WarningsAsync()).ShouldBe([
            "student: model.onnx was exported without the input 'token_type_ids', so a 'textPair' is read as more of the first text. Export with token_type_ids if pairs are classified.",
        ]);
    }

    [Theory]
    [InlineData(99, 14, "IR version")]
    [InlineData(8, 99, "opset")]
    public async Task Load_NewerThanTheRuntime_SaysWithWhatToExport(int ir, int opset, string cause)
    {
        using var export = new ChangedExport("distilbert-tiny");
        export.Graph(graph =>
        {
            graph.Model.IrVersion = ir;
            graph.Model.OpsetImport[0].Version = opset;
        });

        var fault = await export.FaultAsync();
        fault.ShouldStartWith("model.onnx cannot be loaded by ONNX Runtime: ");
        fault.ShouldContain(cause, Case.Insensitive);
        fault.ShouldEndWith(". Export it with optimum-cli export onnx --opset 20.");
        fault.ShouldNotContain("onnxruntime_src");
    }

    /// <summary>Alone and all together.</summary>
    private static async Task ShouldBeGoldenAsync(ChangedExport export, string fixture, double tolerance = 1e-4)
    {
        GoldenClassification[] cases = [.. GoldenClassifications.Load(fixture).Cases.Where(golden => golden.TextPair is null)];
        var together = await AskAsync([.. cases.Select(golden => golden.Text)]);
        for (var row = 0; row < cases.Length; row++)
        {
            var alone = (await AskAsync([cases[row].Text]))[0];
            alone.Labels.Select(label => label.Score).ShouldBe(cases[row].Scores.OrderDescending(), tolerance, cases[row].Name);
            together[row].Labels.Select(label => label.Score).ShouldBe(cases[row].Scores.OrderDescending(), tolerance, cases[row].Name);
        }

        async Task<IReadOnlyList<ClassifiedText>> AskAsync(string[] texts) =>
            (await export.Pipeline.ClassifyAsync(new ClassificationRequest(texts) { Model = "m", TopK = 1_000 }, Token)).Results;
    }
}
